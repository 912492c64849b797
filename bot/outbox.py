"""The outbox: what is to be sent, in order for each conversation, until it is sent, refused, or given up."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from bot.channels.base import Refused
from bot.models import Conversation, OutboxMessage
from bot.outbound import Part
from core import notifications
from core.identity import service as identity

log = structlog.get_logger()


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


def refused(session: Session, row: OutboxMessage, address: str, error: Refused) -> None:
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
        refused(session, row, address, error)


def purge(session: Session, older_than: datetime) -> int:
    """Delete what was sent, refused or abandoned and is older than `older_than`; how many."""
    rows = session.execute(
        text("DELETE FROM outbox WHERE state <> 'pending' AND created_at < :before RETURNING id"), {"before": older_than}
    ).fetchall()
    return len(rows)
