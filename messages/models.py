"""Official messages, their approval and their recordings, and the facts in them, as versions with source and validity."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Float, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


def _now() -> datetime:
    return datetime.now(UTC)


class Recording(Base):
    """A voice recording (Ogg/Opus) by the SHA-256 (hex) of its bytes: one that several versions have is kept once. seconds: its length."""

    __tablename__ = "official_recording"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    seconds: Mapped[float] = mapped_column(Float)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)


class OfficialMessage(Base):
    """One version of a message. Its state and the way between states: `messages.rules`.

    What it says is never changed after it left `draft`, nor is a version deleted then: a trigger of the database holds to that
    (migration 0003); a changed text is the next version. author: who wrote it, None where a file does not say.
    published_at: when it last went live; None for what was never official. translated_from: digest of the French text that a
    translation was made from, so that a change in French shows. origin: `file` or `service`, by which way it came.
    """

    __tablename__ = "official_message"
    __table_args__ = (
        UniqueConstraint("topic", "locale", "audience", "version"),
        Index("uq_official_message_live", "topic", "locale", "audience", unique=True, postgresql_where=text("state = 'live'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(8))
    audience: Mapped[str] = mapped_column(String(20), default="citizen")
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    source_date: Mapped[date] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    translated_from: Mapped[str | None] = mapped_column(String(64))
    next: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    recording_digest: Mapped[str | None] = mapped_column(ForeignKey("official_recording.digest"))
    author: Mapped[str | None] = mapped_column(String(200))
    approved_by: Mapped[str | None] = mapped_column(String(200))
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    origin: Mapped[str] = mapped_column(String(10), default="service")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)


class Transition(Base):
    """One step of a version: who, when, from which state (None: it was made) to which, why. Only added to, by a trigger too."""

    __tablename__ = "official_message_transition"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("official_message.id"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    actor: Mapped[str] = mapped_column(String(200))
    from_state: Mapped[str | None] = mapped_column(String(12))
    to_state: Mapped[str] = mapped_column(String(12))
    comment: Mapped[str] = mapped_column(String(500), default="")


class Fact(Base):
    """A value that messages name as `{key}` (the hotline, the days of isolation), with the days for which it holds."""

    __tablename__ = "official_fact"
    __table_args__ = (UniqueConstraint("key", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300))


class FactProposal(Base):
    """A change of a fact that one person asked for. state: in_review, approved, refused; decided_by: somebody else, when, and why not."""

    __tablename__ = "official_fact_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300))
    author: Mapped[str] = mapped_column(String(200))
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    state: Mapped[str] = mapped_column(String(12), default="in_review")
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    comment: Mapped[str] = mapped_column(String(500), default="")
