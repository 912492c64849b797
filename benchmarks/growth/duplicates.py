"""How long a report waits while it is compared with all others."""

import random
import statistics
import time
from typing import Any

import click
import psutil
from sqlalchemy import select, text

from benchmarks.growth.sizes import Sizes
from contact_tracing.duplicates.find import look
from contact_tracing.models import Case
from core.database import Database

ASKED = 300
TARGET = 0.05
"""Seconds, at the 95th percentile."""


def compared(database: Database, sizes: Sizes, seed: int = 1) -> dict[str, Any]:
    """Look at ASKED cases of all days as if each had just come; seconds on the clock and of a core (ours and the server's together)."""
    took, cpu, found = [], [], 0
    numbers = random.Random(seed).sample(range(sizes.cases), min(ASKED + 20, sizes.cases))
    with database.transaction() as session:
        server = psutil.Process(session.scalar(text("SELECT pg_backend_pid()")))
        for number in numbers:
            case = session.scalars(select(Case).where(Case.submission_key == f"growth:{number}")).one()
            before, start = _used(server), time.perf_counter()
            found += len(look(session, case))
            took.append(time.perf_counter() - start)
            cpu.append(_used(server) - before)
        session.rollback()
    # the first ones warm the cache, as a server that runs has it warm
    took, cpu = took[20:], cpu[20:]
    made = {"median": statistics.median(took), "p95": _p95(took), "cpu": statistics.median(cpu), "cpu_p95": _p95(cpu)}
    missed = "" if made["cpu_p95"] <= TARGET else " MISSED"
    ms = {name: f"{seconds * 1000:.0f} ms" for name, seconds in made.items()}
    click.echo(
        f"a report compared with {sizes.cases:,} cases and their contacts: {ms['median']}, 95 % {ms['p95']}; "
        f"cpu {ms['cpu']}, 95 % {ms['cpu_p95']}; {found / len(numbers):.1f} likely pairs  target {TARGET * 1000:.0f} ms{missed}"
    )
    return {"name": "a report compared with all others", "asked": len(took), **made}


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _used(server: psutil.Process) -> float:
    theirs = server.cpu_times()
    return time.process_time() + theirs.user + theirs.system
