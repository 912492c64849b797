"""The figures that there are."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import geography
from core.kept import kept
from messages.figures.models import CaseFigure
from messages.figures.table import COUNTRY, Figure
from messages.queries import facts

STALE_DAYS = "figures_stale_days"
"""The fact that says after how many days figures are old."""
_STALE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Latest:
    """The last figures of a place. name: of the place. stale: older than the fact allows. asked: name of the place that was asked for,
    where there are no figures of it and these are of a larger one; else None."""

    figure: Figure
    name: str
    stale: bool
    asked: str | None = None


@kept
def latest(session: Session, on: date, place: str | None = None) -> Latest | None:
    """The last figures of a place, else of its region, else of the country; None where there are none."""
    wanted = place or COUNTRY
    region = geography.region_of(wanted, on)
    for code in dict.fromkeys((wanted, region.code if region else COUNTRY, COUNTRY)):
        row = session.scalars(
            select(CaseFigure).where(CaseFigure.place == code, CaseFigure.day <= on).order_by(CaseFigure.day.desc()).limit(1)
        ).first()
        if row is not None:
            figure = Figure(row.place, row.day, row.cases, row.deaths, row.recovered, row.tests, row.new, row.source)
            return Latest(
                figure,
                _name(code, on),
                row.day < on - timedelta(days=_stale_days(session, on)),
                None if code == wanted else _name(wanted, on),
            )
    return None


def _stale_days(session: Session, on: date) -> int:
    """By the fact; a fact that is no number must not cost people their answer."""
    value = facts(session, on).get(STALE_DAYS, "")
    return int(value) if value.isdecimal() else _STALE_DAYS


def _name(code: str, on: date) -> str:
    found = geography.place(code, on)
    return found.name if found else "Mali"
