"""Somebody asks for a human, on each channel: an agent answers in that chat, and hands them back."""

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.handover import queries, service
from bot.models import OutboxMessage
from core.staff import queries as staff_queries
from core.staff import service as staff
from core.staff.roles import Role
from tests.town import PEOPLE, Person, Town, WebPerson


def comes(person: Person, response: str) -> str:
    """The text of what is sent to the person of itself, once it reached the provider or the page."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if isinstance(person, WebPerson):
            person.town.http.get(f"{person.town.base}/chat/messages", params={"sender": person.sender})
        with person.town.database.transaction() as session:
            sent = select(OutboxMessage).where(OutboxMessage.channel == person.channel, OutboxMessage.response == response)
            row = session.scalars(sent.where(OutboxMessage.state == "sent")).first()
            if row is not None:
                return str(row.part["text"])
        time.sleep(0.1)
    raise AssertionError(f"{response} did not come")


@pytest.mark.parametrize("channel", list(PEOPLE))
def test_a_person_talks_to_an_agent_and_comes_back(whole_town: Town, channel: str) -> None:
    person = PEOPLE[channel](whole_town)
    person.say("start")
    person.say("1")
    assert [part["response"] for part in person.say("parler à quelqu'un")] == ["utter_human"]
    assert person.say("1")[0]["response"] in ("utter_talk_asked", "utter_talk_asked_closed")
    now = datetime.now(UTC)
    with whole_town.database.transaction() as session:
        made = staff.invite(session, "Awa", Role.NATIONAL).staff
        agent = staff_queries.get(session, made.id)
        [waiting] = [each for each in queries.queue(session, agent) if each.channel == channel]
        service.take(session, waiting.id, agent, now)
    assert "« fin »" in comes(person, "utter_talk_taken")
    assert person.say("ma mère a peur") == []
    with whole_town.database.transaction() as session:
        assert queries.thread(session, waiting.id, agent)[-1].text == "ma mère a peur"
        service.answer(session, waiting.id, agent, "Dites-lui que je suis là.", now)
    assert "Dites-lui que je suis là." in comes(person, "utter_talk_answer")
    assert [part["response"] for part in person.say("j'ai du mal à respirer")] == ["emergency"]
    with whole_town.database.transaction() as session:
        service.hand_back(session, waiting.id, agent, now)
    comes(person, "utter_talk_handed_back")
    assert [part["response"] for part in person.say("les signes")] != []
