"""Office hours: when people of the health service answer."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

_SPAN = re.compile(r"\s*([1-7])(?:-([1-7]))?\s+(\d{1,2}:\d{2})-(\d{1,2}:\d{2})\s*")


class BadHours(ValueError):
    """ASSA_OFFICE_HOURS cannot be read; the text says what it should look like."""


@dataclass(frozen=True, slots=True)
class Span:
    """Weekdays (1 Monday to 7 Sunday, both included) with the hours of each."""

    first: int
    last: int
    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Hours:
    """spans: none means always. zone: the country's."""

    spans: tuple[Span, ...]
    zone: ZoneInfo

    def open(self, at: datetime) -> bool:
        """Whether somebody is to be expected at a moment (aware)."""
        local = at.astimezone(self.zone)
        day, hour = local.isoweekday(), local.time()
        return not self.spans or any(each.first <= day <= each.last and each.begins <= hour < each.ends for each in self.spans)

    def said(self) -> str:
        """For a sentence, the hours of the first span: `08:00-17:00`; empty where it is always open."""
        return f"{self.spans[0].begins:%H:%M}-{self.spans[0].ends:%H:%M}" if self.spans else ""


def hours(text: str, zone: str) -> Hours:
    """`1-5 08:00-17:00, 6 08:00-12:00`; empty: always. Raises BadHours."""
    parts = [part for part in text.split(",") if part.strip()]
    return Hours(tuple(_span(part) for part in parts), ZoneInfo(zone))


def _span(part: str) -> Span:
    match = _SPAN.fullmatch(part)
    try:
        if match is None:
            raise ValueError(part)
        first, begins, ends = int(match[1]), time.fromisoformat(match[3].zfill(5)), time.fromisoformat(match[4].zfill(5))
        last = int(match[2] or first)
        if last < first or ends <= begins:
            raise ValueError(part)
    except ValueError as error:
        raise BadHours(f"ASSA_OFFICE_HOURS: {part.strip()!r} is not like '1-5 08:00-17:00' (1 is Monday)") from error
    return Span(first, last, begins, ends)
