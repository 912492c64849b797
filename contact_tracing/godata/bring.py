"""The import of a folder of Go.Data's files: all or nothing, nothing dropped unlisted, and a second time nothing changes."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor
from contact_tracing.contacts.models import Contact
from contact_tracing.godata import links, people
from contact_tracing.godata.derived import LOCATION_COLUMNS
from contact_tracing.godata.files import CASES, CONTACTS, FILES, FOLLOWUPS, LAB_RESULTS, RELATIONSHIPS, File
from contact_tracing.godata.locations import Locations
from contact_tracing.godata.record import BadCells, digest, extra_of, known_as, read
from contact_tracing.godata.report import Count, Report
from contact_tracing.godata.store import KEYS, Stored, store, take_from_aside
from contact_tracing.imports import tables
from contact_tracing.imports.cells import BadCell, BadTable
from contact_tracing.imports.models import ExternalColumn
from contact_tracing.models import Case
from core import audit

BATCH = 1000
_HIERARCHY = frozenset(LOCATION_COLUMNS)
LINKERS = {FOLLOWUPS.kind: links.follow_ups, RELATIONSHIPS.kind: links.relationships, LAB_RESULTS.kind: links.lab_results}


def import_folder(session: Session, folder: Path, actor: Actor, now: datetime) -> Report:
    """Read the files of a folder (CSV or XLSX, named as Go.Data's reports name them) in the caller's transaction.

    A dry run is the same, rolled back. Raises BadTable with every bad cell; then nothing may be kept.
    """
    return _Import(session, actor, now).folder(folder)


def _is_of(file: File, path: Path) -> bool:
    """By its name; files of contacts of contacts are none of these, and listed as not read."""
    name = path.name.lower()
    return name.startswith(tuple(file.begins)) and "_of_" not in name


class _Import:
    def __init__(self, session: Session, actor: Actor, now: datetime) -> None:
        self.session, self.actor, self.now = session, actor, now
        self.report = Report()
        self.bad: list[BadCell] = []
        self.locations = Locations(session)

    def folder(self, folder: Path) -> Report:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".csv", ".xlsx"))
        found = [(file, path) for file in FILES for path in paths if _is_of(file, path)]
        self.report.missing_files = [file.kind for file in FILES if file not in [of for of, _ in found]]
        self.report.other_files = [path.name for path in paths if path not in [of for _, of in found]]
        for file, path in found:
            self._places(file, path)
        for file, path in found:
            self.file(file, path)
        if not found:
            self.bad.append(BadCell(folder.name, 1, "", "no_files"))
        if self.bad:
            raise BadTable(self.bad)
        self.report.locations = self.locations.store(self.session)
        self._link_people()
        after = {kind: {"read": each.read, "added": each.added, "changed": each.changed} for kind, each in self.report.counts.items()}
        audit.record(self.session, "import.godata", actor=self.actor, subject=("import", None), after=after)
        return self.report

    def _places(self, file: File, path: Path) -> None:
        """A first reading, for the places: each is told by many rows, and must be whole before the first row is stored."""
        if not _HIERARCHY & file.columns.keys():
            return
        names: dict[str, str] = {}
        with suppress(BadTable):  # told at the second reading
            for _, row in tables.rows(path):
                names = names or {known_as(file, header): header for header in row}
                self.locations.learn({name: row[header] for name, header in names.items() if name in _HIERARCHY})

    def file(self, file: File, path: Path) -> None:
        if path.suffix.lower() == ".csv" and tables.encoding_of(path) == "cp1252":
            self.report.windows_1252.append(path.name)
        count = self.report.counts.setdefault(file.kind, Count())
        seen: dict[Any, int] = {}
        names: dict[str, str] = {}
        try:
            lines = tables.rows(path)
            while batch := list(islice(lines, BATCH)):
                if not names:
                    names = self._header(file, path, list(batch[0][1]))
                renamed = [(number, {names[header]: cell for header, cell in row.items()}) for number, row in batch]
                count.read += len(renamed)
                self._batch(file, path, list(self._read(file, path, renamed, seen)), count)
        except BadTable as bad:
            self.bad.extend(bad.cells)

    def _header(self, file: File, path: Path, headers: list[str]) -> dict[str, str]:
        """Each header and the column that it is; columns that we do not know are noted."""
        names = {header: known_as(file, header) for header in headers}
        if len(set(names.values())) < len(names):
            twice = [header for header in headers if names[header] != header and names[header] in headers]
            raise BadTable([BadCell(path.name, 1, header, "twice") for header in twice])
        absent = [name for name, column in file.columns.items() if column.required and name not in names.values()]
        if absent:
            raise BadTable([BadCell(path.name, 1, name, "missing") for name in absent])
        for position, name in enumerate(names.values()):
            if name not in file.columns:
                self.report.not_known.append((path.name, name))
                column = insert(ExternalColumn).values(origin=people.ORIGIN, kind=file.kind, name=name[:200], position=position)
                self.session.execute(column.on_conflict_do_nothing())
        return names

    def _read(
        self, file: File, path: Path, rows: list[tuple[int, dict[str, str]]], seen: dict[Any, int]
    ) -> Iterator[tuple[int, dict[str, str], dict[str, Any]]]:  # fmt: skip
        """Each row with its fields; bad cells are noted, and their rows left out."""
        known = len(seen)
        for number, row in rows:
            try:
                record, unknown = read(file, row)
            except BadCells as bad:
                self.bad.extend(BadCell(path.name, number, column, problem) for column, problem in bad.problems.items())
                continue
            key = record[KEYS[file.kind]]
            content = hash(digest(row))
            if seen.setdefault(key, content) != content:
                self.bad.append(BadCell(path.name, number, file.key, "twice"))
                continue
            if len(seen) == known:
                self.report.repeated.append((path.name, number))
                continue
            known = len(seen)
            for name in unknown:
                self.report.unknown[path.name, name, "" if file.columns[name].personal else row[name]] += 1
            yield number, row, record

    def _batch(self, file: File, path: Path, rows: list[tuple[int, dict[str, str], dict[str, Any]]], count: Count) -> None:
        if not rows or self.bad:
            return
        pairs = [(row, record) for _, row, record in rows]
        linker = LINKERS.get(file.kind)
        why = [None] * len(rows) if linker is None else linker(self.session, pairs)
        self._complete(file, path, pairs)
        keep: list[Stored] = []
        aside: list[tuple[str, dict[str, str], str]] = []
        for (number, row, record), reason in zip(rows, why, strict=True):
            if reason is not None:
                aside.append((str(record[KEYS[file.kind]]), row, reason))
                self.report.aside.append((path.name, number, reason))
            else:
                record["place"] = self.locations.columns(record.get("location_id"))
                keep.append(Stored(record, extra_of(file, row, record)))
        take_from_aside(self.session, file, aside, [str(each.record[KEYS[file.kind]]) for each in keep], self.now)
        count.aside += len(aside)
        store(self.session, file, keep, self.actor, self.now, count)

    def _complete(self, file: File, path: Path, pairs: list[tuple[dict[str, str], dict[str, Any]]]) -> None:
        if file not in (CASES, CONTACTS):
            return
        complete = people.complete_case if file is CASES else people.complete_contact
        for row, record in pairs:
            people.complete_person(record, row, self.locations, self.now)
            for column in complete(record, row, self.now):
                self.report.assumed[path.name, column] += 1

    def _link_people(self) -> None:
        """Who is in both files is one person: the contact became the case, on the day that Go.Data says."""
        both = select(Contact.id, Case.extra, Case.reported_at).join(Case, Case.id == Contact.id)
        for person, extra, reported in self.session.execute(both.where(Contact.case_uuid.is_(None))).all():
            when = reported
            with suppress(ValueError, KeyError, TypeError):
                when = datetime.fromisoformat(extra["date_become_case"][:10] + "T00:00:00+00:00")
            self.session.execute(update(Contact).where(Contact.id == person).values(case_uuid=person, became_case_at=when))
