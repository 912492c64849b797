"""Statistics of use at the size of a country: `python -m benchmarks.usage [--people 1000000]`. Prints what it measured.

Made in SQL on an embedded PostgreSQL of its own: every person writes on 2 to 7 days of half a year, 3 messages to an answer cell and day.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import text

import assa.models  # noqa: F401 (all tables)
from assa import migration
from assa.engines import start_postgres
from core.database import Database
from usage import tally
from usage.queries import statistics
from usage.service import OPEN_DAYS
from usage.wish import Wish

FIRST, LAST, TODAY = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 3)

PEOPLE = """
    INSERT INTO usage_person SELECT n, NULL, region, day, channel, locale, region, topic, n % 3 = 0, n % 7 = 0, n % 11 = 0, NULL
    FROM (SELECT n, date '2026-01-01' + (hashint8(n) & 127) AS day, (ARRAY['telegram', 'whatsapp', 'webchat'])[1 + n % 3] AS channel,
                 (ARRAY['fr', 'bm', 'ff', 'ses'])[1 + n % 4] AS locale, 'ML-' || n % 11 AS region, 't' || n % 40 AS topic
          FROM generate_series(CAST(1 AS bigint), :people) AS n) AS made
"""
DAYS = """
    INSERT INTO usage_day SELECT DISTINCT ON (day, id, topic)
        day, id, first_channel, first_locale, region, topic, first_day, 3, 4, 1, 2, 0, 1
    FROM (SELECT *, first_day + least(k * (1 + (hashint8(id + k) & 7)), 180 - (first_day - date '2026-01-01')) AS day,
                 't' || (id + k) % 40 AS topic
          FROM usage_person, generate_series(0, 1 + CAST(id % 6 AS int)) AS k) AS made
"""


def main() -> None:
    """Make the tables, ask seven questions twice, print seconds."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--people", type=int, default=1_000_000)
    people = arguments.parse_args().people
    with tempfile.TemporaryDirectory(prefix="assa-bench-") as folder:
        postgres = start_postgres(Path(folder) / "postgres")
        database = Database(postgres.url)
        migration.upgrade(database)
        try:
            measure(database, people)
        finally:
            database.close()
            postgres.stop()


def measure(database: Database, people: int) -> None:
    def load() -> None:
        with database.transaction() as session:
            session.execute(text(PEOPLE), {"people": people})
            session.execute(text(DAYS))

    timed("load", load)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE usage_person, usage_day"))
        rows, messages = connection.execute(text("SELECT count(*), sum(messages_in + messages_out) FROM usage_day")).one()
        click.echo(f"{people} people, {rows} rows of days, {messages} messages")

    def close() -> None:
        with database.transaction() as session:
            tally.close(session, TODAY - timedelta(days=OPEN_DAYS))
            session.execute(text("ANALYZE usage_tally"))

    timed("tallies of half a year at once; each night does one day", close)
    for by, split in (
        ("week", ("channel",)),
        ("month", ("region",)),
        ("week", ()),
        (None, ()),
        (None, ("locale", "region")),
        (None, ("region", "topic")),
    ):
        wish = Wish(FIRST, LAST, by, split)
        for turn in ("first", "again"):

            def ask(wish: Wish = wish) -> int:
                with database.transaction() as session:
                    return len(statistics(session, wish, TODAY))

            timed(f"half a year by {by or 'whole'}, split {','.join(split) or '-'}, {turn}", ask)
    for turn in ("first", "again"):
        with database.transaction() as session:
            wish = Wish(date(2026, 6, 1), date(2026, 6, 30), "day", ("channel",))
            timed(f"one month by day and channel, {turn}", lambda wish=wish, session=session: statistics(session, wish, TODAY))


def timed(what: str, function: Callable[..., Any]) -> None:
    start = time.perf_counter()
    function()
    click.echo(f"{time.perf_counter() - start:8.3f} s  {what}")


if __name__ == "__main__":
    main()
