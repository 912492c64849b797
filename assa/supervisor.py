"""Keeps the parts: starts them, starts again what dies, stops them in order."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import click

from assa.parts import Part, PartError

RESTARTS = (1, 2, 5, 15, 30)
"""Seconds before a part that died is started again; after the last, always that long."""

STEADY = 60.0
"""Seconds after which a part that was started again counts as one that had never died."""


def say(text: str) -> None:
    """A line for the person at the terminal."""
    click.echo(f"assa: {text}")


@dataclass
class _Care:
    """What we know of a part: deaths in a row; when to start it again, None: it runs; since when; whether its return was told."""

    deaths: int = 0
    due: float | None = None
    started: float = 0.0
    told: bool = True


class Supervisor:
    """stopping: set it (from a signal handler, too) and `start` and `watch` return. hurry: set it and nobody is waited for any more."""

    def __init__(self, parts: list[Part], say: Callable[[str], None] = say) -> None:
        """parts: in the order in which they are started; they are stopped the other way round."""
        self.parts = parts
        self.stopping = False
        self.hurry = False
        self._say = say
        self._care: dict[str, _Care] = {}

    def start(self) -> None:
        """Start all that do not run yet at once, and wait until each is ready, in order. Raises PartError."""
        new = [part for part in self.parts if not part.alive]
        for part in new:
            part.start()
        for part in new:
            part.wait_ready(lambda: self.stopping)
            if not self.stopping:
                self._say(f"{part.name} is ready")

    def watch(self) -> None:
        """Until we are told to stop: start again what died, and say so."""
        while not self.stopping:
            for part in self.parts:
                self._tend(part, self._care.setdefault(part.name, _Care()))
            time.sleep(0.1)

    def _tend(self, part: Part, care: _Care) -> None:
        now = time.monotonic()
        if part.alive:
            if not care.told and part.works:
                care.told = True
                self._say(f"{part.name} is ready again")
            if care.deaths and care.told and now - care.started > STEADY:
                care.deaths = 0
        elif care.due is None:
            part.clear()
            delay = RESTARTS[min(care.deaths, len(RESTARTS) - 1)]
            care.deaths += 1
            care.due = now + delay
            code = None if part.process is None else part.process.returncode
            self._say(f"{part.name} died ({_cause(code)}); starting it again in {delay} s; its log: {part.log}")
        elif now >= care.due:
            care.due, care.started, care.told = None, now, False
            try:
                part.start()
            except PartError as error:
                self._say(str(error))

    def stop(self) -> None:
        """Stop the parts, the last started first."""
        self.stopping = True
        for part in reversed(self.parts):
            if part.process is not None:
                part.stop(lambda: self.hurry)
                self._say(f"{part.name} has stopped")


def _cause(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"code {code}"
