"""What stands beside a case: the history of its changes, its laboratory samples."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Identity, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedJSON, EncryptedText
from core.database import Base


class CaseChange(Base):
    """One field of a case, before and after, by whom, when and why. Values may name people: encrypted, and erased."""

    __tablename__ = "case_change"
    __table_args__ = (Index("ix_case_change_case", "case_uuid", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    field: Mapped[str] = mapped_column(String(60))
    before: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    after: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    reason: Mapped[str | None] = mapped_column(EncryptedText)


class LabSample(Base):
    """A sample of a case and its result. sample_id: the laboratory's own, one a case; "" and sample_type None only where another system
    (origin) left them empty. Its days follow one another. extra: what we have no column for.
    """

    __tablename__ = "lab_sample"
    __table_args__ = (
        Index("uq_lab_sample_own", "case_uuid", "sample_id", unique=True, postgresql_where=text("origin IS NULL")),
        Index("ix_lab_sample_case", "case_uuid"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    case_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    sample_id: Mapped[str] = mapped_column(String(60))
    sample_type: Mapped[str | None] = mapped_column(String(30))
    test_type: Mapped[str | None] = mapped_column(String(20))
    laboratory: Mapped[str | None] = mapped_column(String(200))
    taken_on: Mapped[date | None] = mapped_column(Date)
    delivered_on: Mapped[date | None] = mapped_column(Date)
    tested_on: Mapped[date | None] = mapped_column(Date)
    result_on: Mapped[date | None] = mapped_column(Date)
    result: Mapped[str] = mapped_column(String(12), default="PENDING")
    origin: Mapped[str | None] = mapped_column(String(20))
    extra: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
