"""The page in a real browser: it talks, keeps its conversation, works by keyboard, on a small screen, and without a network for a while."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot.channels.webchat import page as chat_page
from core.i18n import LOCALES
from messages.service import store_recording
from tests.browsers import browser_needed, chromium
from tests.messages.samples import ogg
from tests.town import Town

SHOTS = Path("test-results")
BUBBLES = "#log .bubble:not(.me)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser, whole_town: Town) -> Iterator[Page]:
    """The page on a phone of 320 pixels, opened, the language asked."""
    context = browser.new_context(viewport={"width": 320, "height": 568})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(whole_town.base)
    opened.get_by_role("button", name="Bamanankan").wait_for()
    yield opened
    context.close()
    assert faults == []


def said(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


@browser_needed
def test_it_talks_and_keeps_the_conversation_over_a_reload(page: Page):
    page.get_by_role("button", name="Français").click()
    page.get_by_role("button", name="Signaler un malade").wait_for()
    said(page, "comment porter un masque ?")
    page.get_by_text("Source : OMS", exact=False).wait_for()
    before = page.locator("#log .bubble").all_text_contents()
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / "chat-320.png")
    page.reload()
    page.locator("ol.choices button").first.wait_for()
    assert page.locator("#log .bubble").all_text_contents() == before
    # the last choices can still be chosen
    page.locator("ol.choices button").first.click()
    page.locator(BUBBLES).nth(len([b for b in before if not b.startswith("Vous")])).wait_for()


@browser_needed
def test_nothing_is_wider_than_a_small_screen(page: Page):
    page.get_by_role("button", name="Français").click()
    page.get_by_role("button", name="Signaler un malade").wait_for()
    assert page.locator("html").evaluate("node => node.scrollWidth") <= 320


@browser_needed
def test_it_works_by_keyboard_alone(page: Page):
    button = page.get_by_role("button", name="Français")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Informations").wait_for()
    page.locator("#text").focus()
    page.keyboard.type("menu")
    page.keyboard.press("Enter")
    page.locator("#log .bubble.me").nth(1).wait_for()
    assert page.get_by_role("log").count() == 1


@browser_needed
def test_without_a_network_the_message_waits_and_goes_when_there_is_one(page: Page):
    page.get_by_role("button", name="Français").click()
    page.get_by_role("button", name="Informations").wait_for()
    page.context.set_offline(True)
    said(page, "comment porter un masque ?")
    page.get_by_text("Pas de réseau", exact=False).wait_for()
    page.context.set_offline(False)
    page.get_by_text("Source : OMS", exact=False).wait_for()


@browser_needed
def test_the_language_switch_changes_the_page_and_the_conversation(page: Page):
    page.get_by_role("button", name="Français").click()
    page.get_by_role("button", name="Informations").wait_for()
    page.select_option("#language", "bm")
    page.wait_for_url("**/?lang=bm")
    assert page.locator("html").get_attribute("lang") == "bm"
    page.locator(BUBBLES).last.wait_for()
    said(page, "maski nafa ye mun ye")
    page.get_by_text("— Français —", exact=False).wait_for()


@browser_needed
def test_erase_starts_a_new_person(page: Page):
    page.get_by_role("button", name="Français").click()
    page.get_by_role("button", name="Informations").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Effacer").click()
    page.get_by_role("button", name="Bamanankan").wait_for()
    assert page.locator("#log .bubble.me").count() == 0


@pytest.mark.parametrize("locale", LOCALES)
def test_the_whole_page_is_under_60_kilobytes(locale):
    total = len(chat_page.render(locale).encode()) + sum(len(chat_page._content(name)) for name in chat_page.STATIC)
    assert total < 60_000


def test_files_are_kept_for_ever_under_the_name_of_their_content(whole_town: Town):
    html = whole_town.http.get(whole_town.base).text
    path = html.split('src="')[1].split('"')[0]
    response = whole_town.http.get(f"{whole_town.base}{path}")
    assert response.status_code == 200
    assert "immutable" in response.headers["cache-control"]
    assert "default-src 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/secret.py",
        "/chat/audio/../fr/keywords.yml",
        "/chat/audio/fr/keywords.yml",
        f"/chat/audio/{'0' * 64}.ogg",
        "/chat/audio/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_nothing_else_is_served(whole_town: Town, path):
    assert whole_town.http.get(f"{whole_town.base}{path}").status_code == 404


def test_a_recording_is_served_by_its_handle(whole_town: Town):
    with whole_town.database.transaction() as session:
        handle = store_recording(session, ogg(2))
    response = whole_town.http.get(f"{whole_town.base}/chat/audio/{handle}.ogg")
    assert (response.status_code, response.headers["content-type"], response.content) == (200, "audio/ogg", ogg(2))
