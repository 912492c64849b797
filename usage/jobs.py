"""What the statistics do by the clock."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from core.jobs import periodic
from usage.queries import OPEN_DAYS, statistics
from usage.service import day_of
from usage.wish import SPLITS, Wish


@periodic("40 1 * * *")
def sum_up(session: Session, now: datetime) -> None:
    """Each night, count the weeks and months that are over, whole and split each way, so that pages and reports only read."""
    today = day_of(now)
    last = today - timedelta(days=OPEN_DAYS)
    for by, first in (("week", _monday(last - timedelta(weeks=30))), ("month", (last - timedelta(days=400)).replace(day=1))):
        end = _before(last, by)
        for split in ((), *((name,) for name in SPLITS)):
            if first <= end:
                statistics(session, Wish(first, end, by, split), today)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _before(day: date, by: str) -> date:
    """The last day of the last week or month that ended on `day` or before."""
    tomorrow = day + timedelta(days=1)
    return (_monday(tomorrow) if by == "week" else tomorrow.replace(day=1)) - timedelta(days=1)
