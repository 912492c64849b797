"""Requests to talk to a human, what staff answered, and answers that are often given. What people wrote stays in the inbox alone."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedText
from core.database import Base


def now() -> datetime:
    return datetime.now(UTC)


class State(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    ENDED = "ended"


class TalkRequest(Base):
    """Of one conversation one is open at a time. place: code, where one is known. taken_by: uuid of the member of staff.

    wrote_at: the person's first message that nobody answered yet; danger_at: they told of a sign of danger meanwhile.
    ended_by: `person`, `agent`, `nobody` (no one took it in time). told: roles that were told of it.
    """

    __tablename__ = "talk_request"
    __table_args__ = (
        Index("uq_talk_request_open", "conversation_id", unique=True, postgresql_where=text("state <> 'ended'")),
        Index("ix_talk_request_queue", "asked_at", postgresql_where=text("state <> 'ended'")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(8))
    place: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(8), default=State.WAITING.value)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    taken_by: Mapped[uuid.UUID | None]
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    wrote_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    danger_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[str | None] = mapped_column(String(8))
    told: Mapped[list[str]] = mapped_column(JSONB, default=list)


class TalkAnswer(Base):
    """What a member of staff wrote to the person."""

    __tablename__ = "talk_answer"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("talk_request.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    staff: Mapped[uuid.UUID]
    text: Mapped[str] = mapped_column(EncryptedText)


class CannedAnswer(Base):
    """An answer that is often given, by language. No person is in it."""

    __tablename__ = "canned_answer"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    locale: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
