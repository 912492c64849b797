"""Tables in files, row by row: CSV (comma, semicolon, tab; UTF-8 or Windows-1252) and XLSX."""

import codecs
import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from contact_tracing.imports.cells import BadCell, BadTable

LONGEST_CELL = 100_000
csv.field_size_limit(LONGEST_CELL)


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The number (the header is 1) and the cells of each row, as text; rows without anything are left out.

    Raises BadTable for a header with a column twice, a row with too many cells, what is no text or no workbook.
    """
    lines = _xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
    header: list[str] | None = None
    for row, cells in lines:
        if header is None:
            header = _header(path, row, cells)
            continue
        if len(cells) > len(header) and any(cells[len(header) :]):
            raise BadTable([BadCell(path.name, row, "", "too_many_cells")])
        if any(cell.strip() for cell in cells):
            yield row, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=False))
    if header is None:
        raise BadTable([BadCell(path.name, 1, "", "no_header")])


def _header(path: Path, row: int, cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    bad = [
        BadCell(path.name, row, name, "twice" if name else "missing")
        for place, name in enumerate(names)
        if not name or name in names[:place]
    ]
    if bad or not names:
        raise BadTable(bad or [BadCell(path.name, row, "", "no_header")])
    return names


def encoding_of(path: Path) -> str:
    """UTF-8 where the whole file is; else what French Excel writes by itself, Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    row = 0
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            first = file.readline()
            delimiter = max(",;\t", key=first.count)
            file.seek(0)
            for cells in csv.reader(file, delimiter=delimiter):
                row += 1
                yield row, cells
    except UnicodeDecodeError:
        raise BadTable([BadCell(path.name, row + 1, "", "not_text")]) from None
    except csv.Error:
        raise BadTable([BadCell(path.name, row + 1, "", "not_csv")]) from None


def _xlsx(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The first sheet."""
    from zipfile import BadZipFile  # noqa: PLC0415 (only where a workbook is read)

    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError):
        raise BadTable([BadCell(path.name, 1, "", "not_a_workbook")]) from None
    try:
        for row, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield row, [_text(cell) for cell in cells]
    finally:
        book.close()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
