"""Reports and contacts of days that are over, counted once: two million contacts are two hundred days.

A day is counted when it is over for two days. A trigger of the database (migration 0033) strikes out a counted day whose reports or
contacts change afterwards, by an import or a correction of the region; until it is counted again such a day is read from the table itself,
so that what is shown is exact at any moment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_LOCK = 0x75736164
"""Of PostgreSQL's advisory locks, as in the triggers: while days are counted nothing changes a day that is over."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose rows are counted by the day of `at`. channel, region: SQL that tells them."""

    table: str
    at: str
    channel: str
    region: str


SOURCES = {
    "reports": Source("case", "reported_at", "channel", "coalesce(region, '')"),
    "contacts": Source("contact", "registered_at", "''", "coalesce(region, '')"),
}
Counted = tuple[date, str, str, int]
"""Day, channel, region, how many."""


def of_days(session: Session, name: str, first: date, last: date, zone: str) -> Iterator[Counted]:
    """What happened of this (of SOURCES) on each day from `first` to `last`: counted days as they were counted, the others now."""
    source = SOURCES[name]
    bounds = {"source": source.table, "first": first, "last": last, "zone": zone}
    yield from map(_row, session.execute(_KEPT, bounds))
    known = set(session.scalars(_DAYS, bounds))
    for begin, end in _runs(first, last, known):
        yield from map(_row, session.execute(text(_now(source)), {"first": begin, "last": end, "zone": zone}))


def count(session: Session, through: date, zone: str) -> None:
    """Count the days up to `through` that are not counted, or were struck out."""
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    session.execute(text("DELETE FROM usage_counted_day WHERE zone <> :zone"), {"zone": zone})
    for source in SOURCES.values():
        first = session.scalar(
            text(f'SELECT {day_of(f"min({source.at})")} FROM "{source.table}"'),  # noqa: S608 (constants)
            {"zone": zone},
        )
        if first is None or first > through:
            continue
        bounds = {"source": source.table, "first": first, "last": through, "zone": zone}
        known = set(session.scalars(_DAYS, bounds))
        for begin, end in _runs(first, through, known):
            run = bounds | {"first": begin, "last": end}
            session.execute(_ENTER_DAYS, run)
            session.execute(
                text(f"""
                    INSERT INTO usage_counted (source, day, channel, region, number)
                    SELECT :source, counted.* FROM ({_now(source)}) AS counted
                """),  # noqa: S608 (constants)
                run,
            )


def day_of(column: str) -> str:
    """SQL of the day on which a moment falls in `:zone`."""
    return f"CAST({column} AT TIME ZONE :zone AS date)"


def inside(column: str) -> str:
    """SQL of whether a moment falls on a day from `:first` to `:last` in `:zone`: two bounds, so that an index on the moment serves."""
    return (
        f"{column} >= CAST(CAST(:first AS date) AS timestamp) AT TIME ZONE :zone"
        f" AND {column} < CAST(CAST(:last AS date) + 1 AS timestamp) AT TIME ZONE :zone"
    )


def _now(source: Source) -> str:
    columns = f"{day_of(source.at)}, {source.channel}, {source.region}, count(*)"
    return f'SELECT {columns} FROM "{source.table}" WHERE {inside(source.at)} GROUP BY 1, 2, 3'  # noqa: S608 (constants)


_KEPT = text("""
    SELECT day, channel, region, number FROM usage_counted JOIN usage_counted_day USING (source, day)
    WHERE source = :source AND day BETWEEN :first AND :last AND zone = :zone
""")
_DAYS = text("SELECT day FROM usage_counted_day WHERE source = :source AND day BETWEEN :first AND :last AND zone = :zone")
_ENTER_DAYS = text("""
    INSERT INTO usage_counted_day (source, day, zone)
    SELECT :source, CAST(day AS date), :zone FROM generate_series(CAST(:first AS date), CAST(:last AS date), interval '1 day') AS day
""")


def _runs(first: date, last: date, known: set[date]) -> Iterator[tuple[date, date]]:
    """The days from `first` to `last` that are not known, as runs of days one after the other."""
    begin: date | None = None
    day = first
    while day <= last:
        if day in known:
            if begin is not None:
                yield begin, day - timedelta(days=1)
            begin = None
        elif begin is None:
            begin = day
        day += timedelta(days=1)
    if begin is not None:
        yield begin, last


def _row(found: Sequence[Any]) -> Counted:
    day, channel, region, number = found
    return day, channel, region, number
