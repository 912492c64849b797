"""Doing a piece of long work, in a thread of the worker with a connection of its own: conversations go on beside it."""

import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import structlog
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core import progress
from core.database import Database
from core.errors import AssaError
from core.longwork import files
from core.longwork.errors import Cancelled, Interrupted
from core.longwork.kinds import KINDS, Order, Result
from core.longwork.models import OPEN, LongWork, State

log = structlog.get_logger()

LASTS = timedelta(days=2)
"""How long a file is there after it was made."""
EVERY = 0.5
"""Seconds between two looks at whether it is still wanted, and two notes of how far it is."""


def perform(url: str, work_id: uuid.UUID, stop: Event) -> None:
    """Do it, once, whole or not at all. stop: set when this process ends.

    Raises Interrupted, and what nobody foresaw: the queue notes that; a database that is away leaves the work to be tried again.
    """
    database = Database(url)
    try:
        if not _begin(database, work_id):
            return
        try:
            with progress.told_to(_Watch(database, work_id, stop)):
                _do(database, work_id)
        except Cancelled:
            _end(database, work_id, State.CANCELLED)
        except AssaError as error:
            _end(database, work_id, State.FAILED, error.code, str(error).splitlines() if hasattr(error, "cells") else ())
        except (Interrupted, OperationalError):
            raise
        except Exception:
            _end(database, work_id, State.FAILED, "longwork.broken")
            raise
    finally:
        database.close()


class _Watch:
    """Hears of each row; from time to time notes how many, and looks."""

    def __init__(self, database: Database, work_id: uuid.UUID, stop: Event) -> None:
        self._database, self._work, self._stop = database, work_id, stop
        self._rows, self._next = 0, time.monotonic() + EVERY

    def __call__(self, count: int) -> None:
        self._rows += count
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        if self._stop.is_set():
            raise Interrupted
        with self._database.transaction() as session:
            unwanted = session.scalar(
                text("UPDATE long_work SET rows = :rows WHERE id = :id RETURNING cancel_asked"), {"rows": self._rows, "id": self._work}
            )
        if unwanted is not False:
            raise Cancelled


def _begin(database: Database, work_id: uuid.UUID) -> bool:
    """False where there is nothing to do: it is gone, ended, or was cancelled before it began."""
    with database.transaction() as session:
        work = session.get(LongWork, work_id, with_for_update={"key_share": True})
        if work is None or work.state not in OPEN:
            return False
        if work.cancel_asked:
            work.state, work.ended_at = State.CANCELLED.value, datetime.now(UTC)
            files.drop(session, work_id)
            return False
        work.state, work.started_at, work.rows = State.RUNNING.value, datetime.now(UTC), 0
        return True


def _do(database: Database, work_id: uuid.UUID) -> None:
    with database.transaction() as session:
        # a worker that was taken for dead may still be at it
        if not session.scalar(text("SELECT pg_try_advisory_xact_lock(hashtextextended(:id, 0))"), {"id": str(work_id)}):
            raise Interrupted
        work = session.get_one(LongWork, work_id)
        kind, wish, by = KINDS[work.kind], dict(work.wish), ("coordinator", str(work.by))
        session.expunge(work)
        writer = files.Writer(session, work_id)
        done = Result()
        trial = session.begin_nested()
        with _given(session, work_id, wish.get("given")) as path:
            done = kind.do(session, Order(wish, by, path, writer))  # type: ignore[arg-type]
        if done.keep:
            trial.commit()
        else:
            trial.rollback()
        _ended(session, work_id, done, writer.finish())


@contextmanager
def _given(session: Session, work_id: uuid.UUID, name: str | None) -> Iterator[Path | None]:
    """The file that came with the wish, readable by us alone and only meanwhile."""
    if name is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="assa-work-") as folder:
        path = Path(folder) / name
        with path.open("wb") as out:
            for piece in files.pieces(session, work_id, given=True):
                out.write(piece)
        yield path


def _ended(session: Session, work_id: uuid.UUID, done: Result, size: int) -> None:
    """In the transaction of the work: it is done if, and only if, what it did is there."""
    work = session.get_one(LongWork, work_id, with_for_update={"key_share": True})
    if work.cancel_asked:
        raise Cancelled
    now = datetime.now(UTC)
    work.state, work.ended_at, work.expires_at = State.DONE.value, now, now + LASTS
    work.summary = dict(done.summary)
    work.rows = done.summary.get("rows", work.rows)
    work.failure = work.problems = None
    if done.file_name is not None:
        work.file_name, work.media_type, work.size = done.file_name, done.media_type, size
    session.execute(text("DELETE FROM long_work_piece WHERE work_id = :id AND given"), {"id": work_id})


def _end(database: Database, work_id: uuid.UUID, state: State, failure: str | None = None, problems: object = ()) -> None:
    """Nothing of it stays but why."""
    with database.transaction() as session:
        work = session.get(LongWork, work_id, with_for_update={"key_share": True})
        if work is None:
            return
        work.state, work.ended_at, work.failure = state.value, datetime.now(UTC), failure
        work.problems = list(problems) if isinstance(problems, list | tuple) else []
        files.drop(session, work_id)
    log.info("longwork.ended", work=str(work_id), state=state.value, why=failure)
