"""A row of a file to the fields of a record, and back; what no field holds is kept in `extra`.

`extra` holds, by column: the text that stood there, where ours is empty; `[text, ours]` where ours was another, which stands until ours
changes; and under "#" a digest of the row, by which the same row is known again.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from contact_tracing.godata.columns import Column, Unknown
from contact_tracing.godata.files import File
from contact_tracing.imports.cells import BadValue, is_empty

DIGEST = "#"


class BadCells(Exception):
    """Cells of one row that cannot be read: column and problem."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems


def known_as(file: File, header: str) -> str:
    """The column that a header names, whatever its case and its separators; the header itself for one that we do not know."""
    if header in file.columns:
        return header
    plain = _plain(header)
    if plain in file.also:
        return file.also[plain]
    return next((name for name in file.columns if _plain(name) == plain), header)


def _plain(header: str) -> str:
    return "".join(character for character in header.casefold() if character.isalnum())


def read(file: File, row: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The fields of a row, and the columns whose value we do not know. Raises BadCells."""
    record: dict[str, Any] = {column.field: None for column in file.columns.values() if column.field}
    unknown, bad = [], {}
    for name, column in file.columns.items():
        cell = row.get(name, "")
        if is_empty(cell):
            if name == file.key:
                bad[name] = "missing"
            continue
        if column.field is None:
            continue
        try:
            record[column.field] = column.read(cell)
        except Unknown as kept:
            record[column.field] = kept.args[0]
            unknown.append(name)
        except BadValue as problem:
            bad[name] = problem.args[0]
    if bad:
        raise BadCells(bad)
    return record, unknown


def extra_of(file: File, row: Mapping[str, str], record: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields of `record` do not give back of `row`."""
    extra: dict[str, Any] = {DIGEST: digest(row)}
    for name, cell in row.items():
        column = file.columns.get(name)
        ours = "" if column is None else column.write(record)
        if ours != cell:
            extra[name] = [cell, ours] if ours else cell
    return extra


def digest(row: Mapping[str, str]) -> str:
    """The same for the same cells, whatever the order of the columns."""
    content = "\x1e".join(f"{name}\x1f{cell}" for name, cell in sorted(row.items()) if cell)
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def cell_of(column: Column, record: Mapping[str, Any], extra: Mapping[str, Any]) -> str:
    """What stands in a column of a record: ours, or what was read where it still says the same."""
    ours = column.write(record)
    kept = extra.get(column.name)
    if isinstance(kept, list):
        return kept[0] if ours == kept[1] else ours
    return ours or kept or ""
