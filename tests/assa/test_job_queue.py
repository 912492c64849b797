"""The worker's queue: jobs run, fail and are tried again, are adopted from the dead, and its tables keep up with its version."""

import asyncio
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import text

from assa import job_queue, migration
from core import audit
from core.jobs import defer, job, periodic

done: list[object] = []


@job
def counted(session, number):
    done.append((number, session.execute(text("SELECT 1")).scalar_one()))


@job
async def waited(database, number):
    await asyncio.sleep(0)
    done.append(("async", number, await database.run(lambda session: session.execute(text("SELECT 2")).scalar_one())))


@job
def broken(session):
    audit.record(session, "half", actor=("system", None), subject=("job", None))
    raise RuntimeError


@periodic("0 0 1 1 *")
def yearly(session, now):
    done.append(("yearly", now.tzinfo))


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()


async def run(database):
    async with job_queue.opened(database) as queue:
        await job_queue.work(queue, until_empty=True)


async def states(database):
    return await database.run(
        lambda s: s.execute(text("SELECT task_name, status::text, attempts FROM procrastinate_jobs ORDER BY id")).all()
    )


async def test_jobs_run_with_a_session_or_with_the_database(async_database):
    await async_database.run(defer, counted, number=1)
    await async_database.run(defer, waited, number=2)
    await run(async_database)
    assert sorted(map(str, done)) == sorted(map(str, [(1, 1), ("async", 2, 2)]))
    assert await states(async_database) == []


async def test_a_job_that_fails_leaves_nothing_half_done_and_waits_for_its_next_try(async_database):
    await async_database.run(defer, broken)
    await run(async_database)
    assert await states(async_database) == [("tests.assa.test_job_queue.broken", "todo", 1)]
    assert await async_database.run(lambda s: s.execute(text("SELECT count(*) FROM audit_entry")).scalar_one()) == 0


async def test_a_dead_worker_s_job_is_adopted(async_database):
    await async_database.run(defer, counted, number=3)
    await async_database.run(
        lambda s: s.execute(text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL"))  # its worker was pruned
    )
    async with job_queue.opened(async_database) as queue:
        await queue.tasks["assa.job_queue.adopt"].defer_async(timestamp=int(datetime.now(UTC).timestamp()))
        await job_queue.work(queue, until_empty=True)
        await job_queue.work(queue, until_empty=True)
    assert done == [(3, 1)]


async def test_what_runs_by_the_clock_is_given_the_time(async_database):
    async with job_queue.opened(async_database) as queue:
        await queue.tasks["tests.assa.test_job_queue.yearly"].defer_async(timestamp=0)
        await job_queue.work(queue, until_empty=True)
    assert done == [("yearly", UTC)]


def test_the_tables_are_brought_to_the_installed_version_once(settings, database):
    migration.upgrade(database)
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        comment = "SELECT obj_description('procrastinate_jobs'::regclass, 'pg_class')"
        version = connection.execute(comment).fetchone()
        job_queue.ensure_tables(connection)
        assert connection.execute(comment).fetchone() == version


def test_later_migrations_of_the_queue_are_found_by_version():
    assert job_queue._newer_than("99.0.0") == []
    assert len(job_queue._newer_than("3.1.0")) < len(job_queue._newer_than("3.0.0")) < len(job_queue._newer_than("0"))
