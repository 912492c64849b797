"""The table of health facilities."""

from datetime import UTC, date, datetime

from sqlalchemy import Date, DateTime, Float, ForeignKey, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Facility(Base):
    """A place that cares, tests or keeps stock.

    place: geography code of its commune (Bamako), cercle, district or region. supplied_by: the facility that it gets its products from.
    phone: of the centre, E.164, public. latitude, longitude: WGS 84 degrees. valid_from, valid_to: inclusive days; None: open.
    source: where the row is known from.
    """

    __tablename__ = "facility"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    other_names: Mapped[list[str]] = mapped_column(ARRAY(String(120)))
    kind: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(20), index=True)
    supplied_by: Mapped[str | None] = mapped_column(ForeignKey("facility.code"), index=True)
    phone: Mapped[str | None] = mapped_column(String(16))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
