"""The signs of the case definition, dated: which are asked about, and which make somebody a suspected case."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from core.errors import NotFound

_FILE = Path(__file__).parent / "definitions.csv"


@dataclass(frozen=True, slots=True)
class Definition:
    """The clinical criteria of one version; its days are inclusive, valid_to None: still in force.

    Met by all signs of `together`, by `number` of those of `some_of`, or by one of `alone`.
    """

    version: str
    valid_from: date
    valid_to: date | None
    together: frozenset[str]
    number: int
    some_of: frozenset[str]
    alone: frozenset[str]
    source: str

    def met_by(self, signs: Collection[str]) -> bool:
        """Whether these signs, by code, meet the clinical criteria."""
        here = set(signs)
        return self.together <= here or len(self.some_of & here) >= self.number or bool(self.alone & here)

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@lru_cache(maxsize=1)
def definitions() -> tuple[Definition, ...]:
    """All versions, the oldest first."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_definition(row) for row in csv.DictReader(file))


def in_force(on: date) -> Definition:
    """The version of a day. Raises NotFound for a day before the first one."""
    for definition in definitions():
        if definition.holds(on):
            return definition
    raise NotFound("case_definition", on=on.isoformat())


def _definition(row: dict[str, str]) -> Definition:
    return Definition(
        version=row["version"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        together=frozenset(row["together"].split()),
        number=int(row["number"]),
        some_of=frozenset(row["some_of"].split()),
        alone=frozenset(row["alone"].split()),
        source=row["source"],
    )
