"""Contacts and their exposures."""

import uuid
from datetime import UTC, date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, Sequence, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedText
from core.database import Base

CONTACT_NUMBERS = Sequence("contact_number", metadata=Base.metadata)


class Contact(Base):
    """A person who was near a case. contact_id: readable (`CO-2026-000456-T`); id: random, for machines. name_index, phone_index: for
    look-up; the same name on the same phone is the same person, several names on one phone are several people.
    """

    __tablename__ = "contact"
    __table_args__ = (Index("ix_contact_phone_name", "phone_index", "name_index"),)

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


class Exposure(Base):
    """A contact's nearness to a case: the day of their last contact, estimated or not, and how. The same day of the same two is one."""

    __tablename__ = "exposure"
    __table_args__ = (UniqueConstraint("contact_uuid", "case_uuid", "last_contact"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    contact_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    case_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    last_contact: Mapped[date] = mapped_column(Date)
    estimated: Mapped[bool] = mapped_column()
    type: Mapped[str | None] = mapped_column(String(24))
    context: Mapped[str | None] = mapped_column(String(16))
    duration: Mapped[str | None] = mapped_column(String(10))
    certainty: Mapped[str | None] = mapped_column(String(10))
    relation: Mapped[str | None] = mapped_column(String(20))
