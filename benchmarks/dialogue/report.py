"""What was measured, as a table in Markdown, JSON and a picture, with the ratios between the two systems and their spread."""

import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.dialogue.plot import Series, bars
from benchmarks.dialogue.run import Cell, Result

OURS, STOCK = "ASSA", "stock Rasa"
PYTHON = ("web", "worker", "rasa", "actions")
"""Parts whose memory counts against the limit of all Python processes."""


@dataclass(frozen=True, slots=True)
class Row:
    """A system in a cell, over its rounds (medians). per_second: turns. p50, p95, p99: milliseconds. cpu: processor seconds a thousand."""

    what: str
    users: int
    system: str
    per_second: float
    p50: float
    p95: float
    p99: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """ASSA to the stock assistant: median and range over the rounds, each round against its own neighbour.

    speed: turns a second of ours by theirs. p95: theirs by ours. cpu: theirs by ours.
    """

    what: str
    users: int
    speed: tuple[float, float, float]
    p95: tuple[float, float, float]
    cpu: tuple[float, float, float]


def rows(result: Result) -> list[Row]:
    return [
        _row(what, users, system, [cell for cell in result.cells if (cell.what, cell.users, cell.system) == (what, users, system)])
        for what, users, system in dict.fromkeys((cell.what, cell.users, cell.system) for cell in result.cells)
    ]


def _row(what: str, users: int, system: str, cells: Sequence[Cell]) -> Row:
    def median(values: Iterator[float]) -> float:
        return statistics.median(values)

    def within(share: float) -> float:
        return median(percentile(cell.times, share) * 1000 for cell in cells)

    per_second = median(len(cell.times) / cell.seconds for cell in cells)
    return Row(what, users, system, per_second, within(0.5), within(0.95), within(0.99), median(thousand(cell) for cell in cells))


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of turns did not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def thousand(cell: Cell) -> float:
    """Processor seconds a thousand turns, of all processes of the system, PostgreSQL and Redis included; not those of the load."""
    return sum(cell.cpu.values()) / len(cell.times) * 1000


def ratios(result: Result) -> list[Ratio]:
    found = []
    for what, users in dict.fromkeys((cell.what, cell.users) for cell in result.cells):
        ours = {cell.round: cell for cell in result.cells if (cell.what, cell.users, cell.system) == (what, users, OURS)}
        theirs = {cell.round: cell for cell in result.cells if (cell.what, cell.users, cell.system) == (what, users, STOCK)}
        pairs = [(ours[turn], theirs[turn]) for turn in sorted(ours.keys() & theirs.keys())]
        if pairs:
            found.append(
                Ratio(
                    what,
                    users,
                    _spread([len(a.times) / a.seconds / (len(b.times) / b.seconds) for a, b in pairs]),
                    _spread([percentile(b.times, 0.95) / percentile(a.times, 0.95) for a, b in pairs]),
                    _spread([thousand(b) / thousand(a) for a, b in pairs]),
                )
            )
    return found


def _spread(values: list[float]) -> tuple[float, float, float]:
    return statistics.median(values), min(values), max(values)


def memory(result: Result, system: str) -> int:
    """Bytes of the system's Python processes after its last cell."""
    last = [cell for cell in result.cells if cell.system == system][-1:]
    return sum(size for cell in last for name, size in cell.memory.items() if name in PYTHON or name.startswith("stock-"))


def markdown(result: Result) -> str:
    """The tables, with what must be known to read them."""
    lines = [
        f"Measured on {result.when:%Y-%m-%d %H:%M} UTC, {result.cores} cores, {result.plan.rounds} rounds in turn,"
        f" {result.plan.seconds:.0f} s each; other programs ran meanwhile: {result.load:.1f} in the queue on average.",
        "",
    ]
    if result.plan.per_intent is not None:
        lines += [
            f"**The stock assistant was trained on {result.examples.get(STOCK)} examples** ({result.plan.per_intent} of each intent and"
            " language), not on all: an epoch of DIET over all takes minutes, and it wants a hundred. That makes it faster, not slower"
            " (a smaller vocabulary).",
            "",
        ]
    if result.plan.epochs is not None:
        lines += [
            f"**Its networks were trained for {result.plan.epochs} epochs**, not a hundred: the same networks with worse weights. The"
            " figures below are of its speed; of what it understands they say nothing.",
            "",
        ]
    lines += ["| turns | users | system | turns/s | p50 ms | p95 ms | p99 ms | CPU s / 1,000 |", "|---|---|---|---|---|---|---|---|"]
    lines += [
        f"| {r.what} | {r.users} | {r.system} | {r.per_second:.1f} | {r.p50:.0f} | {r.p95:.0f} | {r.p99:.0f} | {r.cpu:.2f} |"
        for r in rows(result)
    ]
    lines += ["", "| turns | users | turns/s, ours / theirs | p95, theirs / ours | CPU a turn, theirs / ours |", "|---|---|---|---|---|"]
    lines += [f"| {r.what} | {r.users} | {_said(r.speed)} | {_said(r.p95)} | {_said(r.cpu)} |" for r in ratios(result)]
    lines += ["", "| | " + " | ".join(result.started) + " |", "|---|" + "---|" * len(result.started)]
    for title, values in _whole(result):
        lines.append(f"| {title} | " + " | ".join(values) + " |")
    lines += ["", f"Messages that were accepted and not answered: {result.lost}."]
    if result.silent:
        lines.append(f"Messages to which the stock assistant said nothing, an action of it having failed: {result.silent}.")
    return "\n".join(lines) + "\n"


def _whole(result: Result) -> Iterator[tuple[str, list[str]]]:
    systems = list(result.started)
    yield "start to ready, s", [f"{result.started[system]:.1f}" for system in systems]
    yield "training, s", ["kept" if result.trained[system] is None else f"{result.trained[system]:.0f}" for system in systems]
    yield "memory of the Python processes, MB", [f"{memory(result, system) / 1e6:.0f}" for system in systems]
    yield "CPU with nobody writing, %", [f"{result.idle[system] * 100:.1f}" for system in systems]


def _said(spread: tuple[float, float, float]) -> str:
    middle, low, high = spread
    return f"{middle:.1f} ({low:.1f} to {high:.1f})"


def write(result: Result, folder: Path) -> None:
    """`dialogue.json`, `dialogue.md` and `dialogue.svg` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dialogue.json").write_text(json.dumps(_json(result), indent=1), encoding="utf-8")
    (folder / "dialogue.md").write_text(markdown(result), encoding="utf-8")
    labels = [f"{what} {users}" for what, users in dict.fromkeys((row.what, row.users) for row in rows(result))]
    series = [
        Series(system, [row.per_second for row in rows(result) if row.system == system])
        for system in dict.fromkeys(row.system for row in rows(result))
    ]
    (folder / "dialogue.svg").write_text(bars("Turns a second, by kind of turn and users", labels, series), encoding="utf-8")


def _json(result: Result) -> dict[str, Any]:
    cells = [{**asdict(cell), "times": [round(each * 1000, 2) for each in cell.times]} for cell in result.cells]
    whole = {name: getattr(result, name) for name in ("cores", "load", "started", "trained", "examples", "idle", "lost", "extra", "silent")}
    return {
        "when": result.when.isoformat(),
        "plan": asdict(result.plan),
        **whole,
        "rows": [asdict(row) for row in rows(result)],
        "ratios": [asdict(ratio) for ratio in ratios(result)],
        "cells": cells,
    }
