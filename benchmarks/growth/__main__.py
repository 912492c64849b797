"""`python -m benchmarks.growth [--part-of N] [--outbreak-only] [--folder FOLDER] [--json FILE]`: load, measure, print.

Where the folder stays, it is loaded once.
Without a folder, PostgreSQL stands in a temporary one that is removed at the end.
"""

import argparse
import json
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import psycopg

import assa.models  # noqa: F401 (all tables)
from assa import migration
from assa.engines import start_postgres
from benchmarks.growth import duplicates, measure, outbreak, use
from benchmarks.growth.bulk import quick, safe
from benchmarks.growth.sizes import LAST, Sizes
from core import crypto
from core.database import Database
from usage import counted, tally
from usage.activities import zone

KEY = "a key for measuring"


def main() -> None:
    """Load what is not there yet, measure, say it."""
    arguments = argparse.ArgumentParser(prog="benchmarks.growth")
    arguments.add_argument("--part-of", type=int, default=1, help="one N-th of the country")
    arguments.add_argument("--outbreak-only", action="store_true", help="nobody who writes: cases and contacts alone")
    arguments.add_argument("--folder", type=Path, help="where the data stays between runs")
    arguments.add_argument("--only", help="measure only what has this in its name")
    arguments.add_argument("--json", type=Path, help="what was measured, as a file")
    given = arguments.parse_args()
    crypto.use(KEY)
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="assa-growth-")))
        postgres = start_postgres(folder / "postgres")
        stack.callback(postgres.stop)
        database = Database(postgres.url)
        stack.callback(database.close)
        migration.upgrade(database)
        sizes = Sizes().part(given.part_of)
        loaded = load(postgres.url, replace(sizes, people=0, inbox=0, outbox=0) if given.outbreak_only else sizes)
        results = measure.all_of(database, given.only)
        if given.only is None or given.only in "duplicates":
            results.append(duplicates.compared(database, sizes))
        if given.json:
            given.json.write_text(json.dumps({**loaded, "measured": results}, indent=2), encoding="utf-8")


def load(url: str, sizes: Sizes) -> dict[str, Any]:
    """Fill an empty database; seconds, and how large it is. One that holds something is left as it is."""
    took: dict[str, float] = {}
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM usage_person), EXISTS (SELECT FROM follow_up_entry)").fetchone()
        if row == (False, False):
            quick(connection)
            for name, fill in (("outbreak", outbreak.load), ("use", use.load)):
                start = time.perf_counter()
                fill(connection, sizes)
                took[name] = time.perf_counter() - start
                click.echo(f"{took[name]:8.1f} s  load of {name}")
            start = time.perf_counter()
            safe(connection)
            connection.execute("VACUUM ANALYZE")
            tally_days(url)
            took["vacuum"] = time.perf_counter() - start
            click.echo(f"{took['vacuum']:8.1f} s  vacuum")
        tables = connection.execute(
            "SELECT relname, reltuples::bigint, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND reltuples > 1000"
            " AND relnamespace = 'public'::regnamespace ORDER BY 3 DESC"
        ).fetchall()
    for name, rows, size in tables:
        click.echo(f"{rows:>12,} rows  {size / 1e6:>9,.0f} MB  {name}")
    return {"load": took, "tables": {name: {"rows": rows, "bytes": size} for name, rows, size in tables}}


def tally_days(url: str) -> None:
    """What every night did: the days that are over are in the tallies."""
    database = Database(url)
    with database.transaction() as session:
        tally.close(session, LAST)
        counted.count(session, LAST, zone())
    database.close()


if __name__ == "__main__":
    main()
