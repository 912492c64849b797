"""Cases, as they are reported. Codes are those of Go.Data and SORMAS."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Index, Sequence, SmallInteger, String, false, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedJSON, EncryptedText
from core.database import Base

CASE_NUMBERS = Sequence("case_number", metadata=Base.metadata)
"""Readable ids come from here: reading the highest and adding one is a race."""


class Case(Base):
    """A suspect case as a person reported it in the chat; agents verify and classify it later.

    case_id: readable, with a check character (`CA-2026-000123-K`); id: random, for machines. classification: NOT_CLASSIFIED until an
    agent has looked. exposure: yes, no, unknown ("not sure" is never "no"). onset_date: None when unknown or without symptoms.
    verified_at, verified_by: the agent who has looked. definition, definition_on: version and day of the case definition that it was
    classified by. travel: yes, no, unknown. was_contact: of a known case, before. closed_at: nothing is changed after, until reopened.
    submission_key: of the form that was filled in; the same confirmation twice is one case. name_index, phone_index: for look-up.
    A contact who becomes a case keeps id and readable id (`CO-2026-000456-T`). origin, external_id, extra: of a case brought in from
    another system: which, its number there (neither unique nor sure to be there), what we have no column for; location_id: its code of a
    place. age_years: full years, where known. age_band, region: None only where another system left them empty. match_keys: by which likely
    duplicates are found; None: not looked at yet.
    assigned_to: uuid of the member of staff who looks after it.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_region_reported", "region", "reported_at"),
        Index("ix_case_match_keys", "match_keys", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_case_match_new", "id", postgresql_where=text("match_keys IS NULL AND erased_at IS NULL")),
        Index("ix_case_reported", "reported_at", "case_id"),
        Index("ix_case_unverified", "reported_at", "case_id", postgresql_where=text("verified_at IS NULL AND closed_at IS NULL")),
        Index("ix_case_place", text("coalesce(cercle, region)"), "reported_at"),
        Index("ix_case_onset", text("coalesce(onset_date, '1900-01-01'::date)"), "case_id"),
    )

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
    age_band: Mapped[str | None] = mapped_column(String(8))
    sex: Mapped[str] = mapped_column(String(8))
    region: Mapped[str | None] = mapped_column(String(20))
    cercle: Mapped[str | None] = mapped_column(String(20))
    locality: Mapped[str | None] = mapped_column(EncryptedText)
    symptoms: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    onset_date: Mapped[date | None] = mapped_column(Date)
    exposure: Mapped[str] = mapped_column(String(8))
    onset_approximate: Mapped[bool] = mapped_column(default=False, server_default=false())
    verified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    verified_by: Mapped[str | None] = mapped_column(String(64))
    definition: Mapped[str | None] = mapped_column(String(40))
    definition_on: Mapped[date | None] = mapped_column(Date)
    classified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str | None] = mapped_column(String(12))
    outcome_on: Mapped[date | None] = mapped_column(Date)
    severity: Mapped[str | None] = mapped_column(String(12))
    conditions: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    pregnancy: Mapped[str | None] = mapped_column(String(30))
    occupation: Mapped[str | None] = mapped_column(String(40))
    travel: Mapped[str | None] = mapped_column(String(8))
    travel_places: Mapped[str | None] = mapped_column(EncryptedText)
    infection_on: Mapped[date | None] = mapped_column(Date)
    isolation_type: Mapped[str | None] = mapped_column(String(12))
    isolation_place: Mapped[str | None] = mapped_column(EncryptedText)
    isolation_start: Mapped[date | None] = mapped_column(Date)
    isolation_end: Mapped[date | None] = mapped_column(Date)
    hospitalisation_start: Mapped[date | None] = mapped_column(Date)
    hospitalisation_end: Mapped[date | None] = mapped_column(Date)
    was_contact: Mapped[bool] = mapped_column(default=False, server_default=false())
    assigned_to: Mapped[uuid.UUID | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    age_years: Mapped[int | None] = mapped_column(SmallInteger)
    risk_level: Mapped[str | None] = mapped_column(String(10))
    origin: Mapped[str | None] = mapped_column(String(20))
    external_id: Mapped[str | None] = mapped_column(String(64), index=True)
    location_id: Mapped[str | None] = mapped_column(String(64))
    extra: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    match_keys: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
