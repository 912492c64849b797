"""A centre's stock over the real channels: reported, corrected, asked for, an alert taken up, a receipt confirmed."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from core.staff import service as staff
from core.staff.roles import Role
from stock import queries, service
from stock.alerts.tell import tell
from stock.alerts.watch import look
from tests.town import PEOPLE, Person, TelegramPerson, Town, WhatsAppPerson

CENTRES = {"telegram": ("CSCOM-BANCONI", "CSCOM-SIKORO"), "whatsapp": ("CSCOM-NIARELA", "CSCOM-MISSIRA")}
"""For each channel its own: the town is one for all tests. The agent's, and where they send something."""


def said(parts: list[dict[str, Any]]) -> list[str]:
    return [part["response"] for part in parts]


def enrolled(town: Town, channel: str, centre: str) -> Person:
    person = PEOPLE[channel](town)
    person.say("start")
    person.say("1")
    with town.database.transaction() as session:
        code = staff.invite(session, "Awa", Role.AGENT, facility=centre).code
    assert said(person.say(code))[0] == "utter_staff_enrolled"
    return person


def told(town: Town, channel: str, person: Person, words: str) -> None:
    """Wait until the person was sent a message with these words."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if any(words in text for text in sent_to(town, person)):
            return
        time.sleep(0.05)
    raise AssertionError(f"not told on {channel}: {words}")


def sent_to(town: Town, person: Person) -> list[str]:
    if isinstance(person, TelegramPerson):
        return [call.text for call in town.telegram.sent(person.chat)]
    assert isinstance(person, WhatsAppPerson)
    return [each.text for each in town.graph.sent if each.to == person.address]


def on_hand(town: Town, centre: str) -> dict[str, int]:
    with town.database.transaction() as session:
        return {each.product: each.stock_on_hand for each in queries.levels(session, [centre], now=datetime.now(UTC))}


@pytest.mark.parametrize("channel", sorted(CENTRES))
def test_a_day_of_a_centre(whole_town: Town, channel: str) -> None:
    here, there = CENTRES[channel]
    with whole_town.database.transaction() as session:
        service.import_products(session)
    agent, other = enrolled(whole_town, channel, here), enrolled(whole_town, channel, there)

    assert said(agent.say("slt, stock para 120 gants 30 lot A12 exp 03/2027")) == ["utter_stock_read_back"]
    assert said(agent.tap(1)) == ["utter_stock_stored"]
    assert on_hand(whole_town, here) == {"PARA-500": 120, "GANT-EXAM": 30}
    assert said(agent.say("non, para 210")) == ["utter_stock_read_back"]
    assert said(agent.say("oui")) == ["utter_stock_stored"]
    assert on_hand(whole_town, here)["PARA-500"] == 210

    levels = agent.say("il reste combien de para ?")
    assert said(levels) == ["utter_stock_levels"]
    assert "210" in levels[0]["text"]

    assert said(agent.say("envoyé 50 para au " + there.replace("-", " ").lower())) == ["utter_stock_read_back"]
    assert said(agent.say("oui")) == ["utter_stock_stored"]
    told(whole_town, channel, other, "Paracétamol 500 mg, comprimé, 50")
    assert said(other.say("tout reçu")) == ["utter_stock_got"]
    assert (on_hand(whole_town, here)["PARA-500"], on_hand(whole_town, there)) == (160, {"PARA-500": 50})

    assert said(agent.say("gants fini")) == ["utter_stock_read_back"]
    assert said(agent.say("oui")) == ["utter_stock_stored"]
    with whole_town.database.transaction() as session:
        now = datetime.now(UTC)
        tell(session, look(session, now), now)
    told(whole_town, channel, agent, "RUPTURE : Gants d'examen")
    assert said(agent.say("je m'en occupe")) == ["utter_stock_alerts_taken"]
    assert said(agent.say("fin de service")) == ["utter_staff_left"]
    assert said(other.say("fin de service")) == ["utter_staff_left"]
