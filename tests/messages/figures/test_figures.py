"""Case figures: what a table may hold, what is wrong with one, which figures are told on a day."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from core.audit import AuditEntry
from messages.errors import BadFigures
from messages.figures import queries, service
from messages.figures.table import Figure, parse
from messages.service import set_fact

NOW = datetime(2022, 6, 10, 12, tzinfo=UTC)
TODAY = NOW.date()
HEADER = "place,date,cases,deaths,recovered,tests,new,source\n"
MALI = "Mali,2022-06-08,31 085,735,30 200,705000,12,INSP\n"
BAMAKO = "ML-BKO,09/06/2022,18000,400,,,5,INSP\n"


def bring(database, table, now=NOW):
    with database.transaction() as session:
        return service.bring(session, table.encode(), "Awa", now)


def latest(database, place=None, on=TODAY):
    with database.transaction() as session:
        return queries.latest(session, on, place)


def cells(content):
    with pytest.raises(BadFigures) as error:
        parse(content if isinstance(content, bytes) else content.encode(), TODAY)
    return [(cell.row, cell.column, cell.problem) for cell in error.value.cells]


def test_a_table_is_read_as_people_write_it():
    assert parse((HEADER + MALI + BAMAKO).encode(), TODAY) == [
        Figure("ML", date(2022, 6, 8), 31_085, 735, 30_200, 705_000, 12, "INSP"),
        Figure("ML-BKO", date(2022, 6, 9), 18_000, 400, None, None, 5, "INSP"),
    ]


def test_semicolons_a_byte_order_mark_and_other_orders_of_columns_are_read():
    content = "\ufeffsource;Date;place;cases\r\nINSP;2022-06-01;Sikasso;3\r\n\r\n"
    assert parse(content.encode(), TODAY) == [Figure("ML-SIKASSO", date(2022, 6, 1), 3, None, None, None, None, "INSP")]


@pytest.mark.parametrize(
    ("row", "bad"),
    [
        ("Mali,hier,1,,,,,INSP", ("date", "bad_date")),
        ("Mali,2022-06-11,1,,,,,INSP", ("date", "in_the_future")),
        ("Atlantide,2022-06-01,1,,,,,INSP", ("place", "unknown_place")),
        ("Mali,2022-06-01,,,,,,INSP", ("cases", "bad_number")),
        ("Mali,2022-06-01,beaucoup,,,,,INSP", ("cases", "bad_number")),
        ("Mali,2022-06-01,10,-1,,,,INSP", ("deaths", "bad_number")),
        ("Mali,2022-06-01,10,,,1.5,,INSP", ("tests", "bad_number")),
        ("Mali,2022-06-01,99000000,,,,,INSP", ("cases", "bad_number")),
        ("Mali,2022-06-01,10,11,,,,INSP", ("deaths", "more_than_cases")),
        ("Mali,2022-06-01,10,,11,,,INSP", ("recovered", "more_than_cases")),
        ("Mali,2022-06-01,10,,,,11,INSP", ("new", "more_than_cases")),
        ("Mali,2022-06-01,10,,,,,", ("source", "missing")),
        (f"Mali,2022-06-01,10,,,,,{'x' * 301}", ("source", "too_long")),
        ("Mali,2022-06-01,10,,,,,INSP,", ("", "too_many_cells")),
        ("Mali,2022-06-08,10,,,,,INSP", ("date", "row_twice")),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_taken(database, row, bad):
    table = HEADER + MALI + row + "\n"
    assert cells(table) == [(3, *bad)]
    with pytest.raises(BadFigures):
        bring(database, table)
    assert latest(database) is None


def test_every_bad_cell_is_named_at_once():
    assert cells(HEADER + "Atlantide,hier,x,,,,,\n" + "Mali,2022-06-01,1,2,,,,INSP\n") == [
        (2, "date", "bad_date"),
        (2, "place", "unknown_place"),
        (2, "cases", "bad_number"),
        (2, "source", "missing"),
        (3, "deaths", "more_than_cases"),
    ]


@pytest.mark.parametrize(
    ("content", "bad"),
    [
        ("", [(1, name, "missing_column") for name in ("place", "date", "cases", "source")]),
        (HEADER, [(2, "place", "no_rows")]),
        ("place,date,cases,source,deceased\n", [(1, "deceased", "unknown_column")]),
        ("place,date,cases,source,cases\n", [(1, "cases", "column_twice")]),
        (b"\xff\xfe\x00", [(1, "", "not_csv")]),
        (b"x" * 1_000_001, [(1, "", "too_large")]),
    ],
)
def test_what_is_no_table_is_told(content, bad):
    assert cells(content) == bad


def test_bringing_the_same_in_again_changes_nothing_and_a_correction_corrects(database):
    assert bring(database, HEADER + MALI + BAMAKO) == service.Brought(2, 0, 0)
    assert bring(database, HEADER + MALI + BAMAKO.replace("18000", "18001")) == service.Brought(0, 1, 1)
    assert latest(database, "ML-BKO").figure.cases == 18_001
    with database.transaction() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.actor_id, entry.after["corrected"]) for entry in entries] == [
        ("figures.brought", "Awa", 0),
        ("figures.brought", "Awa", 1),
    ]


def test_an_empty_table_has_no_figures(database):
    assert latest(database) is None
    assert latest(database, "ML-BKO") is None


def test_the_newest_figures_until_the_day_are_told(database):
    bring(database, HEADER + MALI + MALI.replace("06-08", "06-01").replace("31 085", "30 500"))
    assert latest(database).figure.cases == 31_085
    assert latest(database, on=date(2022, 6, 5)).figure.cases == 30_500
    assert latest(database, on=date(2022, 5, 1)) is None


@pytest.mark.parametrize(("on", "stale"), [(date(2022, 6, 15), False), (date(2022, 6, 16), True)])
def test_figures_older_than_a_week_are_stale(database, on, stale):
    bring(database, HEADER + MALI)
    assert latest(database, on=on).stale is stale


def test_after_how_many_days_figures_are_stale_is_a_fact(database):
    bring(database, HEADER + MALI)
    with database.transaction() as session:
        set_fact(session, queries.STALE_DAYS, "1", date(2022, 1, 1), "test")
    assert latest(database).stale


def test_a_fact_that_is_no_number_does_not_cost_the_answer(database):
    bring(database, HEADER + MALI)
    with database.transaction() as session:
        set_fact(session, queries.STALE_DAYS, "une semaine", date(2022, 1, 1), "test")
    assert not latest(database).stale
    assert latest(database, on=date(2022, 7, 1)).stale


@pytest.mark.parametrize(
    ("place", "told", "asked"),
    [
        ("ML-BKO", "Bamako", None),
        ("ML-BKO-2", "Bamako", "Commune II"),
        ("ML-SIKASSO", "Mali", "Sikasso"),
        (None, "Mali", None),
        ("ML", "Mali", None),
    ],
)
def test_a_place_without_figures_gets_those_of_its_region_else_of_the_country(database, place, told, asked):
    bring(database, HEADER + MALI + BAMAKO)
    found = latest(database, place)
    assert (found.name, found.asked) == (told, asked)
