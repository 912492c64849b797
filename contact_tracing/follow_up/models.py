"""The entries of follow-up."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Identity, Index, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedJSON
from core.database import Base


class FollowUpEntry(Base):
    """What was seen of a contact on a day, by whom (actor_kind `person`: the contact's own report). Of several of a day the last counts;
    all are kept. temperature: degrees Celsius. entered_at: when it was written, which may be days later. From another system (origin):
    its id (external_uuid), the team, also the days that were planned only, and what we have no column for (extra).
    """

    __tablename__ = "follow_up_entry"
    __table_args__ = (
        Index("ix_follow_up_entry_contact_day", "contact_uuid", "day", "id"),
        Index("ix_follow_up_entry_day", "day", "contact_uuid", "id", postgresql_include=["state"]),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16))
    temperature: Mapped[Decimal | None] = mapped_column(Numeric(3, 1))
    symptoms: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    entered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    origin: Mapped[str | None] = mapped_column(String(20))
    external_uuid: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    team_id: Mapped[str | None] = mapped_column(String(64))
    extra: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
