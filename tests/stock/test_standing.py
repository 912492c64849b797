"""Consumption, forecast and order of a card, by hand-reckoned examples; `assa stock status`."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from assa.cli import main
from stock import service
from stock.queries import standings
from stock.rules import Month, Status
from stock.standing import Line, complete_months
from tests.stock.conftest import CENTRE, counted, moved

NOW = datetime(2026, 6, 4, 12, 0, tzinfo=UTC)


def test_days_without_stock_and_issues_are_counted_month_by_month():
    """15 June: April and May are complete; nothing from 21 May on, 11 days."""
    lines = [
        Line(datetime(2026, 4, 1, 8, tzinfo=UTC), 100, 0),
        Line(datetime(2026, 4, 10, 8, tzinfo=UTC), -30, 30),
        Line(datetime(2026, 4, 11, 8, tzinfo=UTC), 10, -10),
        Line(datetime(2026, 5, 21, 8, tzinfo=UTC), -80, 80),
    ]
    assert complete_months(lines, date(2026, 6, 15)) == [Month(80, 31, 11), Month(20, 30, 0)]
    assert complete_months(lines[:1], date(2026, 6, 15)) == []
    assert complete_months(lines, date(2026, 4, 15)) == []


@pytest.fixture
def used(stocked):
    """1,000 on 1 March; 100 given out in March and in April, 400 in May, 80 more that were taken back; 400 counted on 3 June."""
    with stocked.transaction() as session:
        service.record_count(session, counted(1000, 0, "a"))
        for day, out in ((9, 100), (40, 100), (70, 400), (71, 80)):
            service.record_movement(session, moved("ISSUE", out, day, f"i{day}"))
        service.reverse(session, "i71", new_key="r71")
        service.record_count(session, counted(400, 94, "b"))
        service.record_count(session, counted(30, 0, "c", product="GANT-EXAM"))
    return stocked


def test_the_forecast_and_the_order_follow_the_formulas(used):
    """AMC 200 = (100 + 100 + 400) / 3; 400 on hand: 2 months, 60 days, 30 at the fastest, 120 at the slowest; 200 are missing: one pack."""
    with used.transaction() as session:
        gloves, para = standings(session, NOW)
    assert (para.amc, para.months_of_stock, para.status, para.stock_out_days) == (200, 2, Status.ADEQUATE, 0)
    assert para.forecast is not None
    assert (para.forecast.days, para.forecast.at_fastest, para.forecast.at_slowest) == (60, 30, 120)
    assert para.order == 1000
    assert (gloves.amc, gloves.forecast, gloves.order, gloves.status) == (None, None, None, Status.UNKNOWN)
    with used.transaction() as session:
        assert standings(session, NOW, facilities=["ELSEWHERE"]) == []
        assert standings(session, NOW + timedelta(days=20), facilities=[CENTRE])[1].status is Status.UNKNOWN


def test_what_is_older_than_the_months_of_the_average_only_says_what_was_held(used):
    """200 days before: the same average; a card of which only that is known has held it since."""
    with used.transaction() as session:
        service.record_count(session, counted(500, -200, "old"))
        service.record_movement(session, moved("ISSUE", 60, -199, "old issue"))
        service.record_count(session, counted(40, -200, "salts", product="SRO"))
        service.record_movement(session, moved("ISSUE", 10, 9, "salts out", product="SRO"))
        _, para, salts = standings(session, NOW)
    assert (para.amc, para.stock_out_days, para.order) == (200, 0, 1000)
    assert (salts.stock_on_hand, salts.stock_out_days) == (30, 0)
    assert salts.amc == pytest.approx(10 / 3), "10 in March, none in April and May"


def test_the_status_is_given_as_a_file(used, settings, monkeypatch):
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url or "")
    monkeypatch.setenv("ASSA_SECRET_KEY", "a key for tests")
    done = CliRunner().invoke(main, ["stock", "status"])
    assert (done.exit_code, done.stderr) == (0, "2 rows\n"), done.output
    rows = list(csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff"))))
    assert [(row["product"], row["stock_on_hand"]) for row in rows] == [("GANT-EXAM", "30"), ("PARA-500", "400")]
    assert CliRunner().invoke(main, ["stock", "status", "--place", "ML-BKO", "--format", "json"]).exit_code == 0
