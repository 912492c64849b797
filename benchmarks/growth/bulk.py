"""Loading much at once: COPY, without the indexes, which are made again after."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

Row = Sequence[Any]


def quick(connection: psycopg.Connection[Any]) -> None:
    """Settings of a server that holds nothing yet, for as long as it is filled: a crash would lose the load, which is made again."""
    for setting in ("fsync = off", "synchronous_commit = off", "max_wal_size = '16GB'", "autovacuum = off", "checkpoint_timeout = '1h'"):
        connection.execute(f"ALTER SYSTEM SET {setting}")
    connection.execute("SELECT pg_reload_conf()")
    # the rows refer to one another by construction: no trigger has to look each up
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET maintenance_work_mem = '1GB'")


def safe(connection: psycopg.Connection[Any]) -> None:
    """As a server is that works."""
    connection.execute("ALTER SYSTEM RESET ALL")
    connection.execute("SELECT pg_reload_conf()")
    connection.execute("CHECKPOINT")


@contextmanager
def without_indexes(connection: psycopg.Connection[Any], *tables: str) -> Iterator[None]:
    """Take away the indexes that no constraint needs, and make them again at the end."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s) AND NOT EXISTS "
        "(SELECT FROM pg_constraint WHERE conname = indexname)",
        [list(tables)],
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    for _, definition in found:
        connection.execute(definition)


def copy(connection: psycopg.Connection[Any], table: str, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """COPY rows into a table; how many."""
    count = 0
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({", ".join(columns)}) FROM STDIN') as stream:
        for row in rows:
            stream.write_row(row)
            count += 1
    return count
