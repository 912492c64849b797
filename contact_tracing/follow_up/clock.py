"""The window of follow-up, as Go.Data counts it: first day = last contact + 1, last day = first day + period - 1.

SORMAS ends a day earlier or later by where it begins; this is the one place where these days are counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """days: of follow-up, for last contacts from valid_from on."""

    valid_from: date
    days: int


PERIODS: Sequence[Period] = (Period(date(2019, 12, 1), 14),)
"""WHO, Contact tracing in the context of COVID-19: 14 days after the last exposure. A new rule is a new line; the old ones stay."""


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day, both included."""

    first: date
    last: date

    def number(self, day: date) -> int | None:
        """The number of a day, 1 to N; None outside."""
        return (day - self.first).days + 1 if self.first <= day <= self.last else None


def period_on(day: date, periods: Sequence[Period] = PERIODS) -> int:
    """Days of follow-up by the rule in force on `day`; before the first rule, the first rule's."""
    return max((each for each in periods if each.valid_from <= day), key=lambda each: each.valid_from, default=periods[0]).days


def window(last_contacts: Iterable[date], periods: Sequence[Period] = PERIODS) -> Window | None:
    """The window of somebody with these last contacts, in any order; a later one extends it, an earlier one changes nothing."""
    latest = max(last_contacts, default=None)
    if latest is None:
        return None
    first = latest + timedelta(days=1)
    return Window(first, first + timedelta(days=period_on(latest, periods) - 1))
