"""The job queue of the worker: procrastinate over the same PostgreSQL, with the jobs that the packages have declared (`core.jobs`)."""

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate.schema import SchemaManager

import assa.jobs  # noqa: F401 (every package's jobs)
from core import jobs
from core.database import AsyncDatabase

log = structlog.get_logger()

CONCURRENCY = 2
RETRY = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=5)
"""A job that fails is tried again after 5, 25, 125 ... seconds; the eighth failure is left in the table, for people to look at."""
STALLED_AFTER = 60.0
"""Seconds without a sign of life after which a worker counts as dead, and its jobs go to another."""


def _runner(function: Callable[..., Any], database: AsyncDatabase) -> Callable[..., Any]:
    async def run(**arguments: Any) -> None:
        if inspect.iscoroutinefunction(function):
            await function(database, **arguments)
        else:
            await database.run(function, **arguments)

    return run


def _clocked(function: Callable[..., Any], database: AsyncDatabase) -> Callable[..., Any]:
    run = _runner(function, database)

    async def at(timestamp: int) -> None:
        await run(now=datetime.now(UTC))

    return at


def make(database: AsyncDatabase) -> procrastinate.App:
    """The queue with every declared job. database: where the jobs' own transactions run."""
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=CONCURRENCY + 2))
    for name, function in jobs.ALL.items():
        app.task(name=name, retry=RETRY)(_runner(function, database))
    for name, clocked in jobs.PERIODIC.items():
        # one that still waits from the last time is not queued twice
        task = app.task(name=name, queueing_lock=name, lock=name)(_clocked(clocked.function, database))
        app.periodic(cron=clocked.cron)(task)

    async def adopt(timestamp: int) -> None:
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
            log.warning("job.adopted", job=stalled.task_name)
            await app.job_manager.retry_job(stalled)

    app.periodic(cron="* * * * *")(app.task(name="assa.job_queue.adopt", queueing_lock="adopt", pass_context=False)(adopt))
    return app


@asynccontextmanager
async def opened(database: AsyncDatabase) -> AsyncIterator[procrastinate.App]:
    """The queue with its connections open."""
    app = make(database)
    async with app.open_async():
        yield app


async def work(app: procrastinate.App, *, until_empty: bool = False) -> None:
    """Run jobs until cancelled (what has begun is finished), or until none is due."""
    await app.run_worker_async(
        concurrency=CONCURRENCY,
        wait=not until_empty,
        install_signal_handlers=False,
        delete_jobs="successful",
        shutdown_graceful_timeout=10,
        listen_notify=not until_empty,
    )


def ensure_tables(connection: psycopg.Connection[Any]) -> None:
    """Make procrastinate's tables, or bring them to the installed version; the version stands in the comment of its table.

    connection: in a transaction; the caller commits.
    """
    row = connection.execute(
        "SELECT obj_description(to_regclass('procrastinate_jobs'), 'pg_class'), to_regclass('procrastinate_jobs') IS NULL"
    ).fetchone()
    assert row is not None
    version, absent = row
    if version == procrastinate.__version__:
        return
    if absent:
        connection.execute(SchemaManager.get_schema())
    else:
        for script in _newer_than(version or "0"):
            connection.execute(script)
    connection.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{procrastinate.__version__}'".encode())


def _newer_than(version: str) -> list[bytes]:
    """procrastinate's own migrations of later versions, in order; their names begin with the version (`03.02.00_01_pre_...`)."""

    def number(text: str) -> tuple[int, ...]:
        return tuple(int(part) for part in text.split(".")[:3])

    files = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return [file.read_bytes() for file in files if number(file.name.split("_")[0]) > number(version)]
