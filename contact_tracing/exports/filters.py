"""What an export leaves out, as conditions of its statement."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import or_

from contact_tracing.exports.sheet import Wish
from core import geography


def between(column: Any, wish: Wish) -> list[Any]:
    """Conditions on a column of moments."""
    found = []
    if wish.first is not None:
        found.append(column >= _midnight(wish.first))
    if wish.last is not None:
        found.append(column < _midnight(wish.last + timedelta(days=1)))
    return found


def on_days(column: Any, wish: Wish) -> list[Any]:
    """Conditions on a column of days."""
    return [*([column >= wish.first] if wish.first else []), *([column <= wish.last] if wish.last else [])]


def at_place(model: Any, wish: Wish) -> list[Any]:
    """Conditions on who lives at a place."""
    if wish.place is None:
        return []
    inside = geography.within(wish.place, wish.last or datetime.now(UTC).date())
    return [or_(model.region == wish.place, model.cercle.in_(inside))]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
