"""What may be asked of the statistics, and the rows that answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from usage.activities import ACTIVITIES
from usage.errors import BadWish

SPLITS = ("channel", "locale", "region", "topic")
BY = ("day", "week", "month")
MEASURES = (
    "people", "new", "returned", "retained_1", "retained_4", "retained_12", "messages_in", "messages_out", "sessions",
    "understood", "asked_back", "not_understood", *ACTIVITIES,
)  # fmt: skip
"""people: distinct, who wrote. new: whose first message ever falls in the period, under the cell of that message. returned: who wrote,
and had written before the period began. retained_n: of the new, who wrote again in the n-th week after their first day.
The others: `usage.activities`."""


@dataclass(frozen=True, slots=True)
class Wish:
    """first, last: days, both included. by: None for the whole as one period. split: of `SPLITS`. Raises BadWish."""

    first: date
    last: date
    by: str | None = None
    split: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadWish("period", first=self.first.isoformat(), last=self.last.isoformat())
        if self.by is not None and self.by not in BY:
            raise BadWish("by", by=self.by)
        if len(set(self.split)) != len(self.split) or not set(self.split) <= set(SPLITS):
            raise BadWish("split", split=",".join(self.split))

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The split in its one order."""
        return tuple(name for name in SPLITS if name in self.split)

    @property
    def periods(self) -> list[tuple[date, date]]:
        """Days, weeks from Monday (ISO 8601) or months; the first and the last are cut where the wish begins and ends."""
        found, start = [], self.first
        while start <= self.last:
            end = min(_end(start, self.by) or self.last, self.last)
            found.append((start, end))
            start = end + timedelta(days=1)
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """One period and cell. cell: a value for each dimension of the split, "" where it is not known. values: by `MEASURES`."""

    first: date
    last: date
    cell: tuple[str, ...]
    values: dict[str, int]


def parse_split(text: str) -> tuple[str, ...]:
    """`channel,locale` as dimensions."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def header(split: Sequence[str]) -> list[str]:
    return ["from", "to", *split, *MEASURES]


def _end(start: date, by: str | None) -> date | None:
    if by == "day":
        return start
    if by == "week":
        return start + timedelta(days=6 - start.weekday())
    if by == "month":
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return None
