"""The tables of staff and of the codes by which they enrol."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedText
from core.database import Base


def now() -> datetime:
    return datetime.now(UTC)


class Staff(Base):
    """Somebody who works with ASSA.

    role: a `roles.Role`. area: code of a place, with all below it; None: the whole country. facility_code: where they work, if at one.
    person_id: who they are in the chat; None until they enrol there, or after their data was erased or they left a shared phone.
    revoked_at: since then they may do nothing.
    """

    __tablename__ = "staff"
    __table_args__ = (Index("uq_staff_person", "person_id", unique=True, postgresql_where=text("revoked_at IS NULL")),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    uuid: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    name: Mapped[str] = mapped_column(EncryptedText)
    role: Mapped[str] = mapped_column(String(20))
    area: Mapped[str | None] = mapped_column(String(20), index=True)
    facility_code: Mapped[str | None] = mapped_column(ForeignKey("facility.code"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class EnrolmentCode(Base):
    """A one-time code that makes the person who types it this member of staff. Only its blind index is kept."""

    __tablename__ = "enrolment_code"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code_index: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class EnrolmentTry(Base):
    """A wrong code that a person typed: too many in an hour, and right ones are not looked at either."""

    __tablename__ = "enrolment_try"
    __table_args__ = (Index("ix_enrolment_try_person", "person_id", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
