"""Contacts and their exposures."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Identity, Index, Sequence, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedJSON, EncryptedText
from core.database import Base

CONTACT_NUMBERS = Sequence("contact_number", metadata=Base.metadata)


class Contact(Base):
    """A person who was near a case. contact_id: readable (`CO-2026-000456-T`); id: random, for machines. name_index, phone_index: for
    look-up; the same name on the same phone is the same person, several names on one phone are several people. age_years: full years.
    region, cercle: place codes. case_uuid, became_case_at: the case that this person became, and when. origin, external_id, extra: of
    a contact brought in from another system: which, its number there, what we have no column for; location_id: its code of a place.
    match_keys: as of a case.
    assigned_to: uuid of the member of staff who follows them.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_phone_name", "phone_index", "name_index"),
        Index("ix_contact_match_keys", "match_keys", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_contact_match_new", "id", postgresql_where=text("match_keys IS NULL AND erased_at IS NULL")),
        Index("ix_contact_registered", "registered_at", "contact_id"),
        Index("ix_contact_place_status", text("coalesce(cercle, region)"), "status"),
        # with what the day's board reads of each: whom they are given to, and where
        Index(
            "ix_contact_followed",
            "id",
            postgresql_where=text("status = 'UNDER_FOLLOW_UP'"),
            postgresql_include=["assigned_to", "cercle", "region", "erased_at"],
        ),
        Index("ix_contact_risk", "risk_level", "registered_at", "contact_id", postgresql_where=text("risk_level IS NOT NULL")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    contact_id: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str | None] = mapped_column(EncryptedText)
    name_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    phone_index: Mapped[str | None] = mapped_column(String(64))
    risk_level: Mapped[str | None] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20), default="UNDER_FOLLOW_UP", server_default="UNDER_FOLLOW_UP")
    status_reason: Mapped[str | None] = mapped_column(String(12))
    registered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC), index=True)
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sex: Mapped[str | None] = mapped_column(String(8))
    age_years: Mapped[int | None] = mapped_column(SmallInteger)
    region: Mapped[str | None] = mapped_column(String(20))
    cercle: Mapped[str | None] = mapped_column(String(20))
    locality: Mapped[str | None] = mapped_column(EncryptedText)
    occupation: Mapped[str | None] = mapped_column(String(40))
    pregnancy: Mapped[str | None] = mapped_column(String(30))
    risk_reason: Mapped[str | None] = mapped_column(EncryptedText)
    assigned_to: Mapped[uuid.UUID | None] = mapped_column(index=True)
    case_uuid: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"), index=True)
    became_case_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    origin: Mapped[str | None] = mapped_column(String(20))
    external_id: Mapped[str | None] = mapped_column(String(64), index=True)
    location_id: Mapped[str | None] = mapped_column(String(64))
    extra: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    match_keys: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))


class ContactChange(Base):
    """One field of a contact, before and after, by whom, when and why. Values may name people: encrypted, and erased."""

    __tablename__ = "contact_change"
    __table_args__ = (Index("ix_contact_change_contact", "contact_uuid", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    field: Mapped[str] = mapped_column(String(60))
    before: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    after: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    reason: Mapped[str | None] = mapped_column(EncryptedText)


class Exposure(Base):
    """Nearness to a case (case_uuid, the source) of a contact, or of another case that was never listed as a contact (target_case_uuid):
    the day of the last contact, estimated or not, and how. The same day of the same two is one, save where another system has it twice.
    """

    __tablename__ = "exposure"
    __table_args__ = (
        CheckConstraint("num_nonnulls(contact_uuid, target_case_uuid) = 1", name="one_target"),
        Index("uq_exposure_own", "contact_uuid", "case_uuid", "last_contact", unique=True, postgresql_where=text("origin IS NULL")),
        Index("ix_exposure_contact", "contact_uuid", "last_contact"),
        Index("ix_exposure_last_contact", "last_contact"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    contact_uuid: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    target_case_uuid: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    case_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    last_contact: Mapped[date] = mapped_column(Date)
    estimated: Mapped[bool] = mapped_column()
    type: Mapped[str | None] = mapped_column(String(24))
    context: Mapped[str | None] = mapped_column(String(16))
    duration: Mapped[str | None] = mapped_column(String(10))
    certainty: Mapped[str | None] = mapped_column(String(10))
    relation: Mapped[str | None] = mapped_column(String(20))
    frequency: Mapped[str | None] = mapped_column(String(20))
    cluster: Mapped[str | None] = mapped_column(String(64))
    comment: Mapped[str | None] = mapped_column(EncryptedText)
    recorded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
    origin: Mapped[str | None] = mapped_column(String(20))
    extra: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)


class ExposureRemoval(Base):
    """An exposure that somebody took away: it is no row of its table any more, so that no window, chain, count or export has to know of it.

    exposure_id: what its id was. contact_uuid, target_case_uuid, case_uuid, last_contact: whose it was, also after a merge. reason: of
    `removal.REASONS`. stopped_follow_up: it was a contact's only one, whose follow-up ended with it. detail: the row, to be put back; None
    once somebody concerned was erased.
    """

    __tablename__ = "exposure_removal"
    __table_args__ = (Index("ix_exposure_removal_exposure", "exposure_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    exposure_id: Mapped[uuid.UUID]
    contact_uuid: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    target_case_uuid: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    case_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    last_contact: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(20))
    stopped_follow_up: Mapped[bool]
    detail: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    by_kind: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[str | None] = mapped_column(String(64))
    restored_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    restored_by: Mapped[str | None] = mapped_column(String(80))
