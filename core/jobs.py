"""Work for later: what runs by the clock, and what is long. Written here by the domain, run by the worker.

::

    @periodic("*/10 * * * *")                      # minute hour day month weekday, in UTC, which is Mali's time
    def escalate(session: Session, now: datetime) -> None: ...

    @job
    def line_list(session: Session, export_id: str) -> None: ...

    defer(session, line_list, export_id="...")     # in the caller's transaction: no commit, no job

A job runs in one transaction of its own, **at least once**: a worker that is killed leaves it to another. So it must be safe to run twice.
What it is given is stored as JSON in clear: ids, never names or phones.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

Job = TypeVar("Job", bound=Callable[..., Any])

ALL: dict[str, Callable[..., Any]] = {}
"""Jobs by name. A coroutine function is given the `AsyncDatabase` in place of a session, for work that waits on others (HTTP, mail)."""


@dataclass(frozen=True)
class Periodic:
    """What runs by the clock. cron: five fields, UTC."""

    cron: str
    function: Callable[..., Any]


PERIODIC: dict[str, Periodic] = {}


def name_of(function: Callable[..., Any]) -> str:
    """`contact_tracing.jobs.escalate`: how a job is known in the queue. A renamed job leaves those that wait without an owner."""
    return f"{function.__module__}.{function.__qualname__}"


def job(function: Job) -> Job:
    """Let `function(session, **arguments)` be deferred."""
    ALL[name_of(function)] = function
    return function


def periodic(cron: str) -> Callable[[Job], Job]:
    """Run `function(session, now)` at the times of `cron`; of several workers one does it."""

    def register(function: Job) -> Job:
        PERIODIC[name_of(function)] = Periodic(cron, function)
        return function

    return register


_DEFER = text("""
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[
        ROW('default', :name, 0, :lock, NULL, CAST(:arguments AS jsonb), CAST(:at AS timestamptz))::procrastinate_job_to_defer_v1
    ]))
""")


def defer(session: Session, function: Callable[..., Any], *, at: datetime | None = None, lock: str | None = None, **arguments: Any) -> int:
    """Have `function` run with `arguments` (JSON values) at `at` (now), in the caller's transaction.

    lock: of the jobs with the same lock one runs at a time, in order. Returns the job's number.
    Raises KeyError where the function is not a `@job`.
    """
    name = name_of(function)
    if name not in ALL:
        raise KeyError(name)
    number: int = session.execute(_DEFER, {"name": name, "lock": lock, "arguments": json.dumps(arguments), "at": at}).scalar_one()
    return number


_WAITS = text("SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE task_name = :name AND status IN ('todo', 'doing'))")


def waits(session: Session, function: Callable[..., Any]) -> bool:
    """Whether `function` is deferred and not done, or is being done."""
    found: bool = session.execute(_WAITS, {"name": name_of(function)}).scalar_one()
    return found
