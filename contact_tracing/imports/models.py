"""What comes with the files of other systems and is no case, contact, exposure, entry or sample of ours."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Identity, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedJSON
from core.database import Base


class ExternalLocation(Base):
    """A place in another system's coded hierarchy. level: of the hierarchy, 0 for the country. fields: what else it says, as text."""

    __tablename__ = "external_location"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(8))
    fields: Mapped[dict[str, str]] = mapped_column(JSONB)


class ExternalRow(Base):
    """A row that cannot be linked (its case or contact was not in the files): kept, listed, given back, tried again next time.

    kind: `relationships`, `followups`, `lab_results`. reason: a code.
    """

    __tablename__ = "external_row"
    __table_args__ = (UniqueConstraint("origin", "kind", "external_uuid"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    origin: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    external_uuid: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(40))
    row: Mapped[Any] = mapped_column(EncryptedJSON)
    imported_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))


class ExternalColumn(Base):
    """A column of another system's file that we do not know: its values are in the records' `extra`. position: in the first such file."""

    __tablename__ = "external_column"

    origin: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
