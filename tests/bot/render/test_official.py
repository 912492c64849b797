"""Official messages as people read them: drafts marked and with the French, or French with a word about it; facts; validity; figures."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assa.seeds import FACTS
from bot.render.render import Words
from bot.say import Say
from core.settings import ROOT
from messages import service
from messages.figures import service as figures
from messages.files import read_facts, read_folder
from tests.messages.samples import BAMBARA, MASKS, TODAY, bring

NOTICE = {"fr": "(Traduction à confirmer)", "bm": "(Nin bayɛlɛmali ma sɛgɛsɛgɛ fɔlɔ)"}
TABLE = b"place,date,cases,deaths,recovered,tests,new,source\nMali,2022-06-08,31085,735,30200,,12,INSP\nBamako,2022-06-09,18000,,,,,INSP\n"
THAT_DAY = date(2022, 6, 10)


def said(database, topic="masks", locale="fr", on=TODAY, drafts=True, **arguments):
    with database.transaction() as session:
        return Words(session, locale, on, drafts).render(Say(f"utter_{topic}", arguments))


def seeds(database):
    bring(database, *read_folder(ROOT / "locales"), facts=read_facts(FACTS))


@pytest.mark.parametrize("topic", ["masks", "emergency"])
def test_a_draft_says_that_it_is_not_confirmed_and_has_the_french_under_it(database, topic):
    french, bambara = replace(MASKS, topic=topic), replace(BAMBARA, topic=topic)
    bring(database, french, bambara)
    text = said(database, topic, "bm").text
    places = [text.index(part) for part in (NOTICE["bm"], "Maski don. 36061", "— Français —", "Portez-le. 36061", "Source : OMS")]
    assert places == sorted(places)


@pytest.mark.parametrize("topic", ["masks", "emergency"])
def test_where_drafts_are_not_shown_french_is_with_a_word_about_it(database, topic):
    bring(database, replace(MASKS, topic=topic), replace(BAMBARA, topic=topic))
    text = said(database, topic, "bm", drafts=False).text
    assert "Maski don" not in text
    assert NOTICE["bm"] not in text
    assert text.endswith("Portez-le. 36061\n\nSource : OMS, 13/01/2023.")
    assert not text.startswith("Portez-le")


def test_a_confirmed_translation_stands_alone(database):
    bring(database, MASKS, replace(BAMBARA, state="live", approved_by="DRS"))
    text = said(database, locale="bm").text
    assert text.startswith("Maski don. 36061")
    assert "Portez-le" not in text


def test_what_expired_is_not_said_the_hotline_is(database):
    bring(database, replace(MASKS, valid_to=TODAY))
    rendered = said(database, on=TODAY + timedelta(days=1))
    assert "Portez-le" not in rendered.text
    assert "36061" in rendered.text
    assert [option.payload for option in rendered.options] == ["/menu"]


@pytest.mark.parametrize("locale", ["fr", "bm"])
def test_an_emergency_is_told_to_go_now_even_where_no_message_holds(database, locale):
    bring(database, replace(MASKS, topic="emergency", valid_to=TODAY))
    rendered = said(database, "emergency", locale, on=TODAY + timedelta(days=1))
    assert {"fr": "tout de suite", "bm": "sisan sisan"}[locale] in rendered.text
    assert "36061" in rendered.text
    assert rendered.response == "emergency"


def test_a_new_hotline_changes_every_message_that_names_it(database):
    seeds(database)
    topics = [f.topic for f in read_folder(ROOT / "locales") if f.locale == "fr" and "{hotline}" in f.text and f.version is None]
    assert len(topics) > 10
    assert all("36061" in said(database, topic).text for topic in topics)
    with database.transaction() as session:
        service.set_fact(session, "hotline", "12345", TODAY, "test")
    for topic in topics:
        text = said(database, topic).text
        assert "12345" in text, topic
        assert "36061" not in text, topic


@pytest.mark.parametrize(
    ("locale", "sentence"), [("fr", "Le masque est obligatoire dans les lieux publics."), ("bm", "maski donni ye wajibi")]
)
def test_one_change_of_the_masks_rule_changes_every_message_that_names_it(database, locale, sentence):
    seeds(database)
    topics = [f.topic for f in read_folder(ROOT / "locales") if f.locale == "fr" and "{masks_rule}" in f.text]
    assert {"masks", "measures", "prevention", "travel", "work", "worship_gatherings"} <= set(topics)
    before = {topic: said(database, topic, locale).text.lower() for topic in topics}
    with database.transaction() as session:
        service.set_fact(session, "masks_rule", "compulsory", TODAY, "test")
    for topic in topics:
        text = said(database, topic, locale).text.lower()
        assert sentence.lower() in text, topic
        assert sentence.lower() not in before[topic]
        assert "{masks_rule}" not in text


@pytest.mark.parametrize(("on", "days"), [(date(2022, 6, 1), "10 jours après le test"), (date(2023, 1, 13), "5 jours après le test")])
def test_isolation_says_the_rule_of_the_day(database, on, days):
    seeds(database)
    assert days in said(database, "isolation", on=on).text


def test_the_first_rule_asks_for_three_days_without_signs_the_second_does_not(database):
    seeds(database)
    assert "3 jours sans signe" in said(database, "isolation", on=date(2023, 1, 12)).text
    assert "3 jours sans signe" not in said(database, "isolation", on=date(2023, 1, 13)).text


def figures_said(database, **kwargs):
    seeds(database)
    with database.transaction() as session:
        figures.bring(session, TABLE, "Awa", datetime(2022, 6, 10, tzinfo=UTC))
    return said(database, "statistics", **{"on": THAT_DAY, **kwargs})


def test_figures_are_said_with_their_day_and_source_and_what_was_not_published_is_not(database):
    rendered = figures_said(database)
    assert rendered.response == "statistics"
    assert rendered.text.replace("\u00a0", " ") == (
        "Mali, au 08/06/2022 :\n- cas confirmés depuis le début : 31 085\n"
        "- nouveaux cas ce jour-là : 12\n- guéris : 30 200\n- morts : 735\n\n"
        "Source : INSP."
    )
    assert [option.payload for option in rendered.options] == ["/hotline", "/prevention", "/duration"]


def test_old_figures_say_that_they_are_old(database):
    text = figures_said(database, on=date(2022, 6, 16)).text
    assert "ces chiffres sont anciens" in text
    assert "36061" in text


def test_figures_of_a_place_are_of_it_or_say_that_they_are_not(database):
    assert "Bamako, au 09/06/2022" in figures_said(database, place="ML-BKO").text
    text = said(database, "statistics", on=THAT_DAY, place="ML-SIKASSO").text
    assert text.startswith("Je n'ai pas de chiffres pour Sikasso.")
    assert "Mali, au 08/06/2022" in text


def test_without_figures_the_official_text_says_where_to_ask(database):
    seeds(database)
    text = said(database, "statistics").text
    assert text.startswith("Je n'ai aucun chiffre en ce moment.")
    assert "36061" in text


class Of:
    """An audience by its name, as `bot.audience.Audience` finds it."""

    def __init__(self, name):
        self.name = name


def said_to(database, audience, locale="fr", topic="masks", **arguments):
    with database.transaction() as session:
        return Words(session, locale, TODAY, True, Of(audience)).render(Say(f"utter_{topic}", arguments)).text


@pytest.mark.parametrize(("audience", "expected"), [("case", "Pour vous."), ("contact", "Portez-le."), ("agent", "Portez-le.")])
def test_whoever_has_a_version_of_their_own_gets_it_others_the_one_for_everybody(database, audience, expected):
    bring(database, MASKS, replace(MASKS, audience="case", text="Pour vous."))
    assert said_to(database, audience).startswith(expected)


def test_a_draft_for_an_audience_has_the_french_of_that_audience_under_it(database):
    own = replace(MASKS, audience="case", text="Pour vous.")
    bring(database, MASKS, BAMBARA, own, replace(BAMBARA, audience="case", text="Aw ta."))
    text = said_to(database, "case", "bm")
    assert "Aw ta." in text
    assert "Pour vous." in text
    assert "Portez-le" not in text


def test_what_is_passed_on_is_the_version_for_everybody(database):
    bring(database, MASKS, replace(MASKS, audience="case", text="Pour vous."))
    text = said_to(database, "case", topic="share_text", text={"official": "masks"})
    assert "Portez-le" in text
    assert "Pour vous" not in text
