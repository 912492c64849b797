"""Sending what stands in the outbox: what a turn has said, by who did the turn, at once; all else when it is due.

In a conversation one sends at a time, so that parts come in their order. Who sends holds a lock of PostgreSQL's that is named after the
conversation, and ends with the connection: a process that dies lets go of it, and what it had not noted as sent is sent by another.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import BigInteger, Boolean, ColumnElement, DateTime, String, Uuid, bindparam, exists, literal_column, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Session, aliased

from bot import outbox
from bot.channels.base import Channel, Refused, RetryLater
from bot.models import Conversation, OutboxMessage
from bot.outbound import Part
from core.database import AsyncDatabase
from core.direct import Direct

log = structlog.get_logger()

DELAYS = (1, 3, 10, 30, 120, 600, 3600)
"""Seconds before the next attempts, where the provider gave none; after the last the part is abandoned."""

LOCK = "7265332, hashtext(CAST(:conversation AS text))"
"""The arguments of the lock of who sends in a conversation."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A part that is to be sent now."""

    id: int
    channel: str
    address: str
    part: Part
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What a turn has said. The connection of the turn holds the conversation's lock, and nothing waits before it."""

    conversation_id: uuid.UUID
    parts: list[Waiting]


@dataclass(frozen=True, slots=True)
class _Sent:
    """provider_id: the provider's name for it."""

    provider_id: str | None

    def note(self, session: Session, waiting: Waiting) -> None:
        _SENT.rows(session, _sent(waiting, self))


@dataclass(frozen=True, slots=True)
class _Later:
    """Wait before the next part of this conversation too."""

    error: RetryLater

    def note(self, session: Session, waiting: Waiting) -> None:
        delay = self.error.delay if self.error.delay is not None else DELAYS[waiting.attempts]
        row = session.get_one(OutboxMessage, waiting.id)
        row.attempts += 1
        row.due_at = datetime.now(UTC) + timedelta(seconds=delay)
        log.warning("outbox.later", outbox=waiting.id, channel=waiting.channel, why=str(self.error), delay=delay)


@dataclass(frozen=True, slots=True)
class _Abandoned:
    error: RetryLater

    def note(self, session: Session, waiting: Waiting) -> None:
        row = session.get_one(OutboxMessage, waiting.id)
        row.attempts += 1
        row.state, row.reason = "abandoned", str(self.error)[:40]
        log.error("outbox.abandoned", outbox=waiting.id, channel=waiting.channel, why=str(self.error))


@dataclass(frozen=True, slots=True)
class _Refusal:
    error: Refused

    def note(self, session: Session, waiting: Waiting) -> None:
        log.warning("outbox.refused", outbox=waiting.id, channel=waiting.channel, reason=self.error.reason)
        outbox.refused(session, session.get_one(OutboxMessage, waiting.id), waiting.address, self.error)


Outcome = _Sent | _Later | _Abandoned | _Refusal


async def _try(waiting: Waiting, channel: Channel) -> Outcome:
    """Try to send a part once, and what came of it."""
    try:
        return _Sent(await channel.send(waiting.address, waiting.part))
    except RetryLater as error:
        return _Later(error) if waiting.attempts < len(DELAYS) else _Abandoned(error)
    except Refused as error:
        return _Refusal(error)


_behind = aliased(OutboxMessage)
_pending: ColumnElement[str] = literal_column("'pending'")
_TAKE = Direct(text(f"SELECT pg_advisory_xact_lock({LOCK})").bindparams(bindparam("conversation", type_=Uuid)))
_FIRST = Direct(
    select(
        *(getattr(OutboxMessage, name) for name in ("id", "channel", "part", "attempts", "due_at")),
        Conversation.address,
        exists()
        .where(_behind.conversation_id == OutboxMessage.conversation_id, _behind.state == _pending, _behind.id > OutboxMessage.id)
        .label("more"),
    )
    .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
    .where(OutboxMessage.conversation_id == bindparam("conversation", type_=Uuid), OutboxMessage.state == _pending)
    .order_by(OutboxMessage.id)
    .limit(literal_column("1"))
    .with_for_update(of=OutboxMessage)
)
_SENT = Direct(
    update(OutboxMessage)
    .where(OutboxMessage.id == bindparam("part_id", type_=BigInteger))
    .values(
        state=literal_column("'sent'"),
        provider_id=bindparam("known_as", type_=String),
        sent_at=bindparam("now", type_=DateTime(timezone=True)),
    )
)
_SENT_AND_DONE = Direct(
    text(f"""
        WITH noted AS (UPDATE outbox SET state = 'sent', provider_id = :known_as, sent_at = :now WHERE id = :part_id RETURNING id)
        SELECT CASE WHEN :last AND (SELECT count(*) FROM noted) >= 0 THEN pg_advisory_unlock({LOCK}) END
    """).bindparams(  # noqa: S608 (ours)
        bindparam("part_id", type_=BigInteger),
        bindparam("known_as", type_=String),
        bindparam("now", type_=DateTime(timezone=True)),
        bindparam("last", type_=Boolean),
        bindparam("conversation", type_=Uuid),
    )
)
"""The lock is let go of after the row is changed (the count sees to it): who waits for the one finds the other changed, or waits for it."""
_LET_GO = Direct(text(f"SELECT pg_advisory_unlock({LOCK})").bindparams(bindparam("conversation", type_=Uuid)))


def _sent(waiting: Waiting, outcome: _Sent) -> dict[str, Any]:
    return {"part_id": waiting.id, "known_as": outcome.provider_id, "now": datetime.now(UTC)}


@dataclass(frozen=True, slots=True)
class Sender:
    """channels: those that we send to; others fetch their messages themselves (web chat)."""

    channels: Mapping[str, Channel]

    async def hand_over(self, connection: AsyncConnection, held: Held) -> bool:
        """Send what a turn said, on its connection, in no transaction, and let go of the lock. False: not all was sent; see to the rest.

        Raises what the connection raises: then it is to be thrown away, and the lock with it.
        """
        for place, waiting in enumerate(held.parts, 1):
            outcome = await _try(waiting, self.channels[waiting.channel])
            if not isinstance(outcome, _Sent):
                async with AsyncSession(connection) as session, session.begin():
                    await session.run_sync(outcome.note, waiting)
                await _LET_GO.alone(connection, {"conversation": held.conversation_id})
                return False
            last = place == len(held.parts)
            await _SENT_AND_DONE.alone(connection, {**_sent(waiting, outcome), "last": last, "conversation": held.conversation_id})
        return True

    async def deliver(self, database: AsyncDatabase, conversation_id: uuid.UUID) -> int:
        """Send what is due of one conversation, in order; how many parts were sent. Two callers at once take turns."""
        sent = 0
        while True:
            async with database.sessions.begin() as session:
                first = await session.run_sync(_first, conversation_id)
                if first is None:
                    return sent
                waiting, more = first
                if waiting.channel not in self.channels:
                    return sent
                outcome = await _try(waiting, self.channels[waiting.channel])
                await session.run_sync(outcome.note, waiting)
            sent += isinstance(outcome, _Sent)
            if not more or isinstance(outcome, _Later):
                # who adds another one delivers it
                return sent


def _first(session: Session, conversation_id: uuid.UUID) -> tuple[Waiting, bool] | None:
    """Take the lock, and the first pending part, and whether another waits behind it; None where there is none, or it is not due yet."""
    _TAKE.rows(session, {"conversation": conversation_id})
    found = _FIRST.named(session, {"conversation": conversation_id})
    if found is None or found["due_at"] > datetime.now(UTC):
        return None
    part = Part.from_json(found["part"])
    return Waiting(found["id"], found["channel"], found["address"], part, found["attempts"]), found["more"]
