"""What is to be sent is sent, in order, with the provider's delays; what will not pass is noted."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import inbox, outbox
from bot.channels.base import Refused, RetryLater
from bot.channels.whatsapp.capabilities import CAPABILITIES
from bot.delivery import DELAYS, Sender
from bot.models import OutboxMessage
from bot.outbound import Part
from core.identity import service as identity


class Recorder:
    """A channel that does what the test says, and keeps what it was asked to send."""

    name = "whatsapp"
    capabilities = CAPABILITIES

    def __init__(self, *outcomes):
        self.outcomes, self.sent = list(outcomes), []

    async def send(self, address, part):
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome
        self.sent.append((address, part.text))
        return f"id-{len(self.sent)}"

    async def attend(self, inbound): ...

    async def close(self): ...


@pytest.fixture
def conversation(database):
    with database.transaction() as session:
        made = inbox.conversation_of(session, "whatsapp", "22376000000")
        outbox.put(session, made, None, [Part("utter_menu", text) for text in ("un", "deux", "trois")])
        return made.id


def rows(database):
    with database.transaction() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def make_due(database):
    with database.transaction() as session:
        session.execute(update(OutboxMessage).values(due_at=datetime.now(UTC) - timedelta(seconds=1)))


async def test_parts_are_sent_in_order_to_the_address(database, async_database, conversation):
    channel = Recorder()
    assert await Sender({"whatsapp": channel}).deliver(async_database, conversation) == 3
    assert channel.sent == [("22376000000", text) for text in ("un", "deux", "trois")]
    assert [row.state for row in rows(database)] == ["sent"] * 3
    assert await Sender({"whatsapp": channel}).deliver(async_database, conversation) == 0


async def test_a_failure_that_may_pass_waits_as_long_as_the_provider_says_and_keeps_the_order(database, async_database, conversation):
    channel = Recorder(None, RetryLater("429", 40.0))
    assert await Sender({"whatsapp": channel}).deliver(async_database, conversation) == 1
    waiting = rows(database)[1]
    assert 35 < (waiting.due_at - datetime.now(UTC)).total_seconds() <= 40
    # the third does not overtake the second
    assert await Sender({"whatsapp": channel}).deliver(async_database, conversation) == 0
    make_due(database)
    assert await Sender({"whatsapp": channel}).deliver(async_database, conversation) == 2
    assert [text for _, text in channel.sent] == ["un", "deux", "trois"]


async def test_without_a_delay_of_the_provider_ours_grow_until_it_is_given_up(database, async_database, conversation):
    channel = Recorder(*[RetryLater("network")] * (len(DELAYS) + 1))
    for delay in DELAYS:
        await Sender({"whatsapp": channel}).deliver(async_database, conversation)
        first = rows(database)[0]
        assert delay - 3 < (first.due_at - datetime.now(UTC)).total_seconds() <= delay
        make_due(database)
    await Sender({"whatsapp": channel}).deliver(async_database, conversation)
    assert [row.state for row in rows(database)] == ["abandoned", "sent", "sent"]


@pytest.mark.parametrize(
    ("reason", "blocked"), [("blocked", True), ("not_on_channel", True), ("outside_window", False), ("invalid", False)]
)
async def test_a_failure_that_will_not_pass_is_noted_with_its_reason(database, async_database, conversation, reason, blocked):
    await Sender({"whatsapp": Recorder(Refused(reason))}).deliver(async_database, conversation)
    assert [(row.state, row.reason) for row in rows(database)] == [("refused", reason), ("sent", None), ("sent", None)]
    with database.transaction() as session:
        assert identity.identify(session, "whatsapp", "22376000000").blocked is blocked


async def test_what_the_provider_says_later_is_noted(database, async_database, conversation):
    await Sender({"whatsapp": Recorder()}).deliver(async_database, conversation)
    with database.transaction() as session:
        outbox.note_status(session, "whatsapp", "id-1", "read")
        outbox.note_status(session, "whatsapp", "id-2", "failed", Refused("blocked"))
        outbox.note_status(session, "whatsapp", "never sent", "read")
    first, second, third = rows(database)
    assert first.read_at is not None
    assert (second.state, second.reason, third.state) == ("refused", "blocked", "sent")


def test_texts_and_addresses_are_not_readable_in_the_database(database, conversation):
    with database.engine.connect() as connection:
        raw = connection.exec_driver_sql("SELECT part FROM outbox UNION ALL SELECT address FROM conversation").fetchall()
    assert not any(b"deux" in bytes(value[0]) or b"22376000000" in bytes(value[0]) for value in raw)


def test_what_was_handled_long_ago_is_deleted_and_nothing_else(database, conversation):
    with database.transaction() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.id == 1).values(state="sent"))
        assert outbox.purge(session, datetime.now(UTC) + timedelta(days=1)) == 1
    assert len(rows(database)) == 2
