"""A closed loop: so many messages are always on their way, each of somebody who waits for the answer before they write again."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.dialogue.mix import REPORT, Kind, Line, Texts


class System(Protocol):
    """One of the two that are compared."""

    name: str

    async def say(self, person: str, line: Line) -> None:
        """Say it and wait for the answer. Raises when none comes."""


@dataclass
class Person:
    """step: of the report, for who reports."""

    name: str
    step: int = 0


_names = itertools.count(1)


@dataclass
class People:
    """Those who write: some ask, some report. More than write at a time, so that everybody pauses."""

    askers: deque[Person] = field(default_factory=deque)
    reporters: deque[Person] = field(default_factory=deque)

    @classmethod
    def new(cls, users: int) -> "People":
        def some(count: int) -> deque[Person]:
            return deque(Person(f"22370{next(_names):06d}") for _ in range(count))

        return cls(some(2 * users), some(2 * users))

    def take(self, kind: Kind) -> Person:
        return (self.reporters if kind is Kind.FORM else self.askers).popleft()

    def put_back(self, kind: Kind, person: Person) -> None:
        (self.reporters if kind is Kind.FORM else self.askers).append(person)


@dataclass
class Measured:
    """seconds: the whole. times: seconds of each turn, by kind."""

    seconds: float
    times: dict[Kind, list[float]]

    @property
    def turns(self) -> int:
        return sum(len(times) for times in self.times.values())


async def greet(system: System, people: People) -> None:
    """The first word of each: the conversation and its language are there before anything is measured."""
    waiting = [*people.askers, *people.reporters]

    async def some() -> None:
        while waiting:
            await system.say(waiting.pop().name, Line("Bonjour, comment se protéger du virus ?", "Bonjour, comment se protéger du virus ?"))

    await asyncio.gather(*(some() for _ in range(16)))


async def drive(system: System, people: People, kinds: Iterator[Kind], texts: Texts, users: int, seconds: float, limit: int) -> Measured:
    """Keep `users` messages on their way for `seconds`, or until `limit` are answered."""
    times: dict[Kind, list[float]] = {kind: [] for kind in Kind}
    begun = time.perf_counter()
    left = limit

    async def user() -> None:
        nonlocal left
        while left > 0 and time.perf_counter() - begun < seconds:
            left -= 1
            kind = next(kinds)
            person = people.take(kind)
            line = REPORT[person.step % len(REPORT)] if kind is Kind.FORM else texts.next(kind)
            person.step += kind is Kind.FORM
            start = time.perf_counter()
            await system.say(person.name, line)
            times[kind].append(time.perf_counter() - start)
            people.put_back(kind, person)

    await asyncio.gather(*(user() for _ in range(users)))
    return Measured(time.perf_counter() - begun, times)
