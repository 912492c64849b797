"""Reports that wait for somebody."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class ReportAlert(Base):
    """One for each report made in the chat. told: roles that were told so far, in order. acknowledged_by: uuid of the member of staff."""

    __tablename__ = "report_alert"
    __table_args__ = (Index("ix_report_alert_waiting", "reported_at", postgresql_where=text("acknowledged_at IS NULL")),)

    case_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    reported_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    told: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    acknowledged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    acknowledged_by: Mapped[uuid.UUID | None]
