"""A sheet as CSV, XLSX, JSON, written as its rows come: memory does not grow with them."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any

from contact_tracing.exports.sheet import Sheet

BOM = "\ufeff"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""OWASP, CSV injection: also a line feed, and the full-width forms that spreadsheets of some languages take for the same."""
_FIRST = frozenset(_DANGEROUS)
_HARMLESS = re.compile(r"[+-]?[\d ().,/-]*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CHUNK = 2000


def defused(text: str, *, exact: bool = False) -> str:
    """A text that no spreadsheet takes for a formula: a quote before what begins one. Numbers stay; with exact, telephones too."""
    if not text.startswith(_DANGEROUS) or (_HARMLESS if exact else _NUMBER).fullmatch(text):
        return text
    return "'" + text


def fused(text: str) -> str:
    """What `defused` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text


def plain(value: Any) -> str:
    """A value as text in a file: ISO days and moments (UTC), TRUE and FALSE, codes of a list by `|`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def write_csv(sheet: Sheet, out: IO[bytes]) -> int:
    """UTF-8 with its mark, for Excel; a header; CRLF. Returns how many rows."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([heading.name for heading in sheet.headings])
    count = 0
    # what is no text cannot begin a formula
    may = [place for place, heading in enumerate(sheet.headings) if heading.kind == "text"]
    for cells in _texts(sheet):
        for place in may:
            cell = cells[place]
            if cell and cell[0] in _FIRST:
                cells[place] = defused(cell, exact=sheet.exact)
        writer.writerow(cells)
        count += 1
    text.flush()
    text.detach()
    return count


def _texts(sheet: Sheet) -> Iterator[list[str | None]]:
    if sheet.texts is not None:
        return sheet.texts()
    return ([value if value.__class__ is str else plain(value) for value in row] for row in sheet.rows)


def _as_json(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float | list):
        return value
    return float(value) if isinstance(value, Decimal) else plain(value)


def write_json(sheet: Sheet, out: IO[bytes]) -> int:
    """A list of objects, the keys as the headings, one a line."""
    names = [heading.name for heading in sheet.headings]
    out.write(b"[")
    count = 0
    for row in sheet.rows:
        line = json.dumps(dict(zip(names, map(_as_json, row), strict=True)), ensure_ascii=False)
        out.write((",\n" if count else "\n").encode() + line.encode())
        count += 1
    out.write(b"\n]\n")
    return count


_MOST_ROWS = 1_048_575
"""Of an Excel sheet, without its header; the rest goes to a next one."""


def write_xlsx(sheet: Sheet, out: IO[bytes]) -> int:
    """Typed columns, a frozen header with filters, and a sheet of definitions. Text that begins like a formula stays text."""
    from xlsxwriter import Workbook  # noqa: PLC0415 (only where a workbook is written)

    book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                          "default_date_format": "yyyy-mm-dd", "remove_timezone": True})  # fmt: skip
    bold = book.add_format({"bold": True})
    moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    count, page, line = 0, 0, 0
    into: Any = None
    for row in sheet.rows:
        if into is None or line > _MOST_ROWS:
            page, line = page + 1, 0
            into = _page(book, sheet, bold, page)
        line += 1
        count += 1
        for place, value in enumerate(row):
            _put(into, line, place, value, moments)
    if into is None:
        _page(book, sheet, bold, 1)
    _definitions(book, sheet, bold)
    book.close()
    return count


def _page(book: Any, sheet: Sheet, bold: Any, number: int) -> Any:
    page = book.add_worksheet(sheet.name[:28] + (f" {number}" if number > 1 else ""))
    page.freeze_panes(1, 0)
    for place, heading in enumerate(sheet.headings):
        page.write_string(0, place, heading.name, bold)
    return page


def _put(page: Any, line: int, place: int, value: Any, moments: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_datetime(line, place, value.astimezone(UTC).replace(tzinfo=None), moments)
    elif isinstance(value, date):
        page.write_datetime(line, place, value)
    elif isinstance(value, bool):
        page.write_boolean(line, place, value)
    elif isinstance(value, int | float | Decimal):
        page.write_number(line, place, value)
    else:
        page.write_string(line, place, plain(value))


def _definitions(book: Any, sheet: Sheet, bold: Any) -> None:
    page = book.add_worksheet("definitions")
    for place, name in enumerate(("column", "type", "definition")):
        page.write_string(0, place, name, bold)
    for line, heading in enumerate(sheet.headings, start=1):
        for place, text in enumerate((heading.name, heading.kind, heading.definition)):
            page.write_string(line, place, text)
    page.set_column(0, 0, 28)
    page.set_column(2, 2, 90)


WRITERS: dict[str, Callable[[Sheet, IO[bytes]], int]] = {"csv": write_csv, "json": write_json, "xlsx": write_xlsx}


def listed(values: Sequence[str]) -> str:
    """Codes for a definition."""
    return ", ".join(values)
