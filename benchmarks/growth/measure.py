"""What is asked of the data, each beside the naive way, in one run."""

import io
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from tempfile import TemporaryFile
from typing import Any

import click
import psutil
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from benchmarks.growth import naive
from benchmarks.growth.sizes import CHAIN, FIRST, LAST, TODAY
from bot import arrival, inbox
from bot.queue import queue
from contact_tracing import queries
from contact_tracing.contacts.models import Contact
from contact_tracing.exports.service import Wish, export
from contact_tracing.models import Case
from contact_tracing.service import advance_follow_up as advance
from core.database import Database
from usage.queries import statistics as use
from usage.wish import Wish as UseWish

TIMES = 5
DAY = date(2026, 6, 15)
"""On which the follow-up list is asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """target: seconds. naive: the other way, None where there is none; times: how often each is asked."""

    name: str
    ask: Callable[[Session], Any]
    target: float | None = None
    naive: Callable[[Session], Any] | None = None
    times: int = TIMES


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds: of the first time, the median and the least of those after it, the least of the naive way. answer: how many rows.

    cpu: seconds of a core, of this process and of its server process together, the least: what is left when nobody else is at work.
    """

    name: str
    first: float
    median: float
    least: float
    target: float | None
    naive: float | None
    ratio: float | None
    cpu: float
    naive_cpu: float | None
    answer: str


def all_of(database: Database, only: str | None) -> list[dict[str, Any]]:
    """Ask everything whose name holds `only`."""
    found = []
    for question in questions(database):
        if only is None or only in question.name:
            measured = _measure(database, question)
            click.echo(_line(measured))
            found.append(asdict(measured))
    if only is None or only in "memory":
        found.append(memory(database))
    return found


def _line(m: Measured) -> str:
    target = "" if m.target is None else f"  target {m.target:g}{'' if m.cpu <= m.target else ' MISSED'}"
    ratio = "" if m.ratio is None else f"  naive {m.naive:.3f} s (cpu {m.naive_cpu:.3f}), {m.ratio:.1f} times"
    return f"{m.first:8.3f} {m.median:8.3f} {m.least:8.3f} s  cpu {m.cpu:.3f} s  {m.name} ({m.answer}){target}{ratio}"


def _measure(database: Database, question: Question) -> Measured:
    times, cpu, answer = _timed(database, question.ask, question.times)
    later = times[1:] or times
    least = min(later)
    naive_least = naive_cpu = ratio = None
    if question.naive is not None:
        naive_times, naive_cpu, _ = _timed(database, question.naive, 2)
        naive_least = min(naive_times)
        ratio = naive_cpu / cpu
    return Measured(question.name, times[0], statistics.median(later), least, question.target, naive_least, ratio, cpu, naive_cpu, answer)


def _timed(database: Database, ask: Callable[[Session], Any], times: int) -> tuple[list[float], float, str]:
    """Seconds of each time, the least seconds of a core, and what was answered."""
    taken, cpu, answer = [], [], ""
    for _ in range(times):
        with undone(database) as session:
            server = psutil.Process(session.scalar(text("SELECT pg_backend_pid()")))
            start, used = time.perf_counter(), _used(server)
            result = ask(session)
            taken.append(time.perf_counter() - start)
            cpu.append(_used(server) - used)
            answer = str(result) if isinstance(result, int | str) else f"{len(result)} rows" if hasattr(result, "__len__") else "one"
    return taken, min(cpu), answer


def _used(server: psutil.Process) -> float:
    """Seconds of a core that this process and the server's have used."""
    theirs = server.cpu_times()
    return time.process_time() + theirs.user + theirs.system


@contextmanager
def undone(database: Database) -> Any:
    """A transaction that leaves nothing."""
    with database.engine.connect() as connection, Session(connection) as session:
        yield session
        session.rollback()


def _kept(session: Session, ask: Callable[[Session], Any]) -> Any:
    result = ask(session)
    session.commit()
    return result


def questions(database: Database) -> list[Question]:
    """In the order of the documentation."""
    with database.transaction() as session:
        place = session.execute(
            select(Contact.cercle)
            .where(Contact.status == "UNDER_FOLLOW_UP")
            .group_by(Contact.cercle)
            .order_by(func.count().desc())
            .limit(1)
        ).scalar_one()
        case_id = session.scalars(select(Case.case_id).where(Case.submission_key == f"growth:{CHAIN // 2}")).one()
        contact_id = session.scalars(select(Contact.contact_id).where(Contact.status == "UNDER_FOLLOW_UP").limit(1)).one()
        phone = session.scalars(select(Case.phone).where(Case.case_id == case_id)).one() or ""
    half_year = UseWish(FIRST, LAST, "week", ("channel",))
    month = (date(2026, 6, 1), date(2026, 6, 30))
    old = datetime.combine(TODAY - timedelta(days=89), clock(), UTC)
    everything = Wish()
    return [
        Question("use of half a year by week and channel", lambda s: _kept(s, lambda s: use(s, half_year, TODAY)), 1.0,
                 lambda s: naive.use_by_week_and_channel(s, FIRST, LAST)),
        Question(f"follow-up list of the day of {place}", lambda s: queries.follow_up_list(s, TODAY, {place}), 0.1,
                 lambda s: naive.follow_up_list(s, TODAY, {place})),
        Question("chain of a case, 12 generations", lambda s: queries.chain_of(s, case_id).nodes, 0.2, lambda s: naive.chain(s, case_id)),
        Question("line list of all cases to CSV, without names", lambda s: _csv(s, everything), None, _naive_csv, 3),
        Question("line list of all cases to CSV, with names", lambda s: _csv(s, Wish(names=True)), None, None, 3),
        Question("indicators of a month, one place", lambda s: queries.indicators(s, *month, {place}).reports, None),
        Question("indicators of a month, the country", lambda s: queries.indicators(s, *month).reports, None, None, 2),
        Question("clock of follow-up, one night", lambda s: advance(s, TODAY + timedelta(days=1)), None, None, 2),
        Question("clock of follow-up, nothing to do", lambda s: advance(s, TODAY), None,
                 lambda s: naive.ended_follow_up(s, TODAY, 100_000), 2),
        Question("clusters", lambda s: queries.clusters(s), None, None, 2),
        Question("a contact's card", lambda s: queries.contact_card(s, contact_id), 0.02),
        Question("contacts of a case", lambda s: queries.contacts_of(s, case_id), 0.05),
        Question("cases and contacts of a telephone", lambda s: queries.by_phone(s, phone), 0.05),
        Question("metrics of the queue", lambda s: queue(s).depth, 0.05, naive.queue),
        Question("the next message to be done", lambda s: "none" if arrival.claim(s) is None else "one", 0.02),
        Question("what retention deletes in a night", lambda s: inbox.purge(s, old), None, lambda s: naive.old_messages(s, old), 2),
    ]  # fmt: skip


def _csv(session: Session, wish: Wish) -> str:
    with TemporaryFile() as out:
        return _speed(lambda: export(session, "cases", "csv", wish, out, ("operator", "growth")).rows)


def _naive_csv(session: Session) -> str:
    return _speed(lambda: naive.cases_as_csv(session, io.BytesIO()))


def _speed(write: Callable[[], int]) -> str:
    start = time.perf_counter()
    rows = write()
    return f"{rows} rows, {rows / (time.perf_counter() - start):,.0f} a second"


def memory(database: Database) -> dict[str, Any]:
    """How much the process grows while it writes all cases, and a tenth of them."""
    found = {}
    for name, wish in (("a tenth", Wish(first=FIRST, last=date(2026, 1, 18))), ("all", Wish())):
        with undone(database) as session, TemporaryFile() as out, _watched() as grown:
            rows = export(session, "cases", "csv", wish, out, ("operator", "growth")).rows
        found[name] = {"rows": rows, "bytes": grown[0]}
        click.echo(f"memory while the line list is written, {name}: {rows} rows, {grown[0] / 1e6:.1f} MB more")
    return {"name": "memory of the line list", **found}


@contextmanager
def _watched() -> Any:
    """The most that this process grew meanwhile, in bytes."""
    process, grown, over = psutil.Process(), [0], threading.Event()
    before = process.memory_info().rss

    def look() -> None:
        while not over.wait(0.02):
            grown[0] = max(grown[0], process.memory_info().rss - before)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield grown
    finally:
        over.set()
        thread.join()
