"""Products, stock cards and their lines. Terms are those of OpenLMIS and CommCare Supply.

A line is never changed or deleted: the database refuses it (migration), a correction is a new line.
"""

import uuid
from datetime import UTC, date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Identity, Index, Integer, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


def _now() -> datetime:
    return datetime.now(UTC)


class Product(Base):
    """An orderable product. unit: what is counted; pack: the name of what it comes in, of `pack_size` units.

    short_codes: what reporters type (`pa`); aliases: folded other names. tracer: followed nationally for the stock-out rate.
    """

    __tablename__ = "product"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    category: Mapped[str] = mapped_column(String(30))
    name_fr: Mapped[str] = mapped_column(String(120))
    name_bm: Mapped[str | None] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(20))
    pack: Mapped[str] = mapped_column(String(20))
    pack_size: Mapped[int] = mapped_column(Integer)
    short_codes: Mapped[list[str]] = mapped_column(ARRAY(String(12)))
    aliases: Mapped[list[str]] = mapped_column(ARRAY(String(80)))
    tracer: Mapped[bool] = mapped_column(default=False)


class StockCard(Base):
    """A facility's card of a product. stock_on_hand: the sum of its lines, kept with them; the row's lock makes lines wait for each other.

    last_reported_at: the latest moment of which somebody told us.
    """

    __tablename__ = "stock_card"

    facility: Mapped[str] = mapped_column(String(40), primary_key=True)
    product: Mapped[str] = mapped_column(ForeignKey("product.code"), primary_key=True)
    stock_on_hand: Mapped[int] = mapped_column(Integer, default=0)
    last_reported_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class PhysicalInventory(Base):
    """A count. What the lines before it sum up to is made equal to `counted` by an adjustment at the same place.

    lot, expiry: what was said of what was counted.
    corrects: the count that this one takes the place of; it stands just after it.
    """

    __tablename__ = "physical_inventory"
    __table_args__ = (
        CheckConstraint("counted >= 0", name="counted"),
        Index("ix_physical_inventory_card", "facility", "product", "occurred_at", "tiebreak"),
        Index("ix_physical_inventory_expiry", "facility", "product", postgresql_where=text("expiry IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    facility: Mapped[str] = mapped_column(String(40))
    product: Mapped[str] = mapped_column(ForeignKey("product.code"))
    counted: Mapped[int] = mapped_column(Integer)
    lot: Mapped[str | None] = mapped_column(String(40))
    expiry: Mapped[date | None] = mapped_column(Date)
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    tiebreak: Mapped[str] = mapped_column(String(90, collation="C"))
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    reporter_id: Mapped[uuid.UUID | None]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    corrects: Mapped[int | None] = mapped_column(ForeignKey("physical_inventory.id"), unique=True)


class StockLine(Base):
    """A line of a stock card. quantity: in units, signed. kind: see `stock.ledger.Kind`; reason: for losses and adjustments.

    occurred_at, place, tiebreak: where it stands on the card (`stock.ledger.Place`). inventory_id: the count that made it.
    reverses: the line that it takes back. counterpart: the facility that it came from or went to. key: the same report twice is one line.
    """

    __tablename__ = "stock_line"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity"),
        Index("ix_stock_line_card", "facility", "product", "occurred_at", "place", "tiebreak"),
        Index("ix_stock_line_expiry", "facility", "product", postgresql_where=text("expiry IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    facility: Mapped[str] = mapped_column(String(40))
    product: Mapped[str] = mapped_column(ForeignKey("product.code"))
    lot: Mapped[str | None] = mapped_column(String(40))
    expiry: Mapped[date | None] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(14))
    reason: Mapped[str | None] = mapped_column(String(20))
    quantity: Mapped[int] = mapped_column(Integer)
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    place: Mapped[int] = mapped_column(SmallInteger)
    tiebreak: Mapped[str] = mapped_column(String(90, collation="C"))
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    reporter_id: Mapped[uuid.UUID | None]
    counterpart: Mapped[str | None] = mapped_column(String(40))
    document: Mapped[str | None] = mapped_column(String(60))
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    inventory_id: Mapped[int | None] = mapped_column(ForeignKey("physical_inventory.id"))
    reverses: Mapped[int | None] = mapped_column(ForeignKey("stock_line.id"), unique=True)


class StockReminder(Base):
    """When a centre is asked to report: weekday (0 Monday) and hour of the country's time. last_at: when it was last asked."""

    __tablename__ = "stock_reminder"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6 AND hour BETWEEN 0 AND 23", name="when"),)

    facility: Mapped[str] = mapped_column(String(40), primary_key=True)
    weekday: Mapped[int | None] = mapped_column(SmallInteger)
    hour: Mapped[int | None] = mapped_column(SmallInteger)
    last_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
