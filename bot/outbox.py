"""The outbox: what is to be sent, in order for each conversation, until it is sent, refused, or given up."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import BigInteger, ColumnElement, DateTime, String, Uuid, bindparam, exists, func, literal_column, select, text, update
from sqlalchemy.orm import Session, aliased

from bot.channels.base import Channel, Refused, RetryLater
from bot.models import Conversation, OutboxMessage
from bot.outbound import Part
from core import notifications
from core.database import AsyncDatabase
from core.direct import Direct
from core.identity import service as identity

log = structlog.get_logger()

DELAYS = (1, 3, 10, 30, 120, 600, 3600)
"""Seconds before the next attempts, where the provider gave none; after the last the part is abandoned."""


def put(
    session: Session, conversation: Conversation, inbox_id: int | None, parts: Sequence[Part], notification_id: int | None = None
) -> None:
    """Add parts to send, in the transaction of what caused them: a message of theirs, or a notification."""
    session.add_all(
        OutboxMessage(
            conversation_id=conversation.id,
            inbox_id=inbox_id,
            notification_id=notification_id,
            channel=conversation.channel,
            response=part.response,
            part=part.to_json(),
        )
        for part in parts
    )


def answers(session: Session, inbox_id: int) -> bool:
    """Whether something was said to this message of theirs already."""
    return bool(session.scalar(select(exists().where(OutboxMessage.inbox_id == inbox_id))))


def due_conversations(session: Session, channels: Sequence[str]) -> list[uuid.UUID]:
    """Conversations with something due on these channels."""
    rows = session.scalars(
        select(OutboxMessage.conversation_id)
        .where(OutboxMessage.state == "pending", OutboxMessage.due_at <= func.now(), OutboxMessage.channel.in_(channels))
        .distinct()
        .limit(100)
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class _Next:
    """A part that is locked. address: to send it to. more: another part waited behind it."""

    id: int
    notification_id: int | None
    channel: str
    part: dict[str, Any]
    attempts: int
    due_at: datetime
    address: str
    more: bool


_behind = aliased(OutboxMessage)
_pending: ColumnElement[str] = literal_column("'pending'")
_FIRST = Direct(
    select(
        *(getattr(OutboxMessage, name) for name in ("id", "notification_id", "channel", "part", "attempts", "due_at")),
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


def _first(session: Session, conversation_id: uuid.UUID) -> _Next | None:
    """Lock the first pending part; None where there is none, or it is not due yet."""
    found = _FIRST.row(session, {"conversation": conversation_id})
    if found is None:
        return None
    part = _Next(*found)
    return None if part.due_at > datetime.now(UTC) else part


async def deliver(database: AsyncDatabase, channels: Mapping[str, Channel], conversation_id: uuid.UUID) -> int:
    """Send what is due of one conversation, in order; how many parts were sent. Two callers at once take turns."""
    sent = 0
    while True:
        async with database.sessions.begin() as session:
            first = await session.run_sync(_first, conversation_id)
            if first is None:
                return sent
            if first.channel not in channels:
                # the web chat fetches its messages itself
                return sent
            outcome = await _try(first, channels[first.channel])
            await session.run_sync(outcome.note, first)
        sent += isinstance(outcome, _Sent)
        if not first.more or isinstance(outcome, _Later):
            # who adds another one delivers it
            return sent


@dataclass(frozen=True, slots=True)
class _Sent:
    """provider_id: the provider's name for it."""

    provider_id: str | None

    def note(self, session: Session, part: _Next) -> None:
        _SENT.rows(session, {"part_id": part.id, "known_as": self.provider_id, "now": datetime.now(UTC)})


@dataclass(frozen=True, slots=True)
class _Later:
    """Wait before the next part of this conversation too."""

    error: RetryLater

    def note(self, session: Session, part: _Next) -> None:
        delay = self.error.delay if self.error.delay is not None else DELAYS[part.attempts]
        row = session.get_one(OutboxMessage, part.id)
        row.attempts += 1
        row.due_at = datetime.now(UTC) + timedelta(seconds=delay)
        log.warning("outbox.later", outbox=part.id, channel=part.channel, why=str(self.error), delay=delay)


@dataclass(frozen=True, slots=True)
class _Abandoned:
    error: RetryLater

    def note(self, session: Session, part: _Next) -> None:
        row = session.get_one(OutboxMessage, part.id)
        row.attempts += 1
        row.state, row.reason = "abandoned", str(self.error)[:40]
        log.error("outbox.abandoned", outbox=part.id, channel=part.channel, why=str(self.error))


@dataclass(frozen=True, slots=True)
class _Refusal:
    error: Refused

    def note(self, session: Session, part: _Next) -> None:
        log.warning("outbox.refused", outbox=part.id, channel=part.channel, reason=self.error.reason)
        _refused(session, session.get_one(OutboxMessage, part.id), part.address, self.error)


async def _try(part: _Next, channel: Channel) -> _Sent | _Later | _Abandoned | _Refusal:
    """Try to send a part once, and what came of it."""
    try:
        return _Sent(await channel.send(part.address, Part.from_json(part.part)))
    except RetryLater as error:
        return _Later(error) if part.attempts < len(DELAYS) else _Abandoned(error)
    except Refused as error:
        return _Refusal(error)


def _refused(session: Session, row: OutboxMessage, address: str, error: Refused) -> None:
    """Note what will not pass, and where a notification is to go another way."""
    row.state, row.reason = "refused", error.reason
    if error.reason in ("blocked", "not_on_channel"):
        identity.mark_blocked(session, row.channel, address, error.reason)
    if row.notification_id is not None and error.reason != "invalid":
        notifications.refused(session, row.notification_id)


def take(session: Session, conversation_id: uuid.UUID, inbox_id: int | None = None) -> list[OutboxMessage]:
    """Hand over parts to a channel that asks for them (web chat, terminal): the pending ones are marked sent.

    inbox_id: also those that answered this message and were handed over before (the page asks again after a lost reply).
    """
    pending = OutboxMessage.state == "pending"
    wanted = pending if inbox_id is None else pending | (OutboxMessage.inbox_id == inbox_id)
    rows = session.scalars(
        select(OutboxMessage).where(OutboxMessage.conversation_id == conversation_id, wanted).order_by(OutboxMessage.id).with_for_update()
    ).all()
    for row in rows:
        if row.state == "pending":
            row.state = "sent"
            row.sent_at = datetime.now(UTC)
    return list(rows)


def note_status(session: Session, channel: str, provider_id: str, status: str, error: Refused | None = None) -> None:
    """What the provider says later of a part: `read`, or `failed` with its reason."""
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.channel == channel, OutboxMessage.provider_id == provider_id)).first()
    if row is None:
        return
    if status == "read":
        row.read_at = datetime.now(UTC)
    elif error is not None:
        address = session.scalars(select(Conversation.address).where(Conversation.id == row.conversation_id)).one()
        _refused(session, row, address, error)


def purge(session: Session, older_than: datetime) -> int:
    """Delete what was sent, refused or abandoned and is older than `older_than`; how many."""
    rows = session.execute(
        text("DELETE FROM outbox WHERE state <> 'pending' AND created_at < :before RETURNING id"), {"before": older_than}
    ).fetchall()
    return len(rows)
