"""A table to be written: its columns, each defined, and its rows, made as they are written."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.crypto import blind_index


@dataclass(frozen=True, slots=True)
class Heading:
    """kind: `text`, `day`, `moment`, `number`, `truth`. definition: for the reader of the sheet, with the codes."""

    name: str
    kind: str = "text"
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """rows: as many values as headings; None for nothing. Read once, while its transaction is open.

    exact: text for other systems, which reads back as it was: numbers and telephones are not quoted. texts: the same rows with every value
    as text already (None: empty), as the database wrote it, for who writes text anyway; one of the two is read.
    """

    name: str
    headings: Sequence[Heading]
    rows: Iterator[Sequence[Any]]
    exact: bool = False
    texts: Callable[[], Iterator[list[str | None]]] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. first, last: days of report (entry, sample), both included. place: code of a region or cercle. names: also who."""

    first: date | None = None
    last: date | None = None
    place: str | None = None
    names: bool = False


def pseudonym(identifier: uuid.UUID) -> str:
    """The same for the same person in every export of this deployment; says nothing about them without the key."""
    return "P-" + blind_index("pseudonym", str(identifier))[:12].upper()
