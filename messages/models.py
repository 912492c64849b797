"""Official messages and the facts in them, as versions with source and validity."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class OfficialMessage(Base):
    """One version of a message. status: draft (no speaker or authority approved it), approved, withdrawn.

    A version is never changed; importing a changed text adds the next version. translated_from: digest of the French text that a
    translation was made from, so that a change in French shows.
    """

    __tablename__ = "official_message"
    __table_args__ = (
        UniqueConstraint("topic", "locale", "audience", "version"),
        Index("ix_official_message_live", "topic", "locale", "audience", "version", postgresql_where=text("status <> 'withdrawn'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(8))
    audience: Mapped[str] = mapped_column(String(20), default="citizen")
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    source_date: Mapped[date] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    approved_by: Mapped[str | None] = mapped_column(String(200))
    translated_from: Mapped[str | None] = mapped_column(String(64))
    next: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    audio: Mapped[str | None] = mapped_column(String(200))
    imported_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))


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
