"""Bringing case figures in."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from messages.figures.models import CaseFigure
from messages.figures.table import parse


@dataclass(frozen=True, slots=True)
class Brought:
    """Rows that were added, corrected, or there already."""

    added: int
    corrected: int
    unchanged: int


def bring(session: Session, content: bytes, actor: str, now: datetime | None = None) -> Brought:
    """Bring a CSV of figures in, all or nothing; a row of the same place and day is corrected. Raises BadFigures with every bad cell."""
    now = now or datetime.now(UTC)
    count = {"added": 0, "corrected": 0, "unchanged": 0}
    for figure in parse(content, now.date()):
        values = asdict(figure)
        row = session.scalars(select(CaseFigure).where(CaseFigure.place == figure.place, CaseFigure.day == figure.day)).first()
        if row is None:
            session.add(CaseFigure(**values, updated_at=now))
            count["added"] += 1
        elif {key: getattr(row, key) for key in values} == values:
            count["unchanged"] += 1
        else:
            for key, value in values.items():
                setattr(row, key, value)
            row.updated_at = now
            count["corrected"] += 1
    session.flush()
    audit.record(session, "figures.brought", actor=("operator", actor[:64]), subject=("figures", None), after=count)
    return Brought(**count)
