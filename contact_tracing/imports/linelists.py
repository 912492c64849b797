"""Our own line lists, read back: new cases and contacts, and fields of those that we have. All or nothing.

Columns are those of `assa export`, in any order, as many as there are; an empty cell says nothing, and changes nothing.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor
from contact_tracing.contacts.models import Contact
from contact_tracing.contacts.rules import is_contact_id
from contact_tracing.errors import BadReport
from contact_tracing.exports.formats import fused
from contact_tracing.imports import cells, tables
from contact_tracing.imports.cells import BadCell, BadTable, BadValue
from contact_tracing.models import Case
from contact_tracing.rules import is_case_id
from core import audit, geography
from core.errors import AssaError, InvalidInput
from core.identity.phones import parse_phone
from core.progress import step

ORIGIN = "table"
"""Of cases and contacts that a list brought in from another deployment."""
Parser = Callable[[str], Any]


@dataclass(slots=True)
class Done:
    """Rows of a list, and its columns that are not taken in. planned: days of follow-up on which nobody was seen or looked for.

    windows_1252: the file was no UTF-8, and was read as French Excel writes by itself.
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ignored: list[str] = field(default_factory=list)
    planned: int = 0
    windows_1252: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """parsers: by column. needed: in the header. ignored: columns of the export that only we write."""

    kind: str
    parsers: Mapping[str, Parser]
    needed: tuple[str, ...]
    ignored: frozenset[str]


def code(text: str) -> str:
    return text.strip().upper()


_SEXES = {
    "M": "MALE",
    "H": "MALE",
    "HOMME": "MALE",
    "MASCULIN": "MALE",
    "F": "FEMALE",
    "FEMME": "FEMALE",
    "FEMININ": "FEMALE",
    "FÉMININ": "FEMALE",
}


def sex(text: str) -> str:
    """Our code, or as registers abbreviate it."""
    return _SEXES.get(code(text), code(text))


def lower(text: str) -> str:
    return text.strip().lower()


def text(cell: str) -> str:
    return cells.short(cell, 5000)


def several(text: str) -> tuple[str, ...]:
    """Codes by `|`, `;` or a comma."""
    return tuple(part.strip() for part in re.split(r"[|;,]", text) if part.strip())


def phone(text: str) -> str:
    try:
        return parse_phone(text)
    except InvalidInput as error:
        raise BadValue(error.code) from None


def place_code(typed: str, on: date, region: str | None = None) -> str:
    """The code of a place, by its code or its very name; region: to look below it.

    Raises BadValue `unknown_place`, and `several_places` for the name of several communes: "Benkadi Kangaba" says which.
    """
    if geography.place(typed.strip().upper(), on) is not None:
        return typed.strip().upper()
    if region is None:
        exact = [each for each in geography.find(typed, on, limit=3) if each.score == 100.0 and not each.place.parent]
    else:
        exact = [each for each in geography.meant(typed, on, region) if each.score == 100.0]
    if not exact:
        raise BadValue("unknown_place")
    if len(exact) > 1 and geography.is_small(exact[0].place):
        raise BadValue("several_places")
    return exact[0].place.code


class Reading:
    """One list being read: what was wrong, and what was done."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path, self.layout = path, layout
        self.bad: list[BadCell] = []
        self.done = Done(windows_1252=path.suffix.lower() == ".csv" and tables.encoding_of(path) == "cp1252")

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The number and the values of each row that can be read, by column; empty cells are left out."""
        first = True
        for number, row in tables.rows(self.path):
            if first:
                self._header(list(row))
                first = False
            self.done.read += 1
            step()
            values, bad = self._values(row)
            self.bad.extend(BadCell(self.path.name, number, column, problem) for column, problem in bad.items())
            if not bad:
                yield number, values

    def _header(self, names: list[str]) -> None:
        unknown = [name for name in names if name not in self.layout.parsers and name not in self.layout.ignored]
        missing = [name for name in self.layout.needed if name not in names]
        bad = [(name, "unknown_column") for name in unknown] + [(name, "missing") for name in missing]
        if bad:
            raise BadTable([BadCell(self.path.name, 1, name, problem) for name, problem in bad])
        self.done.ignored = [name for name in names if name in self.layout.ignored]

    def _values(self, row: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
        values, bad = {}, {}
        for name, cell in row.items():
            parser = self.layout.parsers.get(name)
            if parser is None or cells.is_empty(cell):
                continue
            try:
                values[name] = parser(fused(cell))
            except BadValue as problem:
                bad[name] = problem.args[0]
        return values, bad

    def refuse(self, number: int, problems: Mapping[str, str]) -> None:
        """Note cells of a row that cannot be taken."""
        self.bad.extend(BadCell(self.path.name, number, name, problem) for name, problem in problems.items())

    def places(self, number: int, values: dict[str, Any], on: date) -> bool:
        """Put codes where names of a region and of a cercle stand; False where they name no place."""
        problems = {}
        for name in ("region", "cercle"):
            try:
                if name in values:
                    values[name] = place_code(values[name], on, values.get("region") if name == "cercle" else None)
            except BadValue as problem:
                problems[name] = problem.args[0]
        self.refuse(number, problems)
        return not problems

    @contextmanager
    def cell_errors(self, number: int, key: str) -> Iterator[None]:
        """What the rules refuse, as bad cells of this row; what is of no one field, at the column `key`."""
        try:
            yield
        except BadReport as error:
            self.refuse(number, {name: str(problem) for name, problem in error.fields.items()})
        except AssaError as error:
            self.refuse(number, {key: error.code})

    def finish(self, session: Session, actor: Actor) -> Done:
        """The end: what was done, or BadTable."""
        if self.bad:
            raise BadTable(self.bad)
        counted = {"read": self.done.read, "added": self.done.added, "changed": self.done.changed}
        audit.record(session, "import.table", actor=actor, subject=("import", self.layout.kind), after=counted)
        return self.done


def digest(values: Mapping[str, Any]) -> str:
    """The same for the same row, so that a second time it is known."""
    content = "\x1e".join(f"{name}\x1f{value}" for name, value in sorted(values.items()))
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


class Numbers:
    """Readable ids as a list has them, to ours: our own, or those under which somebody was brought in from another deployment."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: dict[tuple[str, str], str] = {}

    def case(self, number: str) -> str:
        return self._ours(Case, Case.case_id, number)

    def contact(self, number: str) -> str:
        return self._ours(Contact, Contact.contact_id, number)

    def _ours(self, model: type[Case] | type[Contact], column: Any, number: str) -> str:
        key = (model.__tablename__, number)
        if key not in self._found:
            brought = and_(model.origin == ORIGIN, model.external_id == number)
            found = self._session.scalars(select(column).where(or_(column == number, brought)).order_by((column == number).desc()).limit(1))
            self._found[key] = found.first() or number
        return self._found[key]


def readable_id(typed: str) -> str:
    """A case's or a contact's number. Raises BadValue `mistyped` where its check character says so."""
    number = cells.short(typed, 20).upper()
    if (number.startswith("CA-") and not is_case_id(number)) or (number.startswith("CO-") and not is_contact_id(number)):
        raise BadValue("mistyped")
    return number
