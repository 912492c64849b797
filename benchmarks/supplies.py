"""Stock at the size of a country: `python -m benchmarks.supplies [--centres 1500]`. Prints what it measured.

Made in SQL on an embedded PostgreSQL of its own: every centre counts 45 products each week of a year and receives them each month; the
hourly look for alerts, the look right after a report, and the table of a district are timed, with the memory that the process took.
"""

import argparse
import resource
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy import func, select, text

import assa.models  # noqa: F401 (all tables)
from assa import migration
from assa.engines import start_postgres
from benchmarks.usage import timed
from core import crypto
from core.database import Database
from stock import service
from stock.alerts.watch import look, look_at_the_clock
from stock.jobs import AT_A_TIME
from stock.models import StockLine
from stock.standing import standings

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
PRODUCTS = 45

CARDS = """
    INSERT INTO stock_card (facility, product, stock_on_hand, last_reported_at)
    SELECT 'C' || c, p.code, 0, CAST(:now AS timestamptz) - interval '1 day'
    FROM generate_series(1, :centres) AS c, (SELECT code FROM product ORDER BY code LIMIT :products) AS p
"""
COUNTS = """
    INSERT INTO physical_inventory (facility, product, counted, occurred_at, tiebreak, recorded_at, key)
    SELECT facility, product, hashtext(facility || product || w) & 255, at, facility || product || w || '/0000', at,
           facility || product || w
    FROM stock_card, generate_series(0, 51) AS w,
         LATERAL (SELECT CAST(:now AS timestamptz) - w * interval '7 days' - interval '1 day' AS at) AS t
"""
LINES = """
    INSERT INTO stock_line (facility, product, kind, reason, quantity, occurred_at, place, tiebreak, recorded_at, inventory_id)
    SELECT facility, product, 'ADJUSTMENT', 'INVENTORY', difference, occurred_at, 1, tiebreak, occurred_at, id
    FROM (SELECT *, counted - coalesce(lag(counted) OVER (PARTITION BY facility, product ORDER BY occurred_at), 0)
                    - CASE WHEN mod(CAST(extract(week FROM occurred_at) AS int), 4) = 0 THEN 300 ELSE 0 END AS difference
          FROM physical_inventory) AS counts
    WHERE difference <> 0
"""
RECEIPTS = """
    INSERT INTO stock_line (facility, product, kind, quantity, occurred_at, place, tiebreak, recorded_at, key)
    SELECT facility, product, 'RECEIPT', 300, occurred_at - interval '1 day', 0, '', occurred_at, 'r' || key
    FROM physical_inventory WHERE mod(CAST(extract(week FROM occurred_at) AS int), 4) = 0
"""
HELD = """
    UPDATE stock_card SET stock_on_hand = held
    FROM (SELECT facility, product, sum(quantity) AS held FROM stock_line GROUP BY facility, product) AS lines
    WHERE stock_card.facility = lines.facility AND stock_card.product = lines.product
"""


def main() -> None:
    """Make the tables, look, print seconds."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--centres", type=int, default=1_500)
    centres = arguments.parse_args().centres
    crypto.use("a key of the benchmark")
    with tempfile.TemporaryDirectory(prefix="assa-bench-") as folder:
        postgres = start_postgres(Path(folder) / "postgres")
        database = Database(postgres.url)
        migration.upgrade(database)
        try:
            measure(database, centres)
        finally:
            database.close()
            postgres.stop()


def measure(database: Database, centres: int) -> None:
    def load() -> None:
        with database.transaction() as session:
            service.import_products(session)
            given = {"now": NOW, "centres": centres, "products": PRODUCTS}
            for statement in (CARDS, COUNTS, LINES, RECEIPTS, HELD):
                session.execute(text(statement), given if ":centres" in statement else {"now": NOW} if ":now" in statement else {})

    timed("load", load)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE stock_card, physical_inventory, stock_line"))
        lines = connection.execute(select(func.count()).select_from(StockLine)).scalar_one()
    click.echo(f"{centres} centres, {PRODUCTS} products, {lines} lines of a year; {_megabytes()} MB taken")
    for turn in ("first, which opens all", "an hour later", "a day later"):

        def every(turn: str = turn) -> None:
            at = NOW + timedelta(days=1) if turn == "a day later" else NOW
            with database.transaction() as session:
                click.echo(f"{len(look(session, at))} alerts opened")

        timed(f"look at every centre, {turn}", every)
        click.echo(f"{_megabytes()} MB taken at most")

    def by_the_clock() -> None:
        with database.transaction() as session:
            look_at_the_clock(session, NOW)

    timed("the hourly look: who is silent, what nobody confirmed", by_the_clock)

    def job() -> None:
        with database.transaction() as session:
            look(session, NOW, facilities=[f"C{number}" for number in range(1, AT_A_TIME + 1)])

    timed(f"a job of the morning, {AT_A_TIME} centres", job)

    def one() -> None:
        with database.transaction() as session:
            look(session, NOW, facilities=["C7"])

    timed("look at one centre, right after its report", one)

    def district() -> None:
        with database.transaction() as session:
            standings(session, NOW, facilities=[f"C{number}" for number in range(1, 21)])

    timed("how all products stand at 20 centres", district)


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
