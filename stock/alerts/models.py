"""Alerts of stock."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Identity, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class AlertKind(StrEnum):
    """What may hold of a centre, a product there, a lot of it, or a consignment; the most urgent first."""

    STOCK_OUT = "STOCK_OUT"
    EMERGENCY = "EMERGENCY"
    """below the emergency order point"""
    EXPIRED = "EXPIRED"
    NOT_RECEIVED = "NOT_RECEIVED"
    """sent to the centre a week ago, and nobody there has confirmed it"""
    EXPIRING_SOON = "EXPIRING_SOON"
    BELOW_MINIMUM = "BELOW_MINIMUM"
    SILENT = "SILENT"
    """no report for ten days"""
    EXPIRING = "EXPIRING"
    OVERSTOCK = "OVERSTOCK"


class StockAlert(Base):
    """An event at a centre. product: "" of the centre as a whole; about: the lot or consignment, "" where there is none.

    facts: numbers when it was opened. told: roles told so far. acknowledged_by: uuid of the member of staff.
    A card has one open alert of a kind: what ends and begins again is a new row.
    """

    __tablename__ = "stock_alert"
    __table_args__ = (
        Index(
            "uq_stock_alert_open", "facility", "product", "kind", "about", unique=True, postgresql_where=text("resolved_at IS NULL")
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    facility: Mapped[str] = mapped_column(String(40))
    product: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(14))
    about: Mapped[str] = mapped_column(String(60), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    resolved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    told: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    acknowledged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    acknowledged_by: Mapped[uuid.UUID | None]
