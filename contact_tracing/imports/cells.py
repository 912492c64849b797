"""Cells of tables that others wrote: their values, or the code of what is wrong with them."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from core.errors import InvalidInput

EMPTY = frozenset({"", "na", "n/a", "null", "none", "nan"})
"""What systems write where there is nothing (R writes NA)."""
_TRUE, _FALSE = frozenset({"true", "t", "1", "yes", "y", "oui", "vrai"}), frozenset({"false", "f", "0", "no", "n", "non", "faux"})
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?")
_WRITTEN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class BadCell:
    """Where and what: row counts the header as 1; column "" for a whole row. problem: a code."""

    file: str
    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}{', column ' + self.column if self.column else ''}: {self.problem}"


MOST_BAD_CELLS = 10_000
"""More are counted only."""


class BadTable(InvalidInput):
    """Nothing was imported: `cells` names what stands in the way; more: how many others do."""

    code = "bad_table"

    def __init__(self, cells: Sequence[BadCell]) -> None:
        super().__init__(None, cells=len(cells))
        self.cells = tuple(cells[:MOST_BAD_CELLS])
        self.more = len(cells) - len(self.cells)

    def __str__(self) -> str:
        return "\n".join([*map(str, self.cells), *([f"and {self.more} more"] if self.more else [])])


class BadValue(ValueError):
    """A value that cannot be read; `args[0]` is the code of why."""


def is_empty(text: str) -> bool:
    return text.strip().casefold() in EMPTY


def day(text: str) -> date:
    """An ISO day, with or without a time; or day/month/year, as it is written in Mali."""
    typed = text.strip()
    try:
        if found := _ISO_DAY.fullmatch(typed):
            return date.fromisoformat(found[1])
        if found := _WRITTEN_DAY.fullmatch(typed):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise BadValue("not_a_date")


def moment(text: str) -> datetime:
    """An ISO moment; a day alone is its midnight, UTC (Mali's time)."""
    typed = text.strip()
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        found = datetime.fromisoformat(day(typed).isoformat())
    return found if found.tzinfo else datetime.fromisoformat(found.isoformat() + "+00:00")


def truth(text: str) -> bool:
    typed = text.strip().casefold()
    if typed in _TRUE or typed in _FALSE:
        return typed in _TRUE
    raise BadValue("not_yes_or_no")


def number(text: str) -> Decimal:
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise BadValue("not_a_number") from None
    if not found.is_finite():
        raise BadValue("not_a_number")
    return found


def age(text: str) -> int:
    """Full years, 0 to 150: outbreak files hold ages that were typed wrong, but none is negative."""
    years = int(number(text))
    if number(text) < 0 or years > 150:
        raise BadValue("age_out_of_range")
    return years


_IDENTIFIERS = uuid.UUID("6f0a6c2e-4b0f-5d7e-9a43-0c1d2e3f4a5b")


def identifier(text: str) -> uuid.UUID:
    """A UUID; of another kind of id always the same UUID."""
    typed = short(text, 64)
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid5(_IDENTIFIERS, typed)


def short(text: str, longest: int) -> str:
    """Raises BadValue `too_long`, or `bad_character` for what no text holds."""
    if "\0" in text:
        raise BadValue("bad_character")
    if len(text.strip()) > longest:
        raise BadValue("too_long")
    return text.strip()
