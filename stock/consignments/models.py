"""Consignments."""

import uuid
from datetime import UTC, date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Identity, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Consignment(Base):
    """A quantity of a product on its way from `source` to `destination` (facility codes), in units.

    sent_key: of the line at the source that took it out; received_key: of the line at the destination. received: what came, 0 for
    nothing; None while nobody said. cancelled_at: the source took its line back.
    """

    __tablename__ = "stock_consignment"
    __table_args__ = (
        CheckConstraint("sent > 0", name="sent"),
        CheckConstraint("received >= 0", name="received"),
        Index(
            "ix_stock_consignment_waiting", "destination", "product",
            postgresql_where=text("received_at IS NULL AND cancelled_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    destination: Mapped[str] = mapped_column(String(40))
    product: Mapped[str] = mapped_column(ForeignKey("product.code"))
    lot: Mapped[str | None] = mapped_column(String(40))
    expiry: Mapped[date | None] = mapped_column(Date)
    sent: Mapped[int] = mapped_column(Integer)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
    sent_by: Mapped[uuid.UUID | None]
    sent_key: Mapped[str] = mapped_column(String(80), unique=True)
    received: Mapped[int | None] = mapped_column(Integer)
    received_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    received_by: Mapped[uuid.UUID | None]
    received_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
