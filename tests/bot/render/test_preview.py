"""A version is shown as each channel would, with its buttons, before anybody gets it."""

from dataclasses import replace

from bot.channels.telegram.capabilities import CAPABILITIES as TELEGRAM
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.outbound import Layout
from bot.render.preview import preview
from messages import queries
from tests.messages.samples import BAMBARA, MASKS, TODAY, bring


def shown(database, locale, **change):
    bring(database, MASKS, replace(BAMBARA, **change))
    with database.transaction() as session:
        official = queries.in_locale(session, "masks", locale, on=TODAY)
        return preview(session, official, TODAY, {"telegram": TELEGRAM, "whatsapp": WHATSAPP})


def test_an_official_text_with_its_facts_source_and_what_may_be_tapped(database):
    found = shown(database, "fr")
    [part] = found["telegram"]
    assert part.text == "Portez-le. 36061\n\nSource : OMS, 13/01/2023."
    assert (part.layout, [choice.title for choice in part.choices]) == (Layout.BUTTONS, ["1. Utile", "2. Pas utile", "3. Plus…"])
    assert [choice.title for choice in found["whatsapp"][0].choices] == ["Utile", "Pas utile", "Plus…"]


def test_a_draft_is_shown_as_a_draft_with_the_french(database):
    [part] = shown(database, "bm")["telegram"]
    assert part.text.startswith("(Nin bayɛlɛmali ma sɛgɛsɛgɛ fɔlɔ)\nMaski don. 36061")
    assert "— Français —\nPortez-le. 36061" in part.text


def test_a_text_too_long_for_the_buttons_of_a_channel_comes_in_parts(database):
    found = shown(database, "bm", text="Maski don. " * 150)
    assert len(found["telegram"]) == 1
    assert len(found["whatsapp"]) > 1
    assert [part.layout for part in found["whatsapp"][:-1]] == [Layout.TEXT] * (len(found["whatsapp"]) - 1)
