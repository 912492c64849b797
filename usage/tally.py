"""Tallies of days that are over: from them, distinct people of any period are a sum.

Somebody who wrote on a day under a cell (a channel, a region ...) is entered there with the day on which they last had: in a period that
began after that day they are counted, in one that holds both days they are not counted again. So a period's distinct people are the entries
whose last day lies before it, plus those who had never been there. A sum, whatever the period: no person is looked at again.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from usage.wish import SPLITS

COUNTERS = ("messages_in", "messages_out", "sessions", "understood", "asked_back", "not_understood")
TALLIED: tuple[tuple[str, ...], ...] = (
    (), *((name,) for name in SPLITS), ("channel", "locale"), ("channel", "region"), ("locale", "region"),
)  # fmt: skip
"""Splits with few enough cells; by topic and something else, a tally would be about as long as the days themselves."""

_KEY = ("split", "day", *SPLITS, "debut", "since")
_LOCK = 0x75736167
"""Of PostgreSQL's advisory locks: a day is closed, or a person's past changes, one after the other."""


def entries_sql(dimensions: Sequence[str], people: str = "") -> str:
    """Entries of days in `:after` < day <= `:through`, to be summed. people: a condition on `usage_id`, to read no more than need be.

    debut: the first day ever under this cell; since: the day before, or at a debut the person's first day anywhere. A day on which we wrote
    and they did not counts nobody, and does not end an absence.
    """
    cell = "".join(f", {name}" for name in dimensions)
    shown = "".join(f", {name if name in dimensions else _NOTHING} AS {name}" for name in SPLITS)
    sums = ", ".join(f"sum({name}) AS {name}" for name in COUNTERS)
    return f"""
        SELECT day{shown}, wrote AND before IS NULL AS debut, CASE WHEN wrote THEN coalesce(before, first_day) ELSE day END AS since,
               count(*) FILTER (WHERE wrote) AS people, {sums}
        FROM (
            SELECT *, lag(day) OVER (PARTITION BY usage_id{cell}, wrote ORDER BY day) AS before
            FROM (
                SELECT day, usage_id, first_day{cell}, sum(messages_in) > 0 AS wrote, {sums}
                FROM usage_day WHERE day <= :through {people} GROUP BY day, usage_id, first_day{cell}
            ) AS days
        ) AS entry
        WHERE day > :after GROUP BY 1, 2, 3, 4, 5, 6, 7
    """  # noqa: S608 (names of columns, from constants)


_NOTHING = "''"
OF_THOSE_DAYS = "AND usage_id IN (SELECT usage_id FROM usage_day WHERE day > :after AND day <= :through)"
_OF_THESE = "AND usage_id = ANY(:people)"


def closed_until(session: Session) -> date | None:
    """The last day that is in the tallies; None: none is."""
    day: date | None = session.scalar(text("SELECT max(day) FROM usage_tally WHERE split = ''"))
    return day


def close(session: Session, through: date) -> None:
    """Enter the days up to `through` that are not yet."""
    _alone(session)
    last = closed_until(session)
    if last is None or last < through:
        # sorted in memory: half a year of a country at once would else go through the disk, eight times
        session.execute(text("SELECT set_config('work_mem', '128MB', true)"))
        for dimensions in TALLIED:
            _enter(session, dimensions, "" if last is None else OF_THOSE_DAYS, 1, {"after": last or date.min, "through": through})


@contextmanager
def kept_right(session: Session, people: Sequence[int], day: date) -> Iterator[None]:
    """Around a change of the past of these people (`usage_person.id`) from `day` on: their entries are taken out, and put back."""
    _alone(session)
    last = closed_until(session)
    if last is None or day > last:
        yield
        return
    bounds = {"after": date.min, "through": last, "people": list(people)}
    session.flush()
    for sign in (-1, 1):
        for dimensions in TALLIED:
            _enter(session, dimensions, _OF_THESE, sign, bounds)
        if sign == -1:
            yield
            session.flush()


def _enter(session: Session, dimensions: Sequence[str], people: str, sign: int, bounds: dict[str, Any]) -> None:
    values = ", ".join(f"{sign} * {name}" for name in ("people", *COUNTERS))
    added = ", ".join(f"{name} = usage_tally.{name} + excluded.{name}" for name in ("people", *COUNTERS))
    session.execute(
        text(f"""
            INSERT INTO usage_tally ({", ".join((*_KEY, "people", *COUNTERS))})
            SELECT :split, day, {", ".join(SPLITS)}, debut, since, {values} FROM ({entries_sql(dimensions, people)}) AS entered
            ON CONFLICT ({", ".join(_KEY)}) DO UPDATE SET {added}
        """),  # noqa: S608 (names of columns, from constants)
        {"split": ",".join(dimensions), **bounds},
    )


def _alone(session: Session) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
