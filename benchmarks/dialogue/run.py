"""The run: both systems started side by side, cell by cell in turn (A B A B), never both at work."""

import asyncio
import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import psutil
import psycopg
from pydantic import SecretStr

import assa.models  # noqa: F401 (all tables)
from assa.engines import start_postgres, start_redis
from assa.local import set_up
from assa.parts import Part
from assa.ports import free_port
from benchmarks.dialogue import load, ours
from benchmarks.dialogue.costs import Cost, cost
from benchmarks.dialogue.load import People
from benchmarks.dialogue.mix import Kind, Line, Texts, mixed, only
from benchmarks.stock import generate
from benchmarks.stock.serve import Stock
from benchmarks.stock.train import train
from core import crypto
from core.settings import Settings

SQL_FIGURES = """
    INSERT INTO case_figure (place, day, cases, deaths, recovered, source, updated_at)
    VALUES ('ML', current_date, 33000, 743, 32000, 'bench', now())
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """users: levels of the closed loop. rounds: how often a cell is measured. seconds, turns: where a cell ends, whichever comes first.

    per_intent: examples of each intent and language that the stock assistant is trained on, None: all. epochs: of that, None: Rasa's
    hundred. stock: whether it is measured. single: users at which each kind of turn, and the model alone, are measured; 0: they are not.
    """

    users: tuple[int, ...] = (1, 8, 32, 128)
    rounds: int = 2
    seconds: float = 8.0
    turns: int = 100_000
    per_intent: int | None = None
    epochs: int | None = None
    stock: bool = True
    single: int = 32


class Running(load.System, Protocol):
    """A system that can be started."""

    @property
    def parts(self) -> list[Part]: ...
    async def start(self) -> float: ...
    async def parse(self, text: str) -> None: ...
    async def stop(self) -> None: ...


@dataclass
class Cell:
    """One measurement. what: `mix`, a kind of turn, or `nlu`. cpu: processor seconds by part; memory: bytes by part, afterwards."""

    system: str
    what: str
    users: int
    round: int
    seconds: float
    times: list[float]
    cpu: dict[str, float]
    memory: dict[str, int]


@dataclass
class Result:
    """started, trained, idle: seconds until ready, of training (None: done before), of the processors a second with nobody writing.
    load: of the machine, over the last 15 minutes. lost: messages accepted and not answered. extra: messages beyond the first of an answer.
    silent: messages to which the stock assistant said nothing.
    """

    plan: Plan
    when: datetime
    cores: int
    cells: list[Cell] = field(default_factory=list)
    started: dict[str, float] = field(default_factory=dict)
    trained: dict[str, float | None] = field(default_factory=dict)
    examples: dict[str, int] = field(default_factory=dict)
    idle: dict[str, float] = field(default_factory=dict)
    load: float = 0.0
    lost: int = 0
    extra: int = 0
    silent: int = 0


Tell = Callable[[str], None]


def run(plan: Plan, data: Path, tell: Tell) -> Result:
    """Everything, on engines of its own in a temporary folder; models are kept in `data`."""
    result = Result(plan, datetime.now(UTC), psutil.cpu_count() or 1)
    with tempfile.TemporaryDirectory(prefix="assa-bench-", ignore_cleanup_errors=True) as name, engines_and_settings(Path(name)) as started:
        settings, engines = started
        assert settings.database_url is not None
        systems: list[Running] = [_ours(settings, result, tell)]
        if plan.stock:
            systems.append(_stock(plan, data, settings, Path(name) / "logs", result, tell))
        asyncio.run(_measure(plan, systems, engines, result, tell))
        result.lost = _unanswered(settings.database_url)
        result.load = os.getloadavg()[2]
    return result


@contextmanager
def engines_and_settings(folder: Path) -> Iterator[tuple[Settings, dict[str, int]]]:
    """Settings over engines in `folder`, filled as `assa run` fills them, and the engines' processes by name."""
    with ExitStack() as stack:
        postgres = start_postgres(folder / "postgres")
        stack.callback(postgres.stop)
        redis = start_redis(folder / "redis", free_port())
        stack.callback(redis.stop)
        secret = "a key for measurements"  # noqa: S105 (of a database that is thrown away)
        crypto.use(secret)
        settings = Settings(_env_file=None, database_url=postgres.url, redis_url=redis.url, secret_key=SecretStr(secret), data_dir=folder)
        set_up(settings)
        _figures(postgres.url)
        yield settings, _pids([postgres.part, redis.part])


def _figures(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SQL_FIGURES)


def _unanswered(url: str) -> int:
    """Messages that were accepted and are not answered: there must be none."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM inbox WHERE state <> 'done') + (SELECT count(*) FROM outbox WHERE state <> 'sent')"
        ).fetchone()
        return 0 if row is None else int(row[0])


def _ours(settings: Settings, result: Result, tell: Tell) -> Running:
    trained, seconds = ours.train()
    result.trained["ASSA"] = seconds
    tell("ASSA is trained" + ("" if seconds is None else f" ({seconds:.0f} s)"))
    return ours.Ours(settings, trained)


def _stock(plan: Plan, data: Path, settings: Settings, logs: Path, result: Result, tell: Tell) -> Running:
    folder = generate.generate(data / "stock", plan.per_intent, plan.epochs)
    tell("training the stock assistant, where it was not before (hours on all our examples)")
    trained = train(folder, data / "models")
    result.trained["stock Rasa"] = trained.seconds
    result.examples["stock Rasa"] = trained.examples
    tell(f"the stock assistant is trained ({trained.seconds:.0f} s on {trained.examples} examples)")
    assert settings.database_url is not None
    assert settings.redis_url is not None
    return Stock(folder, trained, settings.database_url, settings.redis_url, logs)


async def _measure(plan: Plan, systems: list[Running], engines: dict[str, int], result: Result, tell: Tell) -> None:
    try:
        for system in systems:
            result.started[system.name] = await system.start()
            tell(f"{system.name} is ready after {result.started[system.name]:.1f} s")
        for system in systems:
            result.idle[system.name] = await _idle(system)
            await _warm(system)
        for what, users in _cells(plan):
            for turn in range(1, plan.rounds + 1):
                for system in systems:
                    cell = await _cell(plan, system, engines, what, users, turn)
                    result.cells.append(cell)
                    tell(_line(cell))
    finally:
        for system in systems:
            await system.stop()
    result.silent = next((system.silent for system in systems if isinstance(system, Stock)), 0)
    result.extra = next((system.extra for system in systems if isinstance(system, ours.Ours)), 0)


def _cells(plan: Plan) -> Iterator[tuple[str, int]]:
    for users in plan.users:
        yield "mix", users
    if plan.single:
        for what in (*Kind, "nlu"):
            yield str(what), plan.single


async def _idle(system: Running) -> float:
    pids = _pids(system.parts)
    await asyncio.sleep(2)
    before, begun = sum(_cpu(pids).values()), time.perf_counter()
    await asyncio.sleep(5)
    return (sum(_cpu(pids).values()) - before) / (time.perf_counter() - begun)


async def _warm(system: Running) -> None:
    """Some of every kind, unmeasured."""
    people = People.new(4)
    await load.greet(system, people)
    await load.drive(system, people, mixed(0), Texts(0), 4, seconds=10, limit=120)


async def _cell(plan: Plan, system: Running, engines: dict[str, int], what: str, users: int, turn: int) -> Cell:
    """Measure once. The same seeds for both systems: the same words in the same order."""
    texts = Texts(users + 1000 * turn)
    pids = _pids(system.parts) | engines
    people = People.new(users)
    if what != "nlu":
        await load.greet(system, people)
    before = _cpu(pids)
    if what == "nlu":
        seconds, times = await _parses(system, texts, users, plan)
    else:
        kinds = mixed(users + turn) if what == "mix" else only(Kind(what))
        measured = await load.drive(system, people, kinds, texts, users, plan.seconds, plan.turns)
        seconds, times = measured.seconds, list(itertools.chain.from_iterable(measured.times.values()))
    after = cost(pids)
    cpu = {name: after[name].cpu - before[name] for name in pids}
    return Cell(system.name, what, users, turn, seconds, times, cpu, {name: one.memory for name, one in after.items()})


async def _parses(system: Running, texts: Texts, users: int, plan: Plan) -> tuple[float, list[float]]:
    times: list[float] = []
    begun = time.perf_counter()

    async def user() -> None:
        while time.perf_counter() - begun < plan.seconds and len(times) < plan.turns:
            line: Line = texts.next(Kind.FAQ)
            start = time.perf_counter()
            await system.parse(line.typed)
            times.append(time.perf_counter() - start)

    await asyncio.gather(*(user() for _ in range(users)))
    return time.perf_counter() - begun, times


def _pids(parts: list[Part]) -> dict[str, int]:
    return {part.name: part.process.pid for part in parts if part.process is not None}


def _cpu(pids: dict[str, int]) -> dict[str, float]:
    costs: dict[str, Cost] = cost(pids)
    return {name: one.cpu for name, one in costs.items()}


def _line(cell: Cell) -> str:
    turns = len(cell.times)
    thousand = sum(cell.cpu.values()) / turns * 1000
    parts = ", ".join(f"{name} {cpu / turns * 1000:.2f}" for name, cpu in cell.cpu.items())
    figures = f"{turns / cell.seconds:7.1f} /s, {thousand:6.2f} CPU s a thousand ({parts})"
    return f"{cell.what:5} {cell.users:4} users, round {cell.round}: {cell.system:10} {figures}"
