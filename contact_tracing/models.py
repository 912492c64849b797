"""Cases, as they are reported. Codes are those of Go.Data and SORMAS."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Index, Sequence, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedText
from core.database import Base

CASE_NUMBERS = Sequence("case_number", metadata=Base.metadata)
"""Readable ids come from here: reading the highest and adding one is a race."""


class Case(Base):
    """A suspect case as a person reported it in the chat; agents verify and classify it later.

    case_id: readable, with a check character (`CA-2026-000123-K`); id: random, for machines. classification: NOT_CLASSIFIED until an
    agent has looked. exposure: yes, no, unknown ("not sure" is never "no"). onset_date: None when unknown or without symptoms.
    submission_key: of the form that was filled in; the same confirmation twice is one case. name_index, phone_index: for look-up.
    """

    __tablename__ = "case"
    __table_args__ = (Index("ix_case_region_reported", "region", "reported_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    case_id: Mapped[str] = mapped_column(String(20), unique=True)
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)
    classification: Mapped[str] = mapped_column(String(30), default="NOT_CLASSIFIED")
    investigation: Mapped[str] = mapped_column(String(12), default="PENDING")
    reported_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
    reporter_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(8))
    name: Mapped[str | None] = mapped_column(EncryptedText)
    name_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    age_band: Mapped[str] = mapped_column(String(8))
    sex: Mapped[str] = mapped_column(String(8))
    region: Mapped[str] = mapped_column(String(20))
    cercle: Mapped[str | None] = mapped_column(String(20))
    locality: Mapped[str | None] = mapped_column(EncryptedText)
    symptoms: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    onset_date: Mapped[date | None] = mapped_column(Date)
    exposure: Mapped[str] = mapped_column(String(8))
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
