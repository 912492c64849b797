"""What the statistics do by the clock."""

from datetime import date, datetime, timedelta
from itertools import chain, combinations

from sqlalchemy.orm import Session

from core.jobs import periodic
from usage import counted, tally
from usage.activities import zone
from usage.queries import statistics
from usage.service import OPEN_DAYS, day_of
from usage.wish import SPLITS, Wish


@periodic("40 1 * * *")
def sum_up(session: Session, now: datetime) -> None:
    """Each night, enter the day that is over into the tallies; of finer splits, count the weeks and months that are over."""
    today = day_of(now)
    last = today - timedelta(days=OPEN_DAYS)
    tally.close(session, last)
    counted.count(session, last, zone())
    for by, first in (("week", _monday(last - timedelta(weeks=30))), ("month", (last - timedelta(days=400)).replace(day=1))):
        end = _before(last, by)
        for split in chain.from_iterable(combinations(SPLITS, size) for size in range(2, len(SPLITS) + 1)):
            if first <= end and split not in tally.TALLIED:
                statistics(session, Wish(first, end, by, split), today)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _before(day: date, by: str) -> date:
    """The last day of the last week or month that ended on `day` or before."""
    tomorrow = day + timedelta(days=1)
    return (_monday(tomorrow) if by == "week" else tomorrow.replace(day=1)) - timedelta(days=1)
