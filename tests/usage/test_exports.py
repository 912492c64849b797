"""Statistics as files, read back as those who get them do."""

import csv
import io
import json
import re
from datetime import date
from zipfile import ZipFile

import openpyxl
import pytest

from usage.errors import BadWish
from usage.exports import to_csv, to_dhis2, to_json, to_xlsx
from usage.wish import MEASURES, Row, Wish

JUNE = Wish(date(2020, 6, 1), date(2020, 7, 10), "month", ("region",))
COUNTS = dict.fromkeys(MEASURES, 0) | {"people": 12, "messages_in": 40}
ROWS = [
    Row(date(2020, 6, 1), date(2020, 6, 30), ("=cmd()",), COUNTS),
    Row(date(2020, 7, 1), date(2020, 7, 10), ("",), COUNTS | {"people": 3}),
]
MAPPING = {"dataElements": {"people": "a1234567890"}, "orgUnits": {"": "b1234567890", "ML-BKO": "c1234567890"}, "dataSet": "d1234567890"}


def test_csv_opens_in_a_spreadsheet_and_computes_nothing():
    body = to_csv(JUNE, ROWS)
    assert body.startswith(b"\xef\xbb\xbf")
    first, second = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    assert (first["region"], first["people"], first["from"]) == ("'=cmd()", "12", "2020-06-01")
    assert (second["region"], second["people"], second["to"]) == ("", "3", "2020-07-10")


def test_json_has_numbers():
    read = json.loads(to_json(JUNE, ROWS))
    assert (read["by"], read["split"]) == ("month", ["region"])
    assert [row["people"] for row in read["rows"]] == [12, 3]


def test_xlsx_has_dates_no_formula_and_charts_over_one_axis():
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(JUNE, ROWS)))
    cells = [[cell.value for cell in row] for row in book["data"].iter_rows()]
    assert cells[1][0].date() == date(2020, 6, 1)
    assert book["data"]["C2"].data_type == "s"
    assert cells[1][3] == 12
    assert book.sheetnames == ["data"]

    whole = Wish(JUNE.first, JUNE.last, "month")
    drawn = to_xlsx(whole, [Row(row.first, row.last, (), row.values) for row in ROWS])
    assert _charts(drawn) == [("lineChart", "data!$A$2:$A$3")] * 3
    regions = to_xlsx(Wish(JUNE.first, JUNE.last, None, ("region",)), ROWS)
    assert _charts(regions) == [("barChart", "data!$C$2:$C$3")] * 3


def _charts(body):
    """The kind of each chart and the cells of its axis."""
    with ZipFile(io.BytesIO(body)) as book:
        pages = [book.read(name).decode() for name in sorted(book.namelist()) if name.startswith("xl/charts/chart")]
    return [(re.search(r"<c:(\w+Chart)>", page)[1], re.search(r"<c:cat>.*?<c:f>([^<]+)", page)[1]) for page in pages]


def test_dhis2_takes_whole_periods_only():
    rows = [Row(row.first, row.last, (region,), row.values) for row, region in zip(ROWS, ("ML-BKO", ""), strict=True)]
    assert json.loads(to_dhis2(JUNE, rows, MAPPING)) == {
        "dataSet": "d1234567890",
        "dataValues": [{"dataElement": "a1234567890", "period": "202006", "orgUnit": "c1234567890", "value": "12"}],
    }
    week = Wish(date(2020, 12, 28), date(2021, 1, 3), "week")
    (value,) = json.loads(to_dhis2(week, [Row(week.first, week.last, (), COUNTS)], MAPPING))["dataValues"]
    assert (value["period"], value["orgUnit"]) == ("2020W53", "b1234567890")


@pytest.mark.parametrize(
    ("wish", "mapping", "code"),
    [
        (Wish(JUNE.first, JUNE.last, "day"), MAPPING, "dhis2"),
        (Wish(JUNE.first, JUNE.last, "week", ("channel",)), MAPPING, "dhis2"),
        (Wish(JUNE.first, JUNE.last, "week"), {}, "mapping"),
        (Wish(JUNE.first, JUNE.last, "week"), MAPPING | {"dataElements": {"people": "short"}}, "mapping"),
        (Wish(JUNE.first, JUNE.last, "week"), MAPPING | {"dataElements": {"joy": "a1234567890"}}, "mapping"),
        (JUNE, MAPPING, "mapping"),
    ],
)
def test_dhis2_refuses_what_it_cannot_place(wish, mapping, code):
    with pytest.raises(BadWish, match=code):
        to_dhis2(wish, ROWS if wish.split == ("region",) else [], mapping)
