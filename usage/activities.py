"""What else was done in a period, whole only: reports, contacts, isolation, stock, satisfaction; from the tables of the packages below."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.settings import Settings

ACTIVITIES = ("reports", "contacts", "isolations", "stock_reports", "useful", "not_useful")
"""reports: cases reported. contacts: registered. isolations: that began. stock_reports: counts and movements that facilities reported, by
the day of the report. useful, not_useful: what people said of answers."""

_SUMS = text("""
    SELECT start,
        (SELECT count(*) FROM "case" WHERE reported_at >= begins AND reported_at < ends),
        (SELECT count(*) FROM contact WHERE registered_at >= begins AND registered_at < ends),
        (SELECT count(*) FROM "case" WHERE isolation_start BETWEEN start AND last),
        (SELECT count(*) FROM physical_inventory WHERE recorded_at >= begins AND recorded_at < ends)
            + (SELECT count(*) FROM stock_line WHERE recorded_at >= begins AND recorded_at < ends
                                               AND inventory_id IS NULL AND reverses IS NULL),
        (SELECT coalesce(sum(useful), 0) FROM answer_rating WHERE day BETWEEN start AND last),
        (SELECT coalesce(sum(not_useful), 0) FROM answer_rating WHERE day BETWEEN start AND last)
    FROM (
        SELECT start, last, CAST(start AS timestamp) AT TIME ZONE :zone AS begins, CAST(last + 1 AS timestamp) AT TIME ZONE :zone AS ends
        FROM unnest(CAST(:firsts AS date[]), CAST(:lasts AS date[])) AS asked(start, last)
    ) AS period
""")


def activities(session: Session, periods: Sequence[tuple[date, date]]) -> dict[date, dict[str, int]]:
    """Counts by the first day of each period, in the country's zone."""
    bounds = {"zone": Settings().time_zone, "firsts": [first for first, _ in periods], "lasts": [last for _, last in periods]}
    return {row[0]: dict(zip(ACTIVITIES, map(int, row[1:]), strict=True)) for row in session.execute(_SUMS, bounds)}
