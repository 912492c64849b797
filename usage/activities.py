"""What else was done in a period: reports, contacts, isolation, stock, satisfaction; from the tables of the packages below.

Each is counted under what is known of it, else under "": a report has a channel and a region, a stock report the region of its facility,
a rating the language and the topic of the answer. So the cells of any split add up to the whole.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.facilities.queries import every
from core.geography import region_of
from core.settings import Settings
from usage import counted

ACTIVITIES = ("reports", "contacts", "isolations", "stock_reports", "useful", "not_useful")
"""reports: cases reported. contacts: registered. isolations: that began, as people in isolation told it or as it stands in a case.
stock_reports: counts and movements that facilities reported, by the day of the report. useful, not_useful: what people said of answers."""

Key = tuple[date, tuple[str, ...]]

_DAYS = "{column} BETWEEN :first AND :last"
_UNKNOWN = "''"


def _rows(name: str, table: str, day: str, inside: str, count: str = "count(*)", **known: str) -> str:
    """known: what tells the channel, locale, region, topic or facility."""
    cell = ", ".join(known.get(each, _UNKNOWN) for each in ("channel", "locale", "region", "topic", "facility"))
    return f"SELECT '{name}' AS name, {day} AS day, {cell}, {count} FROM {table} WHERE {inside} GROUP BY 2, 3, 4, 5, 6, 7"  # noqa: S608 (constants)


def _moments(name: str, table: str, column: str, condition: str = "true", **known: str) -> str:
    return _rows(name, table, counted.day_of(column), f"{counted.inside(column)} AND {condition}", **known)


def _ratings(name: str) -> str:
    table = "answer_rating JOIN official_message ON official_message.id = message_id"
    return _rows(name, table, "day", _DAYS.format(column="day"), f"sum({name})", locale="locale", topic="topic")


_REGION = "coalesce(region, '')"
_TOLD = 'NOT EXISTS (SELECT FROM isolation WHERE case_uuid = "case".id)'
_BY_DAY = text(
    " UNION ALL ".join(
        (
            _moments("stock_reports", "physical_inventory", "recorded_at", facility="facility"),
            _moments("stock_reports", "stock_line", "recorded_at", "inventory_id IS NULL AND reverses IS NULL", facility="facility"),
            _rows("isolations", "isolation", "began", _DAYS.format(column="began"), region=_REGION),
            _rows(
                "isolations",
                '"case"',
                "isolation_start",
                f"{_DAYS.format(column='isolation_start')} AND {_TOLD}",
                channel="channel",
                region=_REGION,
            ),
            _ratings("useful"),
            _ratings("not_useful"),
        )
    )
)
"""One pass over each table, however many periods are asked for. Reports and contacts, which may be millions, are counted by `counted`."""


def activities(session: Session, periods: Sequence[tuple[date, date]], dimensions: Sequence[str] = ()) -> dict[Key, dict[str, int]]:
    """Counts by the first day of each period (in the country's zone) and cell. periods: one after the other, without a gap."""
    done: dict[Key, dict[str, int]] = {}
    starts = [first for first, _ in periods]
    bounds = {"zone": zone(), "first": periods[0][0], "last": periods[-1][1]}
    regions = _regions(session, periods[-1][1]) if "region" in dimensions else {}
    for name, day, channel, locale, region, topic, facility, count in _days(session, bounds):
        whole = {"channel": channel, "locale": locale, "region": region or regions.get(facility, ""), "topic": topic}
        cell = tuple(whole[each] for each in dimensions)
        values = done.setdefault((starts[bisect_right(starts, day) - 1], cell), {})
        values[name] = values.get(name, 0) + int(count)
    return done


@cache
def zone() -> str:
    """Of the country: read once, since a page asks for many statistics."""
    return Settings().time_zone


def _days(session: Session, bounds: dict[str, Any]) -> Iterator[Sequence[Any]]:
    """Name, day, channel, locale, region, topic, facility, count."""
    yield from session.execute(_BY_DAY, bounds)
    for name in counted.SOURCES:
        for day, channel, region, count in counted.of_days(session, name, bounds["first"], bounds["last"], bounds["zone"]):
            yield name, day, channel, "", region, "", "", count


def _regions(session: Session, on: date) -> dict[str, str]:
    """The region of each facility: that in which its place lies on that day."""
    return {each.code: found.code for each in every(session) if (found := region_of(each.place, on)) is not None}
