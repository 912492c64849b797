"""The CSV of facilities, comma or semicolon, UTF-8; every bad cell is named. `facilities.csv` beside this file is the seed."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

from core import geography
from core.errors import InvalidInput
from core.identity.phones import parse_phone

SEED = Path(__file__).with_name("facilities.csv")
KINDS = ("CSCom", "CSRef", "hospital", "regional_depot", "laboratory", "other")
REQUIRED = ("code", "name", "kind", "place", "source")
COLUMNS = (
    "code",
    "name",
    "other_names",
    "kind",
    "place",
    "supplied_by",
    "phone",
    "latitude",
    "longitude",
    "valid_from",
    "valid_to",
    "source",
)
_LENGTHS = {"code": 40, "name": 120, "source": 200}

Row = dict[str, object]
Cell = tuple[int, str, str]
"""Row number (1 is the header), column, code of what is wrong."""


def read(content: bytes, today: date) -> list[tuple[int, Row]]:
    """The facilities of a CSV, each with its row's number, as columns of the table.

    Raises InvalidInput `facilities.bad_cells` with `cells`: all or nothing.
    Which facilities stand in the database is not known here: `service` checks `supplied_by`.
    """
    header, lines = _lines(content)
    bad: list[Cell] = [(1, name, "missing_column") for name in REQUIRED if name not in header]
    bad += [(1, name, "unknown_column") for name in header if name not in COLUMNS]
    bad += [(1, name, "column_twice") for name in sorted(set(header)) if header.count(name) > 1]
    if bad:
        raise InvalidInput("facilities.bad_cells", cells=bad)
    rows: list[tuple[int, Row]] = []
    seen: set[str] = set()
    for number, line in lines:
        if len(line) > len(header):
            bad.append((number, "", "too_many_cells"))
        row, wrong = _row(dict(zip(header, line, strict=False)), today)
        bad += [(number, column, why) for column, why in wrong]
        code = str(row.get("code", ""))
        if code in seen:
            bad.append((number, "code", "row_twice"))
        seen.add(code)
        rows.append((number, row))
    if bad or not rows:
        raise InvalidInput("facilities.bad_cells", cells=bad or [(2, "code", "no_rows")])
    return rows


def _lines(content: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        text = content.decode("utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        lines = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput("facilities.bad_cells", cells=[(1, "", "not_csv")]) from error
    return lines[0] if lines else [], [(number, line) for number, line in enumerate(lines[1:], 2) if any(line)]


def _row(cells: dict[str, str], today: date) -> tuple[Row, list[tuple[str, str]]]:
    wrong = [(name, "empty") for name in REQUIRED if not cells.get(name)]
    wrong += [(name, "too_long") for name, most in _LENGTHS.items() if len(cells.get(name, "")) > most]
    row: Row = {}
    for name, parse in _PARSERS.items():
        try:
            row[name] = parse(cells.get(name, ""))
        except (ValueError, InvalidInput) as error:
            wrong.append((name, error.code if isinstance(error, InvalidInput) else str(error)))
    place = cells.get("place", "")
    if place and geography.place(place, today) is None:
        wrong.append(("place", "unknown_place"))
    if cells.get("supplied_by") and cells["supplied_by"] == cells.get("code"):
        wrong.append(("supplied_by", "itself"))
    first, last = row.get("valid_from"), row.get("valid_to")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        wrong.append(("valid_to", "before_valid_from"))
    return row, wrong


def _text(text: str) -> str:
    return text


def _or_none(text: str) -> str | None:
    return text or None


def _kind(text: str) -> str:
    if text and text not in KINDS:
        raise ValueError("unknown_kind")
    return text


def _names(text: str) -> list[str]:
    names = [part.strip() for part in text.split("|") if part.strip()]
    if any(len(name) > 120 for name in names):
        raise ValueError("too_long")
    return names


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError("bad_date") from None


def _degrees(most: float) -> Callable[[str], float | None]:
    def parse(text: str) -> float | None:
        try:
            value = float(text.replace(",", ".")) if text else None
        except ValueError:
            raise ValueError("bad_number") from None
        # not within also catches NaN
        if value is not None and not -most <= value <= most:
            raise ValueError("out_of_range")
        return value

    return parse


_PARSERS: dict[str, Callable[[str], object]] = {
    "code": _text,
    "name": _text,
    "other_names": _names,
    "kind": _kind,
    "place": _text,
    "supplied_by": _or_none,
    "phone": lambda text: parse_phone(text) if text else None,
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "valid_from": _day,
    "valid_to": _day,
    "source": _text,
}
