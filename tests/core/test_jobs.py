"""Deferring stands or falls with the caller's transaction."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from core import jobs


@jobs.job
def noted(session, word):
    session.execute(text("SELECT 1"))


def waiting(database):
    with database.transaction() as session:
        return session.execute(text("SELECT task_name, args, lock, scheduled_at FROM procrastinate_jobs ORDER BY id")).all()


def test_a_job_is_there_once_its_cause_is_committed(database):
    at = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
    with database.transaction() as session:
        jobs.defer(session, noted, at=at, lock="one", word="à")
        assert waiting(database) == []
    assert waiting(database) == [("tests.core.test_jobs.noted", {"word": "à"}, "one", at)]


def test_no_commit_no_job(database):
    def deferred_and_failed():
        with database.transaction() as session:
            jobs.defer(session, noted, word="lost")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        deferred_and_failed()
    assert waiting(database) == []


async def test_deferred_from_an_async_transaction(async_database):
    number = await async_database.run(jobs.defer, noted, word="x")
    assert number > 0


def test_what_was_not_declared_is_refused(database):
    with database.transaction() as session, pytest.raises(KeyError):
        jobs.defer(session, test_no_commit_no_job, at=datetime.now(UTC) + timedelta(days=1))
