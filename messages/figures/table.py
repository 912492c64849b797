"""The CSV of case figures: `place,date,cases,deaths,recovered,tests,new,source`. Separated by commas or semicolons, UTF-8."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime

from core import geography
from messages.errors import BadFigures, Cell

COUNTRY = "ML"
COUNTS = ("cases", "deaths", "recovered", "tests", "new")
REQUIRED = ("place", "date", "cases", "source")
COLUMNS = ("place", "date", *COUNTS, "source")
MAX_BYTES = 1_000_000
"""A year of all regions, daily, is a tenth of that."""
_PLAUSIBLE = 25_000_000
"""More than there are people in Mali is a slip of the hand."""
_VERY_NAME = 100.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One row; place as a code."""

    place: str
    day: date
    cases: int
    deaths: int | None
    recovered: int | None
    tests: int | None
    new: int | None
    source: str


def parse(content: bytes, today: date) -> list[Figure]:
    """The rows of a table. Raises BadFigures with every bad cell: all or nothing."""
    lines = _lines(content)
    header = [name.strip().lower() for name in lines[0]] if lines else []
    bad = [Cell(1, name, "missing_column") for name in REQUIRED if name not in header]
    bad += [Cell(1, name, "unknown_column") for name in header if name not in COLUMNS]
    bad += [Cell(1, name, "column_twice") for name in sorted(set(header)) if header.count(name) > 1]
    if bad:
        raise BadFigures(bad)
    figures: list[Figure] = []
    seen: dict[tuple[str, date], int] = {}
    for number, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        row = dict(zip(header, (cell.strip() for cell in line), strict=False))
        figure = _row(number, row, today, bad, extra=len(line) > len(header))
        if figure is None:
            continue
        if (figure.place, figure.day) in seen:
            bad.append(Cell(number, "date", "row_twice"))
        seen[figure.place, figure.day] = number
        figures.append(figure)
    if bad or not figures:
        raise BadFigures(bad or [Cell(2, "place", "no_rows")])
    return figures


def _lines(content: bytes) -> list[list[str]]:
    if len(content) > MAX_BYTES:
        raise BadFigures([Cell(1, "", "too_large")])
    try:
        text = content.decode("utf-8-sig")
        first = text.partition("\n")[0]
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFigures([Cell(1, "", "not_csv")]) from error


def _row(number: int, row: dict[str, str], today: date, bad: list[Cell], extra: bool) -> Figure | None:
    """The figure of a row, or None with its bad cells noted."""
    before = len(bad)
    if extra:
        bad.append(Cell(number, "", "too_many_cells"))
    day = _day(row.get("date", ""))
    if day is None or day > today:
        bad.append(Cell(number, "date", "bad_date" if day is None else "in_the_future"))
    place = place_code(row.get("place", ""), day or today)
    if place is None:
        bad.append(Cell(number, "place", "unknown_place"))
    counts = {}
    for name in COUNTS:
        value = row.get(name, "")
        counts[name] = _count(value)
        if counts[name] is None and (value or name == "cases"):
            bad.append(Cell(number, name, "bad_number"))
    cases = counts["cases"]
    bad += [Cell(number, n, "more_than_cases") for n in ("deaths", "recovered", "new") if cases is not None and (counts[n] or 0) > cases]
    source = row.get("source", "")
    if not 0 < len(source) <= 300:
        bad.append(Cell(number, "source", "missing" if not source else "too_long"))
    if len(bad) > before or place is None or day is None or cases is None:
        return None
    return Figure(place, day, cases, counts["deaths"], counts["recovered"], counts["tests"], counts["new"], source)


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def _count(text: str) -> int | None:
    """A number of people, thousands apart by spaces or not; None for what is none."""
    digits = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", "", text)
    value = int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else None
    return value if value is not None and value <= _PLAUSIBLE else None


def place_code(name: str, on: date) -> str | None:
    """The code of a place by its code or its very name; `ML` and `Mali` are the country."""
    if name.upper() in (COUNTRY, "MALI"):
        return COUNTRY
    if geography.place(name.upper(), on) is not None:
        return name.upper()
    found = geography.find(name, on, limit=1)
    return found[0].place.code if found and found[0].score >= _VERY_NAME else None
