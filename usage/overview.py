"""What a coordinator sees first: use of today and of a period, and what waits for somebody. Counts only, no names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from contact_tracing.alerts.escalation import waiting_reports
from contact_tracing.indicators.figures import Share
from contact_tracing.indicators.follow_up import seen_today
from core import geography
from core.facilities import queries as facilities
from core.staff.queries import StaffView, places_of
from messages.status import Expiring, expiring
from stock.alerts.models import AlertKind
from stock.alerts.views import alerts
from usage.activities import ACTIVITIES
from usage.queries import statistics, topics
from usage.wish import MEASURES, Row, Wish

AT_RISK = (AlertKind.STOCK_OUT, AlertKind.EMERGENCY)
"""Open alerts of a centre that is out of something, or will be before its next order can come."""


@dataclass(frozen=True, slots=True)
class Use:
    """today, whole: figures by `MEASURES`; of who is new, today, whole and steps only, of what people did, whole and by_region
    only. steps: the period by day, week or month (`by`). by_*: rows of one dimension, most people first; by_region is of the whole country,
    whatever the place; by_topic has no returning people where a region was asked for."""

    today: dict[str, int]
    whole: dict[str, int]
    by: str
    steps: Sequence[Row]
    by_channel: Sequence[Row]
    by_locale: Sequence[Row]
    by_region: Sequence[Row]
    by_topic: Sequence[Row]


def use(session: Session, first: date, last: date, region: str | None, today: date) -> Use:
    """region: code, None for the whole country."""
    by = "day" if (last - first).days < 31 else "week" if (last - first).days < 200 else "month"

    def rows(wish_by: str | None, *split: str, begin: date = first, end: date = last, new: bool = False) -> list[Row]:
        parts = ("people", "cohorts") if new else ("people",)
        if region is None:
            return statistics(session, Wish(begin, end, wish_by, split), today, parts=parts)
        found = statistics(session, Wish(begin, end, wish_by, (*split, "region")), today, parts=parts, region=region)
        return [Row(row.first, row.last, row.cell[:-1], row.values) for row in found]

    # who was new, and what people did, is read once: of the whole it is the sum over periods, and over regions
    steps = rows(by, new=True)
    by_region = statistics(session, Wish(first, last, None, ("region",)), today, parts=("people", "activities"))
    did = _sums([row for row in by_region if region in (None, row.cell[0])], ACTIVITIES)
    return Use(
        _one(rows(None, begin=today, end=today, new=True)),
        _one(rows(None)) | _sums(steps, ("new",)) | did,
        by,
        _every(Wish(first, last, by), steps),
        _most_first(rows(None, "channel")),
        _most_first(rows(None, "locale")),
        _most_first(by_region),
        _most_first(rows(None, "topic") if region is None else topics(session, first, last, region)),
    )


def _one(found: Sequence[Row]) -> dict[str, int]:
    return found[0].values if found else dict.fromkeys(MEASURES, 0)


def _sums(rows: Sequence[Row], names: Sequence[str]) -> dict[str, int]:
    return {name: sum(row.values[name] for row in rows) for name in names}


def _most_first(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row.values["people"], row.cell))


def _every(wish: Wish, rows: Sequence[Row]) -> list[Row]:
    """A row for each period, also where nobody wrote."""
    there = {row.first: row for row in rows}
    return [there.get(first) or Row(first, last, (), dict.fromkeys(MEASURES, 0)) for first, last in wish.periods]


@dataclass(frozen=True, slots=True)
class ToDo:
    """reports: not verified; unread: of these, those that nobody has acknowledged; oldest: the age of the oldest of them. followed: seen
    today of those to see today. at_risk: centres with an open alert of `AT_RISK`. expiring: messages."""

    reports: int
    unread: int
    oldest: timedelta | None
    followed: Share
    at_risk: int
    expiring: Sequence[Expiring]


def to_do(session: Session, by: StaffView, region: str | None, now: datetime) -> ToDo:
    """What waits in somebody's area, of one region if asked for."""
    on = now.date()
    places = _both(places_of(by, on), None if region is None else geography.within(region, on))
    reports = [each for each in waiting_reports(session, by, now) if places is None or each.place in places]
    unread = [each.age for each in reports if not each.acknowledged]
    centres = None if places is None else [each.code for each in facilities.every(session, on) if each.place in places]
    risky = {each.facility for each in alerts(session, centres, kinds=AT_RISK, limit=5_000)}
    return ToDo(len(reports), len(unread), max(unread, default=None), seen_today(session, on, places), len(risky), expiring(session, on))


def _both(one: Collection[str] | None, other: Collection[str] | None) -> frozenset[str] | None:
    """The places that are in both; None: everywhere."""
    if one is None or other is None:
        whole = other if one is None else one
        return None if whole is None else frozenset(whole)
    return frozenset(one) & frozenset(other)
