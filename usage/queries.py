"""Statistics of use for any period and split, exact.

Whole, by one dimension, or by two without topics: from the tallies of days that are over (`usage.tally`) and the days since. Split finer:
by person, and what was counted of periods that are over is kept (`UsageSum`), so that what is asked again is read, not counted.
"""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from usage import tally
from usage.activities import activities
from usage.service import OPEN_DAYS
from usage.wish import MEASURES, SPLITS, Row, Wish

SUMMED = ("people", "returned", *tally.COUNTERS)
COHORT = ("new", "retained_1", "retained_4", "retained_12")

Key = tuple[date, tuple[str, ...]]


PARTS = frozenset({"people", "cohorts", "activities"})


def statistics(session: Session, wish: Wish, today: date, *, parts: Collection[str] = PARTS, region: str | None = None) -> list[Row]:
    """Rows in the order of periods and cells; a cell in which nothing happened has none. today: in the country.

    parts: of PARTS, for who needs not all: people and their messages, the new ones and whether they came again, what they did; figures of
    the others are 0. region: the one whose rows are wanted, of a split by region (ValueError) that is tallied; the others are not read.
    """
    if region is not None and not ("region" in wish.dimensions and wish.dimensions in tally.TALLIED and "activities" not in parts):
        raise ValueError(region)
    cells: dict[Key, dict[str, int]] = {}
    found_by: dict[str, Callable[[], dict[Key, dict[str, int]]]] = {
        "people": lambda: _tallied(session, wish, region) if wish.dimensions in tally.TALLIED else _active(session, wish, today),
        "cohorts": lambda: _cohorts(session, wish, region),
        "activities": lambda: activities(session, wish.periods, wish.dimensions),
    }
    for found in (find() for part, find in found_by.items() if part in parts):
        for key, values in found.items():
            cells.setdefault(key, {}).update(values)
    if not wish.split:
        for first, _ in wish.periods:
            cells.setdefault((first, ()), {})
    last = dict(wish.periods)
    order = [wish.dimensions.index(name) for name in wish.split]
    return [
        Row(first, last[first], tuple(cell[i] for i in order), {name: values.get(name, 0) for name in MEASURES})
        for (first, cell), values in sorted(cells.items())
    ]


def tallied_sql(wish: Wish, *, live: bool, one_region: bool = False) -> str:
    """Sums over the entries of a wish's days. live: some of these are in no tally, and are entered here. one_region: only its entries."""
    cell = "".join(f", {name}" for name in wish.dimensions)
    sums = ", ".join(f"sum({name})" for name in tally.COUNTERS)
    columns = ", ".join(("day", *SPLITS, "debut", "since", "people", *tally.COUNTERS))
    since = f"UNION ALL ({tally.entries_sql(wish.dimensions, tally.OF_THOSE_DAYS)})" if live else ""
    only = "WHERE region = :region" if one_region else ""
    return f"""
        SELECT start{cell}, coalesce(sum(people) FILTER (WHERE debut OR since < start), 0),
               coalesce(sum(people) FILTER (WHERE since < start), 0), {sums}
        FROM (
            SELECT *, {_start(wish)} AS start
            FROM (SELECT {columns} FROM usage_tally WHERE split = :split AND day BETWEEN :first AND :last {since}) AS entry {only}
        ) AS entry GROUP BY start{cell} HAVING sum(messages_in) + sum(messages_out) > 0
    """  # noqa: S608 (names of columns, from constants)


def _tallied(session: Session, wish: Wish, region: str | None) -> dict[Key, dict[str, int]]:
    closed = tally.closed_until(session) or date.min
    bounds = {"first": wish.first, "last": wish.last, "start": wish.first, "split": ",".join(wish.dimensions)}
    if live := closed < wish.last:
        bounds |= {"after": max(closed, wish.first - timedelta(days=1)), "through": wish.last}
    if region is not None:
        bounds["region"] = region
    return _read(session, wish, tallied_sql(wish, live=live, one_region=region is not None), bounds)


def _active(session: Session, wish: Wish, today: date) -> dict[Key, dict[str, int]]:
    split = ",".join(wish.dimensions)
    over = today - timedelta(days=OPEN_DAYS)
    known = _kept(session, wish, split)
    have = {first for first, _ in known}
    missing = [period for period in wish.periods if period[0] not in have]
    if not missing:
        return known
    counted: dict[Key, dict[str, int]] = {}
    for run in _runs(missing):
        counted |= _count(session, wish, run)
    last = dict(missing)
    rows = [
        {
            "split": split,
            "first": first,
            "last": last[first],
            **dict.fromkeys(SPLITS, ""),
            **dict(zip(wish.dimensions, cell, strict=True)),
            **values,
        }
        for (first, cell), values in counted.items()
        if last[first] <= over
    ]
    if rows:
        session.execute(_KEEP, rows)
    return known | counted


_KEEP = text(f"""
    INSERT INTO usage_sum (id, split, first, last, {", ".join((*SPLITS, *SUMMED))})
    VALUES (gen_random_uuid(), :split, :first, :last, {", ".join(f":{name}" for name in (*SPLITS, *SUMMED))}) ON CONFLICT DO NOTHING
""")  # noqa: S608 (names of columns, from constants)


def _kept(session: Session, wish: Wish, split: str) -> dict[Key, dict[str, int]]:
    rows = session.execute(
        text(f"""
            SELECT first, {", ".join((*SPLITS, *SUMMED))} FROM usage_sum
            JOIN unnest(CAST(:firsts AS date[]), CAST(:lasts AS date[])) AS period(a, b) ON first = a AND last = b
            WHERE split = :split
        """),  # noqa: S608 (names of columns, from constants)
        {"split": split, "firsts": [first for first, _ in wish.periods], "lasts": [last for _, last in wish.periods]},
    ).mappings()
    return {(row["first"], tuple(row[name] for name in wish.dimensions)): {name: row[name] for name in SUMMED} for row in rows}


def count_sql(wish: Wish) -> str:
    """One pass over the days of a wish. A first grouping leaves a row for each person and cell, so that nothing is counted twice."""
    cell = "".join(f", {name}" for name in wish.dimensions)
    sums = ", ".join(f"sum({name})" for name in SUMMED[2:])
    inner = ", ".join(f"sum({name}) AS {name}" for name in SUMMED[2:])
    return f"""
        SELECT start{cell}, count(*) FILTER (WHERE messages_in > 0),
               count(*) FILTER (WHERE messages_in > 0 AND first_day < start), {sums}
        FROM (
            SELECT {_start(wish)} AS start, usage_id, first_day{cell}, {inner}
            FROM usage_day WHERE day BETWEEN :first AND :last GROUP BY 1, usage_id, first_day{cell}
        ) AS person GROUP BY start{cell}
    """  # noqa: S608 (names of columns, from constants)


def _runs(periods: list[tuple[date, date]]) -> list[list[tuple[date, date]]]:
    """Periods that follow one another, together: a cut first week and an open last one do not make the months between be counted again."""
    runs: list[list[tuple[date, date]]] = []
    for period in periods:
        if runs and runs[-1][-1][1] + timedelta(days=1) == period[0]:
            runs[-1].append(period)
        else:
            runs.append([period])
    return runs


def _start(wish: Wish, column: str = "day") -> str:
    """The first day of the period in which a day falls: that of the wish where the period began before."""
    if wish.by is None:
        return "CAST(:start AS date)"
    return f"greatest(CAST(date_trunc('{wish.by}', {column}) AS date), CAST(:start AS date))"


def _count(session: Session, wish: Wish, periods: list[tuple[date, date]]) -> dict[Key, dict[str, int]]:
    return _read(session, wish, count_sql(wish), {"first": periods[0][0], "last": periods[-1][1], "start": wish.first})


def _read(session: Session, wish: Wish, sql: str, bounds: dict[str, Any]) -> dict[Key, dict[str, int]]:
    size = 1 + len(wish.dimensions)
    return {
        (row[0], tuple(row[1:size])): dict(zip(SUMMED, map(int, row[size:]), strict=True)) for row in session.execute(text(sql), bounds)
    }


_TOPICS = text(f"""
    SELECT topic, count(*) FILTER (WHERE messages_in > 0), {", ".join(f"sum({name})" for name in tally.COUNTERS)}
    FROM (
        SELECT topic, usage_id, {", ".join(f"sum({name}) AS {name}" for name in tally.COUNTERS)}
        FROM usage_day WHERE day BETWEEN :first AND :last AND region = :region GROUP BY topic, usage_id
    ) AS person GROUP BY topic
""")  # noqa: S608 (names of columns, from constants)


def topics(session: Session, first: date, last: date, region: str) -> list[Row]:
    """What was asked about in one region: as `statistics` split by region and topic, of the people of that region only, which is a part of
    the days to read. Of `MEASURES`, those of people and messages; the others, which count what people began, are 0."""
    found = session.execute(_TOPICS, {"first": first, "last": last, "region": region})
    names = ("people", *tally.COUNTERS)
    return [
        Row(first, last, (topic,), dict.fromkeys(MEASURES, 0) | dict(zip(names, map(int, values), strict=True))) for topic, *values in found
    ]


def cohort_sql(wish: Wish, *, one_region: bool = False) -> str:
    """Who wrote for the first time, and how many of them came again. one_region: only who did so from there."""
    cell = "".join(f", first_{name}" for name in wish.dimensions)
    retained = ", ".join(f"count(*) FILTER (WHERE {name})" for name in COHORT[1:])
    return f"""
        SELECT {_start(wish, "first_day")} AS start{cell}, count(*), {retained}
        FROM usage_person WHERE first_day BETWEEN :first AND :last {"AND first_region = :region" if one_region else ""} GROUP BY 1{cell}
    """  # noqa: S608 (names of columns, from constants)


def _cohorts(session: Session, wish: Wish, region: str | None) -> dict[Key, dict[str, int]]:
    size = 1 + len(wish.dimensions)
    bounds: dict[str, Any] = {"first": wish.first, "last": wish.last, "start": wish.first}
    if region is not None:
        bounds["region"] = region
    found = session.execute(text(cohort_sql(wish, one_region=region is not None)), bounds)
    return {(row[0], tuple(row[1:size])): dict(zip(COHORT, row[size:], strict=True)) for row in found}
