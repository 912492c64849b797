"""Statistics as files: CSV that a spreadsheet opens rightly, XLSX with charts, JSON, DHIS2's `dataValueSets`."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

from usage.errors import BadWish
from usage.wish import MEASURES, Row, Wish, header

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
CHARTS = (("people", "new", "returned"), ("messages_in", "messages_out"), ("understood", "asked_back", "not_understood"))


def cells(row: Row) -> list[str | int]:
    """A row in the order of `wish.header`."""
    return [row.first.isoformat(), row.last.isoformat(), *row.cell, *(row.values[name] for name in MEASURES)]


def to_csv(wish: Wish, rows: Sequence[Row]) -> bytes:
    """UTF-8 with a mark at the beginning, for Excel; a value that a spreadsheet would compute is made text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header(wish.split))
    writer.writerows([_safe(value) for value in cells(row)] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def to_json(wish: Wish, rows: Sequence[Row]) -> bytes:
    """One object a row, figures as numbers."""
    names = header(wish.split)
    body = [dict(zip(names, cells(row), strict=True)) for row in rows]
    whole = {"from": wish.first.isoformat(), "to": wish.last.isoformat(), "by": wish.by, "split": list(wish.split), "rows": body}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def to_xlsx(wish: Wish, rows: Sequence[Row]) -> bytes:
    """A sheet of figures and, by periods or split by one dimension, one with charts of them."""
    out = io.BytesIO()
    names = header(wish.split)
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, names, book.add_format({"bold": True}))
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows, 1):
            sheet.write_datetime(number, 0, _midnight(row.first), day)
            sheet.write_datetime(number, 1, _midnight(row.last), day)
            sheet.write_row(number, 2, cells(row)[2:])
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(names), 14)
        if rows and (drawn := _axis(wish)) is not None:
            _charts(book, names, len(rows), *drawn)
    return out.getvalue()


def _axis(wish: Wish) -> tuple[str, int] | None:
    """The kind of chart and the column of its axis: lines over periods, bars over the cells of one dimension; else none would be read."""
    if wish.by is not None and not wish.split:
        return "line", 0
    return ("column", 2) if wish.by is None and len(wish.split) == 1 else None


def _charts(book: Any, names: Sequence[str], count: int, kind: str, axis: int) -> None:
    page = book.add_worksheet("charts")
    for place, drawn in enumerate(CHARTS):
        chart = book.add_chart({"type": kind})
        for name in drawn:
            column = names.index(name)
            chart.add_series({"name": name, "categories": ["data", 1, axis, count, axis], "values": ["data", 1, column, count, column]})
        chart.set_size({"width": 900, "height": 320})
        page.insert_chart(place * 17, 0, chart)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def to_dhis2(wish: Wish, rows: Sequence[Row], mapping: Mapping[str, Any]) -> bytes:
    """`dataValueSets` for DHIS2, by week or month.

    mapping: `dataElements` (a measure: UID), `orgUnits` (a region, "" for the whole country: UID), `dataSet` if wanted. Rows may be
    split by region only. A period that the wish cuts is left out: DHIS2 knows whole weeks and months. Raises BadWish.
    """
    if wish.by not in ("week", "month") or wish.split not in ((), ("region",)):
        raise BadWish("dhis2")
    elements, units = dict(mapping.get("dataElements") or {}), dict(mapping.get("orgUnits") or {})
    wrong = [name for name, uid in [*elements.items(), *units.items()] if not _UID.fullmatch(str(uid))]
    wrong += [name for name in elements if name not in MEASURES]
    wrong += [row.cell[0] for row in rows if row.cell and row.cell[0] and row.cell[0] not in units]
    if not elements or "" not in units or wrong:
        raise BadWish("mapping", names=",".join(sorted(set(wrong))))
    values = [
        {"dataElement": uid, "period": period, "orgUnit": units[row.cell[0] if row.cell else ""], "value": str(row.values[name])}
        for row in rows
        if (period := _period(wish, row)) is not None
        for name, uid in elements.items()
    ]
    head = {"dataSet": mapping["dataSet"]} if mapping.get("dataSet") else {}
    return json.dumps({**head, "dataValues": values}, indent=1).encode()


def _period(wish: Wish, row: Row) -> str | None:
    """`2020W23`, `202006`; None where the period is not whole."""
    if wish.by == "month":
        whole = row.first.day == 1 and (row.last + timedelta(days=1)).day == 1
        return f"{row.first:%Y%m}" if whole else None
    year, week, _ = row.first.isocalendar()
    return f"{year}W{week}" if (row.last - row.first).days == 6 else None
