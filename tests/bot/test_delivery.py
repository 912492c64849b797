"""What a turn said is sent by who did the turn, at once; one sends in a conversation at a time; who dies lets go of it."""

import asyncio

import pytest
from sqlalchemy import select, text

from bot import inbox, outbox
from bot.arrival import claim
from bot.channels.base import Refused, RetryLater
from bot.delivery import Sender
from bot.ending import end
from bot.inbound import Inbound, Kind
from bot.models import Conversation, OutboxMessage
from bot.outbound import Part
from tests.bot.test_outbox import Recorder, make_due, rows
from usage.service import Exchange

PARTS = [Part("masks", "un"), Part("utter_menu", "deux")]


class Slow(Recorder):
    """Sends when it is let."""

    def __init__(self):
        super().__init__()
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def send(self, address, part):
        self.asked.set()
        await self.go.wait()
        return await super().send(address, part)


@pytest.fixture
def waiting(database):
    with database.transaction() as session:
        inbox.store(session, Inbound("whatsapp", "22376000001", "a", Kind.TEXT, "bonjour"))


def turn(session, parts=PARTS, hold=True):
    claimed = claim(session)
    exchange = Exchange(claimed.person.person_id, claimed.received_at, "whatsapp", "fr", "understood", len(parts))
    return claimed.conversation.id, end(session, claimed.conversation, claimed.inbox_id, parts, exchange, hold)


async def said(async_database, connection, parts=PARTS, hold=True):
    """A turn on that connection, committed."""
    async with async_database.sessions(bind=connection) as session, session.begin():
        return await session.run_sync(turn, parts, hold)


def locks(database):
    with database.transaction() as session:
        return session.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7265332"))


async def test_what_was_said_is_sent_in_order_and_the_lock_let_go_of(database, async_database, waiting):
    channel = Recorder()
    async with async_database.lent() as connection:
        _, held = await said(async_database, connection)
        assert locks(database) == 1
        assert await Sender({"whatsapp": channel}).hand_over(connection, held)
        assert locks(database) == 0
    assert channel.sent == [("22376000001", "un"), ("22376000001", "deux")]
    assert [(row.state, row.provider_id, row.sent_at is not None) for row in rows(database)] == [
        ("sent", "id-1", True),
        ("sent", "id-2", True),
    ]


async def test_another_who_would_send_waits_and_finds_it_sent(database, async_database, waiting):
    slow, other = Slow(), Recorder()
    async with async_database.lent() as connection:
        conversation, held = await said(async_database, connection, PARTS[:1])
        sending = asyncio.create_task(Sender({"whatsapp": slow}).hand_over(connection, held))
        await slow.asked.wait()
        also = asyncio.create_task(Sender({"whatsapp": other}).deliver(async_database, conversation))
        await asyncio.sleep(0.2)
        assert not also.done()
        slow.go.set()
        assert await sending
        assert await also == 0
    assert (len(slow.sent), other.sent) == (1, [])


async def test_what_waits_before_it_is_sent_before_it(database, async_database, waiting):
    with database.transaction() as session:
        conversation = session.scalars(select(Conversation)).one()
        outbox.put(session, conversation, None, [Part("utter_menu", "zéro")])
    async with async_database.lent() as connection:
        conversation, held = await said(async_database, connection)
    assert held is None
    channel = Recorder()
    assert await Sender({"whatsapp": channel}).deliver(async_database, conversation) == 3
    assert [text for _, text in channel.sent] == ["zéro", "un", "deux"]


async def test_while_another_sends_the_turn_leaves_it_to_those_who_wait(database, async_database, waiting):
    async with async_database.lent() as first, async_database.lent() as second:
        conversation, _ = await said(async_database, first)
        with database.transaction() as session:
            session.execute(text("UPDATE outbox SET state = 'sent'"))
            inbox.store(session, Inbound("whatsapp", "22376000001", "b", Kind.TEXT, "bonjour"))
        assert (await said(async_database, second)) == (conversation, None)
        await first.invalidate()
    assert await Sender({"whatsapp": Recorder()}).deliver(async_database, conversation) == 2


@pytest.mark.parametrize("hold", [True, False])
async def test_nothing_is_held_where_there_is_nothing_to_send_or_nobody_to(database, async_database, waiting, hold):
    async with async_database.lent() as connection:
        _, held = await said(async_database, connection, [] if hold else PARTS, hold)
    assert held is None
    assert locks(database) == 0


@pytest.mark.parametrize(
    ("outcome", "states"),
    [
        (RetryLater("429", 40.0), ["pending", "pending"]),
        (Refused("invalid"), ["refused", "pending"]),
    ],
)
async def test_what_does_not_pass_is_noted_and_the_rest_left_to_others(database, async_database, waiting, outcome, states):
    channel = Recorder(outcome)
    sender = Sender({"whatsapp": channel})
    async with async_database.lent() as connection:
        conversation, held = await said(async_database, connection)
        assert not await sender.hand_over(connection, held)
    assert locks(database) == 0
    assert [row.state for row in rows(database)] == states
    make_due(database)
    assert await sender.deliver(async_database, conversation) == states.count("pending")


async def test_who_dies_after_the_turn_lets_go_of_what_it_said(database, async_database, waiting):
    async with async_database.lent() as connection:
        conversation, held = await said(async_database, connection)
        assert held is not None
        with database.transaction() as session:
            session.execute(
                text("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7265332")
            ).all()
        with pytest.raises(Exception, match=r"terminat|clos"):
            await Sender({"whatsapp": Recorder()}).hand_over(connection, held)
    channel = Recorder()
    assert await Sender({"whatsapp": channel}).deliver(async_database, conversation) == 2
    assert [row.state for row in rows(database)] == ["sent", "sent"]


async def test_a_turn_that_fails_at_its_end_holds_nothing(database, async_database, waiting):
    async def failing():
        async with async_database.lent() as connection, async_database.sessions(bind=connection) as session, session.begin():
            assert (await session.run_sync(turn))[1] is not None
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    async with asyncio.timeout(5):
        while locks(database):  # noqa: ASYNC110 (PostgreSQL tells nobody)
            await asyncio.sleep(0.05)
    with database.transaction() as session:
        assert session.scalars(select(OutboxMessage)).all() == []
        assert claim(session) is not None
