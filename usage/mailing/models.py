"""Who gets the report by mail, and what was sent."""

from datetime import UTC, date, datetime

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Identity, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedText
from core.database import Base


def _now() -> datetime:
    return datetime.now(UTC)


class Subscription(Base):
    """An address that gets the report. every: week or month. added_by: who put it on the list, as in the audit."""

    __tablename__ = "usage_subscription"
    __table_args__ = (UniqueConstraint("address_index", "every"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    address: Mapped[str] = mapped_column(EncryptedText)
    address_index: Mapped[str] = mapped_column(String(64))
    every: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)


class Delivery(Base):
    """The report of a period to an address: one, whatever happens. failure: the code of the last attempt that failed."""

    __tablename__ = "usage_delivery"
    __table_args__ = (UniqueConstraint("subscription_id", "first", "last"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("usage_subscription.id", ondelete="CASCADE"))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(40))
