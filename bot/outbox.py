"""The outbox: what is to be sent, in order for each conversation, until it is sent, refused, or given up."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import bindparam, exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, aliased

from bot.channels.base import Channel, Refused, RetryLater
from bot.models import Conversation, OutboxMessage
from bot.outbound import Part
from core import notifications
from core.database import AsyncDatabase
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
    """row: locked. address: to send it to. last: no other part waited behind it."""

    row: OutboxMessage
    address: str
    last: bool


_behind = aliased(OutboxMessage)
_FIRST = (
    select(
        OutboxMessage,
        Conversation.address,
        exists().where(_behind.conversation_id == OutboxMessage.conversation_id, _behind.state == "pending", _behind.id > OutboxMessage.id),
    )
    .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
    .where(OutboxMessage.conversation_id == bindparam("conversation"), OutboxMessage.state == "pending")
    .order_by(OutboxMessage.id)
    .limit(1)
    .with_for_update(of=OutboxMessage)
)


def _first(session: Session, conversation_id: uuid.UUID) -> _Next | None:
    """Lock the first pending part; None where there is none, or it is not due yet."""
    found = session.execute(_FIRST, {"conversation": conversation_id}).first()
    if found is None or found[0].due_at > datetime.now(UTC):
        return None
    return _Next(found[0], found[1], last=not found[2])


async def deliver(database: AsyncDatabase, channels: Mapping[str, Channel], conversation_id: uuid.UUID) -> int:
    """Send what is due of one conversation, in order; how many parts were sent. Two callers at once take turns."""
    sent = 0
    while True:
        async with database.sessions.begin() as session:
            first = await session.run_sync(_first, conversation_id)
            if first is None:
                return sent
            row = first.row
            if row.channel not in channels:
                # the web chat fetches its messages itself
                return sent
            if not await _send(session, row, first.address, channels[row.channel]):
                return sent
            sent += row.state == "sent"
        if first.last:
            # who adds another one delivers it
            return sent


async def _send(session: AsyncSession, row: OutboxMessage, address: str, channel: Channel) -> bool:
    """Try one part and note what came of it. False: wait before the next part of this conversation."""
    try:
        row.provider_id = await channel.send(address, Part.from_json(row.part))
    except RetryLater as error:
        row.attempts += 1
        if row.attempts > len(DELAYS):
            row.state, row.reason = "abandoned", str(error)[:40]
            log.error("outbox.abandoned", outbox=row.id, channel=row.channel, why=str(error))
            return True
        delay = error.delay if error.delay is not None else DELAYS[row.attempts - 1]
        row.due_at = datetime.now(UTC) + timedelta(seconds=delay)
        log.warning("outbox.later", outbox=row.id, channel=row.channel, why=str(error), delay=delay)
        return False
    except Refused as error:
        log.warning("outbox.refused", outbox=row.id, channel=row.channel, reason=error.reason)
        await session.run_sync(_refused, row, address, error)
        return True
    row.state = "sent"
    row.sent_at = datetime.now(UTC)
    return True


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
