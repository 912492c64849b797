"""The inbox: what was accepted is here before the provider is told so, once, and stays until it is answered."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bot.inbound import Inbound
from bot.models import Conversation, InboxMessage
from core.identity import service as identity

CHANNEL = "assa_inbox"
"""The PostgreSQL notification that wakes the workers."""

DELAYS = (2, 5, 15, 60, 180, 600)
"""Seconds before the next attempts at a message whose turn failed; after the last it is given up and the person is told."""


def conversation_of(session: Session, channel: str, address: str) -> Conversation:
    """The conversation with an address, made at the first message (safe when two arrive at once)."""
    person = identity.identify(session, channel, address)
    session.execute(
        insert(Conversation)
        .values(
            id=uuid.uuid4(),
            channel=channel,
            person_id=person.person_id,
            identity_id=person.identity_id,
            address=address,
            menus=[],
            menu_number=0,
        )
        .on_conflict_do_nothing(index_elements=["identity_id"])
    )
    return session.scalars(select(Conversation).where(Conversation.identity_id == person.identity_id)).one()


def store(session: Session, inbound: Inbound, hold: float = 0) -> int | None:
    """Store a message; returns its inbox id, or None when this provider id was stored before.

    hold: seconds that workers leave it alone, for the caller who does the turn itself and is only replaced if it dies.
    """
    conversation = conversation_of(session, inbound.channel, inbound.sender)
    now = datetime.now(UTC)
    stored = session.scalar(
        insert(InboxMessage)
        .values(
            conversation_id=conversation.id,
            channel=inbound.channel,
            provider_id=inbound.provider_id,
            payload=inbound.to_json(),
            state="pending",
            attempts=0,
            received_at=now,
            due_at=now + timedelta(seconds=hold),
        )
        .on_conflict_do_nothing(index_elements=["channel", "provider_id"])
        .returning(InboxMessage.id)
    )
    if stored is not None:
        session.execute(update(Conversation).where(Conversation.id == conversation.id).values(last_inbound_at=now))
        if not hold:
            session.execute(text(f"NOTIFY {CHANNEL}"))
    return stored


def stored_before(session: Session, channel: str, provider_id: str) -> int | None:
    """The inbox id of a message that was stored before, or None."""
    return session.scalar(select(InboxMessage.id).where(InboxMessage.channel == channel, InboxMessage.provider_id == provider_id))


def claim(session: Session) -> tuple[Conversation, InboxMessage] | None:
    """Lock a conversation that has a message due, and give its oldest. None when there is nothing to do.

    The lock is the conversation's row, held until the transaction ends: one message of a conversation at a time, others in parallel;
    a process that dies lets go of it.
    """
    due = select(InboxMessage.conversation_id).where(InboxMessage.state == "pending", InboxMessage.due_at <= func.now())
    conversation = session.scalars(
        select(Conversation)
        .where(Conversation.id.in_(due.order_by(InboxMessage.id).limit(200)))
        .order_by(Conversation.last_inbound_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if conversation is None:
        return None
    message = oldest_pending(session, conversation)
    return None if message is None else (conversation, message)


def lock(session: Session, conversation_id: uuid.UUID) -> Conversation | None:
    """Wait for a conversation's lock and take it; None if it was erased."""
    return session.scalars(select(Conversation).where(Conversation.id == conversation_id).with_for_update()).first()


def oldest_pending(session: Session, conversation: Conversation) -> InboxMessage | None:
    return session.scalars(
        select(InboxMessage)
        .where(InboxMessage.conversation_id == conversation.id, InboxMessage.state == "pending")
        .order_by(InboxMessage.id)
        .limit(1)
    ).first()


def done(message: InboxMessage) -> None:
    message.state = "done"
    message.done_at = datetime.now(UTC)


def failed(session: Session, message_id: int) -> tuple[InboxMessage, bool] | None:
    """Note a failed attempt. Returns the message and whether it is given up; its conversation waits with it, so that order is kept."""
    message = session.get(InboxMessage, message_id, with_for_update=True)
    if message is None or message.state != "pending":
        return None
    message.attempts += 1
    if message.attempts > len(DELAYS):
        message.state = "failed"
        message.done_at = datetime.now(UTC)
        return message, True
    due = datetime.now(UTC) + timedelta(seconds=DELAYS[message.attempts - 1])
    session.execute(
        update(InboxMessage)
        .where(InboxMessage.conversation_id == message.conversation_id, InboxMessage.state == "pending")
        .values(due_at=due)
    )
    return message, False


def purge(session: Session, older_than: datetime) -> int:
    """Delete answered messages received before `older_than`; how many."""
    rows = session.execute(
        text("DELETE FROM inbox WHERE state <> 'pending' AND received_at < :before RETURNING id"), {"before": older_than}
    ).fetchall()
    return len(rows)
