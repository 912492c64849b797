"""Where a centre is, and where something is to be had: told to everybody, without quantities unless the deployment opens them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.care import centres
from bot.turn import STAGES
from core.facilities.service import import_seed
from stock import service
from stock.service import PhysicalCount
from tests.bot.work.chat import Chat

NOW = datetime.now(UTC)


@pytest.fixture
def stocked(database):
    with database.transaction() as session:
        import_seed(session)
        service.import_products(session)
        for facility, product, number, days in (
            ("CSCOM-BANCONI", "TDR-COVID", 40, 1), ("CSREF-C1", "TDR-COVID", 0, 1), ("CSCOM-SIKORO", "TDR-COVID", 7, 20),
        ):  # fmt: skip
            service.record_count(session, PhysicalCount(facility, product, number, NOW - timedelta(days=days), f"{facility}{product}"))
    return database


@pytest.fixture
def citizen(stocked, async_database):
    return Chat(stocked, async_database, NOW.date())


async def ask(chat, monkeypatch, typed):
    """What is said when the dialogue takes `typed` for a question about centres."""

    async def dialogue(turn):
        await centres.begin(turn, typed, ask=True)

    dialogue.__name__ = "words"
    monkeypatch.setattr("tests.bot.work.chat.STAGES", (dialogue,))
    said = await chat.say(typed)
    monkeypatch.setattr("tests.bot.work.chat.STAGES", STAGES)
    return said


async def test_where_something_is_to_be_had_is_told_without_quantities(citizen):
    assert await citizen.say("où trouver un test à Bamako ?") == ["utter_where_to_be_had"]
    said = citizen.texts["utter_where_to_be_had"]
    assert "CSCom de Banconi" in said
    assert "40" not in said
    assert "CSRef" not in said, "it has none"
    assert "Sikoro" not in said, "what it said is old"


async def test_a_commune_is_an_answer_to_the_question_where(citizen, monkeypatch):
    """Where no centre of it is known, those of its cercle; of several of one name one is chosen. In other messages it is a word."""
    assert await ask(citizen, monkeypatch, "où est un centre de santé ?") == ["utter_find_health_centre"]
    assert await citizen.say("Badia") == ["utter_centres"]
    assert "Kita" in citizen.texts["utter_centres"]
    assert await ask(citizen, monkeypatch, "où est un centre de santé ?") == ["utter_find_health_centre"]
    assert await citizen.say("Benkadi") == ["utter_error_place_several"]
    assert await citizen.say("5") == ["utter_find_health_centre"]
    assert await citizen.say("Benkadi") == ["utter_error_place_several"]
    assert await citizen.say("Benkadi (cercle de Dioïla)") == ["utter_centres"]
    assert "Dio" in citizen.texts["utter_centres"]
    assert await citizen.say("1") == []


async def test_quantities_are_told_where_the_deployment_opens_them(citizen, monkeypatch):
    monkeypatch.setenv("ASSA_STOCK_PUBLIC", "true")
    await citizen.say("où trouver un test à Bamako ?")
    assert "CSCom de Banconi : 40 tests" in citizen.texts["utter_where_to_be_had"]


async def test_where_nobody_has_it_the_dialogue_answers(citizen):
    assert await citizen.say("où trouver un test à Kayes ?") == []
    assert await citizen.say("où acheter un masque ?") == []
    assert await citizen.say("stock de tests au CSCom de Banconi") == [], "levels are for staff"


@pytest.mark.parametrize(
    ("typed", "centre"),
    [
        ("centre de santé à Sikasso", "CSRef de Sikasso"),
        ("je cherche un hopital a segou", "Hôpital Nianankoro Fomba"),
        ("ou est le cscom de banconi", "CSCom de Banconi"),
        ("dogotoroso be min banconi la", "CSCom de Banconi"),
    ],
)
async def test_a_centre_is_found_in_the_place_that_is_named(citizen, monkeypatch, typed, centre):
    assert await ask(citizen, monkeypatch, typed) == ["utter_centres"]
    assert centre in citizen.texts["utter_centres"]


async def test_the_place_is_asked_and_an_answer_that_is_none_is_let_through(citizen, monkeypatch):
    assert await ask(citizen, monkeypatch, "où est le centre de santé le plus proche") == ["utter_find_health_centre"]
    assert await citizen.say("Banconi") == ["utter_centres"]
    assert "CSRef de la commune I" in citizen.texts["utter_centres"], "and the one that it sends people to"
    assert await citizen.say("Banconi") == [], "it is asked no more"
    await ask(citizen, monkeypatch, "où est le centre de santé le plus proche")
    assert await citizen.say("j'ai de la fièvre") == []
