"""What else was done in a period, whole only: reports, contacts, isolation, stock, satisfaction; from the tables of the packages below."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.settings import Settings

ACTIVITIES = ("reports", "contacts", "isolations", "stock_reports", "useful", "not_useful")
"""reports: cases reported. contacts: registered. isolations: that began. stock_reports: counts and movements that facilities reported, by
the day of the report. useful, not_useful: what people said of answers."""

_MOMENT = "CAST({column} AT TIME ZONE :zone AS date)"
_INSIDE = (
    "{column} >= CAST(CAST(:first AS date) AS timestamp) AT TIME ZONE :zone"
    " AND {column} < CAST(CAST(:last AS date) + 1 AS timestamp) AT TIME ZONE :zone"
)


def _moments(name: str, table: str, column: str, condition: str = "true") -> str:
    day, inside = _MOMENT.format(column=column), _INSIDE.format(column=column)
    return f"SELECT '{name}' AS name, {day} AS day, count(*) FROM {table} WHERE {inside} AND {condition} GROUP BY 2"  # noqa: S608 (constants)


_BY_DAY = text(
    " UNION ALL ".join(
        (
            _moments("reports", '"case"', "reported_at"),
            _moments("contacts", "contact", "registered_at"),
            _moments("stock_reports", "physical_inventory", "recorded_at"),
            _moments("stock_reports", "stock_line", "recorded_at", "inventory_id IS NULL AND reverses IS NULL"),
            "SELECT 'isolations', isolation_start, count(*) FROM \"case\" WHERE isolation_start BETWEEN :first AND :last GROUP BY 2",
            "SELECT 'useful', day, sum(useful) FROM answer_rating WHERE day BETWEEN :first AND :last GROUP BY 2",
            "SELECT 'not_useful', day, sum(not_useful) FROM answer_rating WHERE day BETWEEN :first AND :last GROUP BY 2",
        )
    )
)
"""One pass over each table, however many periods are asked for."""


def activities(session: Session, periods: Sequence[tuple[date, date]]) -> dict[date, dict[str, int]]:
    """Counts by the first day of each period, in the country's zone. periods: one after the other, without a gap."""
    done = {first: dict.fromkeys(ACTIVITIES, 0) for first, _ in periods}
    starts = list(done)
    bounds = {"zone": Settings().time_zone, "first": periods[0][0], "last": periods[-1][1]}
    for name, day, count in session.execute(_BY_DAY, bounds):
        done[starts[bisect_right(starts, day) - 1]][name] += int(count)
    return done
