"""`python -m benchmarks.console [--folder FOLDER] [--part-of N] [--json FILE]`: load (once, where the folder stays), fetch every page.

The pages are fetched over HTTP from the console's own routes, by a national and a district coordinator and by who approves messages, all
signed in. The console's clock stands on the day on which the data ends.
"""

import argparse
import json
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import click
import httpx
import psutil
import psycopg
import uvicorn
from sqlalchemy import event
from starlette.applications import Starlette

import assa.models  # noqa: F401 (all tables)
import console.page
from assa import migration
from assa.engines import start_postgres
from benchmarks.console import country
from benchmarks.console.pages import Visit, visits
from benchmarks.growth.__main__ import KEY, load
from benchmarks.growth.sizes import Sizes
from console import app
from core import crypto
from core.accounts import sessions
from core.accounts.guessing import login_key
from core.accounts.models import Account
from core.database import Database
from core.settings import Settings
from core.staff import service
from core.staff.roles import Role

TIMES = 5
TARGET = 300
"""Milliseconds in which every page is there, on the server."""
SIZES = Sizes(people=300_000, cases=200_000, inbox=300_000, outbox=300_000)


class Standing(datetime):
    """The clock of the pages."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # a datetime, as of the class above
        return country.NOON.astimezone(tz)


@dataclass(frozen=True, slots=True)
class Measured:
    """ms: the first time, the median and the least of those after it; cpu: of this process and the database's together, the least: what
    is left when nobody else is at work. statements: sent to the database. size: bytes as they come over the wire."""

    who: str
    page: str
    status: int
    first: float
    median: float
    least: float
    cpu: float
    statements: int
    size: int


def main() -> None:
    """Load what is not there yet, measure, say it; exit 1 where a page misses the target."""
    arguments = argparse.ArgumentParser(prog="benchmarks.console")
    arguments.add_argument("--part-of", type=int, default=1, help="one N-th of the country")
    arguments.add_argument("--folder", type=Path, help="where the data stays between runs")
    arguments.add_argument("--only", default="", help="only pages that have this in their address")
    arguments.add_argument("--json", type=Path, help="what was measured, as a file")
    given = arguments.parse_args()
    crypto.use(KEY)
    console.page.datetime = Standing  # type: ignore[misc] # the pages ask for the time here only
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="assa-console-")))
        postgres = start_postgres(folder / "postgres")
        stack.callback(postgres.stop)
        database = Database(postgres.url)
        stack.callback(database.close)
        migration.upgrade(database)
        load(postgres.url, SIZES.part(given.part_of))
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            if connection.execute("SELECT FROM report_alert LIMIT 1").fetchone() is None:
                country.fill(database, connection, postgres.url)
        settings = Settings(database_url=postgres.url, data_dir=folder)
        url = stack.enter_context(_serve(Starlette(routes=app.routes(settings, database))))
        found = measure(url, database, visits(database), given.only)
    if given.json:
        given.json.write_text(json.dumps([asdict(each) for each in found], indent=2), encoding="utf-8")
    missed = [each for each in found if each.cpu > TARGET]
    click.echo(f"{len(found)} pages, {len(missed)} over {TARGET} ms of a core; the slowest {max(each.cpu for each in found):.0f} ms")
    raise SystemExit(1 if missed else 0)


@contextmanager
def _serve(application: Starlette) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application, log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


def _desk(url: str, database: Database, role: Role, area: str | None) -> httpx.Client:
    """Somebody signed in."""
    with database.transaction() as session:
        staff = service.invite(session, f"Mesure {role.value}", role, area=area).staff
        login = f"measure-{staff.id}"
        secrets = {"password_hash": "-", "totp_secret": "-"}  # of nobody: the session below is all that is used
        session.add(Account(staff_id=staff.id, login=login, login_index=login_key(login), second_factor_at=datetime.now(UTC), **secrets))
        session.flush()
        token = sessions.begin(session, staff.id, country.NOON, second_factor=True)
    return httpx.Client(base_url=url, timeout=60, cookies={app.COOKIE: token})


def measure(url: str, database: Database, asked: list[Visit], only: str) -> list[Measured]:
    """Each page, `TIMES` times after a first."""
    desks = {
        "national": _desk(url, database, Role.NATIONAL, None),
        "district": _desk(url, database, Role.DISTRICT, country.district()),
        "approver": _desk(url, database, Role.APPROVER, None),
    }
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    found = []
    click.echo(f"{'first':>7} {'median':>7} {'least':>7} {'cpu':>7} {'SQL':>4} {'bytes':>7}  who, page")
    for visit in asked:
        if only not in visit.path:
            continue
        for who in visit.who:
            each = _measure(desks[who], who, visit.path, statements)
            found.append(each)
            mark = "  OVER" if each.cpu > TARGET else "" if each.status == 200 else f"  {each.status}"
            click.echo(
                f"{each.first:7.0f} {each.median:7.0f} {each.least:7.0f} {each.cpu:7.0f} {each.statements:4} {each.size:7}"
                f"  {who} {each.page}{mark}"
            )
    return found


def _measure(client: httpx.Client, who: str, path: str, statements: list[str]) -> Measured:
    taken, cpu, size, status = [], [], 0, 0
    for _ in range(TIMES + 1):
        statements.clear()
        servers = _servers()
        start, used = time.perf_counter(), _used(servers)
        with client.stream("GET", f"/console{path}") as answer:
            size = sum(len(part) for part in answer.iter_raw())
            status = answer.status_code
        taken.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (_used(servers) - used))
    return Measured(who, path, status, taken[0], statistics.median(taken[1:]), min(taken[1:]), min(cpu[1:]), len(statements), size)


def _servers() -> list[psutil.Process]:
    """This process, with the client and the pages in it, and the database's."""
    own = psutil.Process()
    # not those that are between connections: they end while we look
    return [own, *(each for each in psutil.process_iter(["name"]) if each.info["name"] == "postgres" and own in each.parents())]


def _used(processes: list[psutil.Process]) -> float:
    total = 0.0
    for each in processes:
        try:
            times: Any = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


if __name__ == "__main__":
    main()
