"""Case figures, by place and day."""

from datetime import UTC, date, datetime

from sqlalchemy import Date, DateTime, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class CaseFigure(Base):
    """What a source published of a place (`ML` for the country, else a code of `core.geography`) on a day. cases: confirmed so far;
    deaths, recovered, tests: so far; new: cases of that day. None: not published."""

    __tablename__ = "case_figure"
    __table_args__ = (UniqueConstraint("place", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(20))
    day: Mapped[date] = mapped_column(Date)
    cases: Mapped[int]
    deaths: Mapped[int | None]
    recovered: Mapped[int | None]
    tests: Mapped[int | None]
    new: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(300))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
