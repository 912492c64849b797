"""The console in a real browser: every page at both widths by axe-core, tasks of the roles, by keyboard, light, nothing from elsewhere."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Page

from console.page import Access
from console.page import Page as ConsolePage
from console.subjects import PAGES
from core.staff import service
from core.staff.roles import Role, may
from stock.service import import_products
from tests.browsers import browser_needed, faults_of
from tests.console.conftest import PASSWORD
from tests.console.people import outbreak, report

pytestmark = browser_needed
WIDTHS = (360, 1440)
HEAVIEST = 150_000
"""Bytes of a first load, as they come over the wire."""
SHOTS = Path("test-results")


@pytest.fixture
def here(world):
    with world.transaction() as session:
        import_products(session)
        found = outbreak(session)
        report(session, "Fatoumata Traoré", "ML-BKO", "ML-BKO-1", "+22376000002")
        report(session, "Fatim Traoré", "ML-BKO", "ML-BKO-1", "+22376000002")
        return found


def opens(role: Role, page: ConsolePage) -> bool:
    return isinstance(page.needs, Access) or may(role, page.needs)


def looked_at(here) -> list[str]:
    """Every page of the console that is opened by GET, with what there is to see on it."""
    case, contact = f"/cases/{here.case}", f"/contacts/{here.contacts[0]}"
    tabs = [case, f"{case}/contacts", f"{case}/chain", f"{case}/history", f"{case}/edit", contact, f"{contact}/edit"]
    plain = [
        page.path
        for page in PAGES
        if "GET" in page.methods and "{" not in page.path and page.needs is not Access.ANYBODY and opens(Role.NATIONAL, page)
    ]
    return [*plain, *tabs, "/follow-up?agent=nobody", "/stock?all=1", "/stock/centres/CSCOM-BANCONI"]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_for_everybody_and_fits_its_screen(sit, here, width):
    """As somebody of the country for most, as who approves messages for theirs, and as nobody."""
    faults = {}
    for page, paths in (
        (sit(Role.NATIONAL, None, width), looked_at(here)),
        (
            sit(Role.APPROVER, None, width),
            [page.path for page in PAGES if page.name.startswith("content") and "{" not in page.path and "GET" in page.methods],
        ),
        (sit(None, None, width), ["/sign-in", "/invitation", "/sign-in?lang=bm", "/sign-in?lang=en"]),
    ):
        for path in paths:
            answer = page.goto(f"/console{path}")
            if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
                faults[path] = faults_of(page)
    assert {path: found for path, found in faults.items() if found} == {}
    assert len(faults) > 25


def test_a_first_load_is_light(sit, here):
    page = sit(Role.NATIONAL)
    sizes = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/console/cases")
    page.wait_for_load_state("networkidle")
    assert len(sizes) >= 3
    assert sum(sizes) < HEAVIEST, sizes


def test_somebody_invited_sets_up_the_second_factor_and_signs_in(sit, world):
    with world.transaction() as session:
        code = service.invite(session, "Awa Traoré", Role.DISTRICT, area="ML-BKO").code
    page = sit(None)
    page.goto(f"/console/invitation?code={code}")
    page.get_by_label("Identifiant").fill("awa@example.ml")
    page.get_by_label("Mot de passe, à choisir").fill(PASSWORD)
    page.get_by_label("Le même mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir le compte").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code à 6 chiffres").fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bonjour Awa Traoré").wait_for()
    page.goto("/console/account")
    page.get_by_role("button", name="Se déconnecter", exact=True).click()
    page.get_by_label("Identifiant").fill("awa@example.ml")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    later = pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=1)
    page.get_by_label("Code à 6 chiffres").fill(later)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bonjour Awa Traoré").wait_for()


def tab_to(page: Page, matches: Callable[[str], bool], most: int = 80) -> None:
    """Press Tab until what has the focus is what is meant."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if matches(page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")):
            return
    raise AssertionError("not reached by keyboard")


def test_a_coordinator_finds_a_case_and_classifies_it_by_keyboard_alone(sit, here):
    page = sit(Role.DISTRICT, "ML-BKO")
    page.goto("/console/cases")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, lambda name: name == "q")
    page.keyboard.type(here.case)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=CA-"))
    tab_to(page, lambda name: name == here.case)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=re.compile(here.case)).wait_for()
    tab_to(page, lambda name: "probable" in name)
    page.keyboard.type("prob")
    tab_to(page, lambda name: name == "Classer")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Cas classé.").wait_for()
    assert page.locator("h1 .badge").first.inner_text() == "probable"


def test_an_agent_enters_a_day_on_a_telephone(sit, here):
    page = sit(Role.AGENT, None, 360)
    page.goto("/console/follow-up?agent=nobody")
    page.get_by_role("link", name=here.contacts[0]).click()
    page.get_by_label("Vu", exact=True).select_option("SEEN_NOT_OK")
    page.get_by_label("Température").fill("38,5")
    page.locator(f"form[action$='{here.contacts[0]}/day']").get_by_label("Fièvre").check()
    page.get_by_role("button", name="Noter", exact=True).click()
    page.get_by_role("status").get_by_text("Jour noté.").wait_for()
    assert "38,5" in page.locator("main").inner_text()
    page.goto("/console/follow-up")
    row = page.get_by_role("row", name=re.compile("confiés à personne"))
    assert row.locator("td").all_inner_texts()[:5] == ["2", "1", "1", "0", "1"]


def test_two_records_are_merged_and_taken_apart(sit, here):
    page = sit(Role.REGIONAL, "ML-BKO")
    page.goto("/console/duplicates")
    page.locator("summary", has_text="fusionner").click()
    page.locator("details[open]").get_by_role("button").click()
    page.get_by_role("status").wait_for()
    assert urlsplit(page.url).path == "/console/duplicates/merges"
    page.locator("summary", has_text="Défaire").click()
    page.locator("details[open]").get_by_role("button").click()
    page.get_by_text("comme avant").first.wait_for()
    page.goto("/console/duplicates/merges")
    assert "défaite le" in page.locator("main").inner_text()
