"""The inbox: what was accepted is here before the provider is told so, once, and stays until it is answered."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Select, String, bindparam, exists, func, literal_column, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bot.inbound import Inbound, Kind
from bot.models import Conversation, InboxMessage
from core.database import AsyncDatabase
from core.direct import Direct
from core.i18n.keywords import keywords
from core.identity import service as identity
from core.identity.models import ChannelIdentity

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
    known, stored = _store_known(session, inbound, hold)
    if not known:
        conversation_of(session, inbound.channel, inbound.sender)
        _, stored = _store_known(session, inbound, hold)
    return stored


async def accept(database: AsyncDatabase, inbound: Inbound) -> bool:
    """Store a message that a provider hands over, committed when this returns; False when this provider id was stored before.

    Of somebody who wrote before it is one statement, and a transaction by itself: it stands before every acknowledgement.
    """
    async with database.lent() as connection:
        ((known, stored, _),) = await _STORE.alone(connection, _stored(inbound, hold=0))
    if not known:
        stored = await database.run(store, inbound)
    return stored is not None


def is_urgent(inbound: Inbound) -> bool:
    """Whether what was typed tells of an emergency sign: such a message passes all that waits."""
    return inbound.kind is Kind.TEXT and keywords().emergency_sign(inbound.text) is not None


def _store_known(session: Session, inbound: Inbound, hold: float) -> tuple[bool, int | None]:
    """Store a message of somebody whose conversation is there; whether it is, and the inbox id."""
    ((known, stored, _),) = _STORE.rows(session, _stored(inbound, hold))
    return known, stored


def _stored(inbound: Inbound, hold: float) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "channel": inbound.channel,
        "address_index": identity.address_index(inbound.channel, inbound.sender),
        "provider_id": inbound.provider_id,
        "payload": inbound.to_json(),
        "now": now,
        "due": now + timedelta(seconds=hold),
        "wake": not hold,
        "urgent": is_urgent(inbound),
    }


def _statement_of_store() -> Select[tuple[bool, int | None, str | None]]:
    known = (
        select(Conversation.id)
        .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
        .where(ChannelIdentity.channel == bindparam("channel"), ChannelIdentity.address_index == bindparam("address_index"))
        .cte("known")
    )
    values = {
        InboxMessage.channel: bindparam("channel", type_=InboxMessage.channel.type),
        InboxMessage.provider_id: bindparam("provider_id", type_=InboxMessage.provider_id.type),
        InboxMessage.payload: bindparam("payload", type_=InboxMessage.payload.type),
        InboxMessage.state: literal_column("'pending'"),
        InboxMessage.attempts: literal_column("0"),
        InboxMessage.urgent: bindparam("urgent", type_=Boolean),
        InboxMessage.received_at: bindparam("now", type_=InboxMessage.received_at.type),
        InboxMessage.due_at: bindparam("due", type_=InboxMessage.due_at.type),
    }
    stored = (
        insert(InboxMessage)
        .from_select([InboxMessage.conversation_id, *values], select(known.c.id, *values.values()))
        .on_conflict_do_nothing(index_elements=["channel", "provider_id"])
        .returning(InboxMessage.id)
        .cte("stored")
    )
    woken = func.pg_notify(CHANNEL, "").cast(String)
    return select(
        exists(select(known.c.id)).label("known"),
        select(stored.c.id).scalar_subquery().label("stored"),
        select(woken).where(bindparam("wake", type_=Boolean), exists(select(stored.c.id))).scalar_subquery().label("woken"),
    )


_STORE = Direct(_statement_of_store())


def stored_before(session: Session, channel: str, provider_id: str) -> int | None:
    """The inbox id of a message that was stored before, or None."""
    return session.scalar(select(InboxMessage.id).where(InboxMessage.channel == channel, InboxMessage.provider_id == provider_id))


def lock(session: Session, conversation_id: uuid.UUID) -> Conversation | None:
    """Wait for a conversation's lock and take it; None if it was erased."""
    return session.scalars(select(Conversation).where(Conversation.id == conversation_id).with_for_update(key_share=True)).first()


def begin(conversation: Conversation, received_at: datetime) -> None:
    """The turn of a message begins: the person wrote, then."""
    if conversation.last_inbound_at is None or conversation.last_inbound_at < received_at:
        conversation.last_inbound_at = received_at


def next_pending(session: Session, conversation: Conversation, up_to: int) -> InboxMessage | None:
    """Of the messages up to this one the next to answer: an urgent one, or the oldest."""
    return session.scalars(
        select(InboxMessage)
        .where(InboxMessage.conversation_id == conversation.id, InboxMessage.state == "pending", InboxMessage.id <= up_to)
        .order_by(InboxMessage.urgent.desc(), InboxMessage.id)
        .limit(1)
    ).first()


def urgent_waits(session: Session, conversation_id: uuid.UUID) -> bool:
    """Whether an urgent message of the conversation is not answered yet."""
    waiting = exists().where(InboxMessage.conversation_id == conversation_id, InboxMessage.state == "pending", InboxMessage.urgent)
    return bool(session.scalar(select(waiting)))


def failed(session: Session, message_id: int) -> tuple[InboxMessage, bool] | None:
    """Note a failed attempt. Returns the message and whether it is given up.

    Its conversation waits with it, so that order is kept; what is urgent does not.
    """
    message = session.get(InboxMessage, message_id, with_for_update=True)
    if message is None or message.state != "pending":
        return None
    message.attempts += 1
    # the turn was undone; that they wrote was not
    begin(session.get_one(Conversation, message.conversation_id), message.received_at)
    if message.attempts > len(DELAYS):
        message.state = "failed"
        message.done_at = datetime.now(UTC)
        return message, True
    due = datetime.now(UTC) + timedelta(seconds=DELAYS[message.attempts - 1])
    session.execute(
        update(InboxMessage)
        .where(
            InboxMessage.conversation_id == message.conversation_id,
            InboxMessage.state == "pending",
            or_(~InboxMessage.urgent, InboxMessage.id == message.id),
        )
        .values(due_at=due)
    )
    return message, False


def purge(session: Session, older_than: datetime) -> int:
    """Delete answered messages received before `older_than`; how many."""
    rows = session.execute(
        text("DELETE FROM inbox WHERE state <> 'pending' AND received_at < :before RETURNING id"), {"before": older_than}
    ).fetchall()
    return len(rows)
