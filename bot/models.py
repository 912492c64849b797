"""What the bot keeps: conversations, the inbox, the outbox. Contents and menus are encrypted at rest."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, Identity, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedJSON, EncryptedText
from core.database import Base


def _now() -> datetime:
    return datetime.now(UTC)


class Conversation(Base):
    """One person's exchange on one channel. Its row lock orders the turns; its id is the only name that Rasa knows.

    menus: what was offered lately, oldest first: `[{"number": 7, "choices": [{"payload", "title"}], "multiple": false, "open": true}]`;
    `open`: the last thing said was this menu, so that digits and labels choose from it.
    answers: the official answers given last, oldest first: `[{"number": 3, "message": 12, "topic": "masks", "question": masked text,
    "rated": null}]`, for who rates one, or asks for its source.
    form, slot: the form that is open in the dialogue and what it asks. pending: the first message, while the language is asked.
    """

    __tablename__ = "conversation"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    channel: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[uuid.UUID] = mapped_column(index=True)
    identity_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(EncryptedText)
    menus: Mapped[list[dict[str, Any]]] = mapped_column(EncryptedJSON, default=list)
    menu_number: Mapped[int] = mapped_column(default=0)
    answers: Mapped[list[dict[str, Any]] | None] = mapped_column(EncryptedJSON)
    form: Mapped[str | None] = mapped_column(String(60))
    slot: Mapped[str | None] = mapped_column(String(60))
    pending: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON)
    declined_locale: Mapped[str | None] = mapped_column(String(8))
    last_inbound_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class InboxMessage(Base):
    """A message accepted from a channel. state: pending, done, failed (given up after many attempts; the person was told).

    urgent: it tells of an emergency sign, and does not wait for the messages before it."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        Index("ix_inbox_due", "due_at", "id", postgresql_where=text("state = 'pending'")),
        Index("ix_inbox_conversation_pending", "conversation_id", "id", postgresql_where=text("state = 'pending'")),
        Index("ix_inbox_failed", "channel", postgresql_where=text("state = 'failed'")),
        Index("ix_inbox_received", "received_at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(20))
    provider_id: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    urgent: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class OutboxMessage(Base):
    """A part to send. state: pending, sent, refused (will not pass: `reason`), abandoned (given up after many attempts).

    notification_id: the request of the domain that it tells of, which goes another way when this one is refused."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "due_at", "id", postgresql_where=text("state = 'pending'")),
        Index("ix_outbox_conversation", "conversation_id", "id"),
        Index("ix_outbox_lost", "state", "channel", postgresql_where=text("state IN ('refused', 'abandoned')")),
        Index("ix_outbox_created", "created_at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    inbox_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    notification_id: Mapped[int | None] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(String(20))
    response: Mapped[str] = mapped_column(String(80))
    part: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    reason: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(default=0)
    provider_id: Mapped[str | None] = mapped_column(String(200), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
