"""Fixtures for every test: real engines, started once, of this run alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import make_url, text

import assa.models  # noqa: F401 (all tables)
from assa import migration
from assa.engines import start_postgres, start_redis
from assa.ports import free_port
from core import crypto
from core.database import AsyncDatabase, Base, Database
from core.settings import Settings
from tests.town import Town, town

KEY = "a key for tests"


@contextmanager
def folder_for_engines() -> Iterator[Path]:
    """A temporary folder outside pytest's: that one is shut to other users, PostgreSQL's among them, whenever another run begins."""
    with TemporaryDirectory(prefix="assa-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def _engines_folder() -> Iterator[Path]:
    with folder_for_engines() as folder:
        yield folder


def hasten(url: str) -> None:
    """A test's database need not outlive the machine: its files are not forced to the disk. Killed processes lose nothing by it."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")  # type: ignore[arg-type] # a name of ours
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def settings(_engines_folder: Path) -> Iterator[Settings]:
    """Settings of a deployment on engines of its own, migrated, with nothing in them."""
    folder = _engines_folder
    postgres = start_postgres(folder / "postgres")
    redis = start_redis(folder / "redis", free_port())
    crypto.use(KEY)
    hasten(postgres.url)
    try:
        yield Settings(
            _env_file=None,
            database_url=postgres.url,
            redis_url=redis.url,
            secret_key=SecretStr(KEY),
            data_dir=folder,
        )
    finally:
        redis.stop()
        postgres.stop()


@pytest.fixture(scope="session")
def _tables(settings: Settings) -> Iterator[Database]:
    assert settings.database_url is not None
    database = Database(settings.database_url)
    migration.upgrade(database)
    yield database
    database.close()


_USED = """
    SELECT string_agg(format('SELECT %L WHERE EXISTS (SELECT FROM %I)', name, name), ' UNION ALL ')
    FROM unnest(CAST(:names AS text[])) AS name
"""
_COUNTED = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences WHERE last_value IS NOT NULL"
)


def clear(database: Database) -> None:
    """Empties the tables that have rows and sets every sequence back: to truncate them all takes longer than most tests."""
    queue = ("jobs", "workers", "events", "periodic_defers")
    names = [*(table.name for table in Base.metadata.sorted_tables), *(f"procrastinate_{name}" for name in queue)]
    with database.transaction() as session:
        used = session.scalars(text(session.scalar(text(_USED), {"names": names}) or "")).all()
        # without triggers: rows that are never to be deleted go too, and in any order
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for name in used:
            session.execute(text(f'DELETE FROM "{name}"'))
        session.execute(text(_COUNTED))


@pytest.fixture
def database(_tables: Database) -> Iterator[Database]:
    """A database with all tables and nothing in them afterwards, under the tests' key: a command that a test ran may have used its own."""
    crypto.use(KEY)
    yield _tables
    clear(_tables)


@pytest.fixture
async def async_database(settings: Settings, database: Database):
    """The same database, for servers."""
    assert settings.database_url is not None
    opened = AsyncDatabase(settings.database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def whole_town(settings: Settings) -> Iterator[Town]:
    """The whole program, started once for all the tests that need it, on a database of its own: other tests empty theirs."""
    assert settings.database_url is not None
    url = make_url(settings.database_url).set(database="town").render_as_string(hide_password=False)
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE town")
    database = Database(url)
    migration.upgrade(database)
    try:
        with town(settings.model_copy(update={"database_url": url}), database) as running:
            yield running
    finally:
        database.close()
