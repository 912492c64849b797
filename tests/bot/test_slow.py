"""Whose message waits for Rasa hears once that we are slow, however often its turn is tried, and at the end that it cannot be answered."""

import pytest
from sqlalchemy import select, update

from bot import inbox
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.inbound import Inbound, Kind
from bot.models import InboxMessage, OutboxMessage
from bot.rasa_client import RasaUnavailable
from bot.stages.interruption import Interrupted
from bot.turn import Turned, Turns
from core.database import AsyncDatabase


@pytest.fixture
async def turns(settings, database):
    opened = AsyncDatabase(settings.database_url)
    yield Turns(opened, None, {"telegram": CAPABILITIES}, settings)
    await opened.close()


def stored(database) -> int:
    with database.transaction() as session:
        return inbox.store(session, Inbound("telegram", "1", "a", Kind.TEXT, "comment porter un masque ?"))


def said(database) -> list[str]:
    with database.transaction() as session:
        return list(session.scalars(select(OutboxMessage.response).order_by(OutboxMessage.id)))


async def test_slow_is_said_once_and_at_the_end_that_there_is_no_answer(turns, database):
    message = stored(database)
    for _ in inbox.DELAYS:
        await turns._failed(message, RasaUnavailable())
        assert said(database) == ["utter_slow"]
    await turns._failed(message, RasaUnavailable())
    assert said(database) == ["utter_slow", "utter_unreachable"]


async def test_who_gave_way_to_an_emergency_hears_nothing_then_and_that_we_are_slow_when_it_fails_again(turns, database):
    message = stored(database)
    await turns._failed(message, Interrupted())
    assert said(database) == []
    await turns._failed(message, RasaUnavailable())
    assert said(database) == ["utter_slow"]


async def test_a_message_that_cannot_be_read_fails_alone_and_those_behind_it_are_done(turns, database):
    with database.transaction() as session:
        broken = inbox.store(session, Inbound("telegram", "1", "a", Kind.TEXT, "bonjour"))
        session.get_one(InboxMessage, broken).payload = {"of": "another version"}
        inbox.store(session, Inbound("telegram", "2", "b", Kind.TEXT, "mon père n'arrive plus à respirer"))
        session.flush()
        session.execute(update(InboxMessage).values(urgent=False))
    for _ in range(2):
        assert await turns.next() is not None
    assert await turns.next() is None
    with database.transaction() as session:
        assert session.get_one(InboxMessage, broken).attempts == 1
    assert said(database)[0] == "utter_slow"
    assert len(said(database)) > 1


async def test_a_turn_that_fails_says_in_which_conversation_and_what_was_said_of_it_is_delivered(turns, database):
    message = stored(database)
    turned = await turns.next()  # there is no Rasa: the turn fails at it
    with database.transaction() as session:
        assert turned == Turned(session.get_one(InboxMessage, message).conversation_id, delivered=False)
    assert said(database) == ["utter_slow"]
