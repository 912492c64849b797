"""What is official changes while the program runs: a new version, a step back, an expiry, new figures; people get what holds now."""

from datetime import UTC, datetime, timedelta

import pytest

from messages import queries, rules, service
from messages.figures import service as figures
from tests.town import PEOPLE, Town

TOPIC, QUESTION = "gloves", "faut-il porter des gants ?"
NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def person(whole_town: Town):
    person = PEOPLE["webchat"](whole_town)
    person.say("start")
    person.say("1")
    return person


@pytest.fixture
def before(whole_town: Town):
    """What is official before the test; it is again afterwards."""
    with whole_town.database.transaction() as session:
        found = queries.live(session, TOPIC, "fr", on=TODAY)
    yield found
    put_live(whole_town, found.text)


def put_live(town: Town, text: str, valid_to=None) -> int:
    """A new version, written by one and approved by another."""
    with town.database.transaction() as session:
        content = service.Text("Les gants", text, "OMS", TODAY - timedelta(days=9), TODAY - timedelta(days=9), valid_to, None, ["hotline"])
        made = service.create(session, TOPIC, "fr", rules.CITIZEN, content, "Awa")
        service.submit(session, made, "Awa")
        service.approve(session, made, "Moussa")
        service.publish(session, made, "Moussa")
        return made


def answer(person, question=QUESTION):
    parts = person.say(question)
    return "\n".join(part["text"] for part in parts)


def test_a_new_version_is_said_at_once_and_going_back_says_the_old_one_again(whole_town, person, before):
    assert before.text[:40] in answer(person)
    put_live(whole_town, "Texte essayé : pas de gants.")
    assert "Texte essayé" in answer(person)
    with whole_town.database.transaction() as session:
        service.roll_back(session, TOPIC, "fr", rules.CITIZEN, "Moussa", "erreur")
    text = answer(person)
    assert before.text[:40] in text
    assert "Texte essayé" not in text


def test_what_expired_is_not_said_the_version_before_is_and_then_the_hotline(whole_town, person, before):
    put_live(whole_town, "Texte qui a expiré hier.", TODAY - timedelta(days=1))
    text = answer(person)
    assert before.text[:40] in text
    assert "expiré" not in text
    with whole_town.database.transaction() as session:
        for version in queries.versions(session, TOPIC, "fr"):
            if version.state in (rules.LIVE, rules.APPROVED):
                service.withdraw(session, version.id, "Moussa")
    text = answer(person)
    assert before.text[:40] not in text
    assert "36061" in text


def test_figures_are_said_as_soon_as_they_are_there_with_day_and_source(whole_town, person):
    day = TODAY - timedelta(days=1)
    table = f"place,date,cases,deaths,source\nMali,{day},33164,743,INSP\nSikasso,{day - timedelta(days=30)},1200,,INSP\n"
    assert "aucun chiffre" in answer(person, "combien de cas de covid au Mali ?")
    with whole_town.database.transaction() as session:
        figures.bring(session, table.encode(), "Awa", NOW)
    try:
        text = answer(person, "combien de cas de covid au Mali ?")
        assert f"Mali, au {day:%d/%m/%Y}" in text
        assert "33\u00a0164" in text
        assert "anciens" not in text
        text = answer(person, "combien de cas à Sikasso ?")
        assert "Sikasso, au" in text
        assert "1\u00a0200" in text
        assert "anciens" in text
    finally:
        with whole_town.database.transaction() as session:
            session.connection().exec_driver_sql("DELETE FROM case_figure")
