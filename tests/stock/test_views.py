"""What the console shows of stock: the heat table, a card with its balances, what could be moved; and AMC without issues."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import InvalidInput
from core.facilities import nearness
from core.facilities import queries as places
from core.facilities.service import import_seed
from stock import queries, service
from stock.levels import levels_by_kind
from stock.rules import Expiry, Forecast, Levels, Report, Status, days_left_by_reports, expiry_status
from tests.stock.conftest import moved
from tests.stock.test_alerts import BANCONI, NOW, SIKORO, count, issued

DJELIBOUGOU, KAYES = "CSCOM-DJELIBOUGOU", "CSREF-KAYES"


@pytest.fixture
def centres(stocked):
    with stocked.transaction() as session:
        import_seed(session)
    return stocked


def test_the_heat_table_has_the_worst_off_first_and_empty_rows_for_who_never_reported(centres):
    with centres.transaction() as session:
        count(session, "PARA-500", 0)
        count(session, "SAVON", 10)
        count(session, "PARA-500", 10, facility=SIKORO)
        table = queries.heat(session, NOW, [SIKORO, BANCONI, KAYES])
    assert [code for code, _, _ in table.products] == ["PARA-500", "SAVON"], "those followed nationally first"
    assert [(row.facility, row.urgent, len(row.cells)) for row in table.rows] == [(BANCONI, 1, 2), (SIKORO, 0, 1), (KAYES, 0, 0)]
    assert table.rows[0].cells["PARA-500"].status is Status.STOCK_OUT


def test_a_card_shows_the_balance_after_each_line_the_latest_first(centres):
    with centres.transaction() as session:
        service.record_movement(session, moved("RECEIPT", 100, 0, "a", lot="A12", expiry=date(2027, 3, 31)))
        service.record_movement(session, moved("ISSUE", 30, 2, "b"))
        count(session, "PARA-500", 60)
        service.record_movement(session, moved("LOSS", 5, 1, "late"))
        service.reverse(session, "b", new_key="back")
        lines = queries.card(session, BANCONI, "PARA-500")
        nowhere = queries.card(session, SIKORO, "PARA-500")
    told = [(line.kind, line.quantity, line.balance, line.reversed) for line in lines]
    assert told[3:] == [("REVERSAL", 30, 95, False), ("ISSUE", -30, 65, True), ("LOSS", -5, 95, False), ("RECEIPT", 100, 100, False)]
    assert [line.reason for line in lines[:3]] == ["LATE_REPORT", "LATE_REPORT", "INVENTORY"], "the count stands, whatever came late"
    assert (lines[0].balance, lines[0].counted, lines[-1].lot) == (60, 60, "A12")
    assert nowhere == []


def test_what_one_has_above_its_maximum_goes_to_the_nearest_below_the_minimum_in_whole_packs(centres):
    """Gloves, 50 a box, 100 a month each: Banconi has 460 (160 above the maximum: 3 boxes), Kayes has 2,000, Sikoro none, Niaréla 70."""
    with centres.transaction() as session:
        for facility, number in ((BANCONI, 460), (KAYES, 2000), (SIKORO, 0), ("CSCOM-NIARELA", 70)):
            issued(session, "GANT-EXAM", 100, facility)
            count(session, "GANT-EXAM", number, facility=facility)
        moves = queries.redistribution(session, NOW)
        within = queries.redistribution(session, NOW, [SIKORO, "CSCOM-NIARELA"])
    assert [(move.source, move.destination, move.quantity) for move in moves] == [
        (BANCONI, SIKORO, 100),
        (BANCONI, "CSCOM-NIARELA", 50),
    ], "the emptiest first; what is left of Banconi is nearer than Kayes"
    assert within == []


def test_centres_that_report_only_counts_have_a_forecast_from_them(centres):
    """1,000, then 800 after 20 days with 200 received, then 500 after 20 more: 400 and 300 in 40 days, 17.5 a day, 525 a month."""
    with centres.transaction() as session:
        count(session, "PARA-500", 1000, NOW - timedelta(days=40))
        service.record_movement(session, moved("RECEIPT", 200, (NOW - timedelta(days=30) - _day()).days, "r"))
        count(session, "PARA-500", 800, NOW - timedelta(days=20))
        count(session, "PARA-500", 500, NOW)
        (para,) = queries.standings(session, NOW)
    assert para.by_reports
    assert para.amc == pytest.approx(525)
    assert para.forecast is not None
    assert (para.forecast.days, para.forecast.at_fastest) == (pytest.approx(500 / 17.5), pytest.approx(25))
    assert para.forecast.at_slowest == pytest.approx(500 / 15)
    assert para.order == 2000, "3 x 525 - 500 = 1,075: two boxes of 1,000"


def _day():
    return moved("RECEIPT", 1, 0, "x").occurred_at


def test_days_left_by_reports_is_not_guessed():
    assert days_left_by_reports(100, [Report(NOW, 100, 0)], NOW) is None
    same = [Report(NOW - timedelta(days=20), 100, 0), Report(NOW, 100, 0)]
    assert days_left_by_reports(100, same, NOW) is None, "nothing was used"
    short = [Report(NOW - timedelta(days=day), 100 - 10 * index, 0) for index, day in enumerate((12, 9, 6, 3, 0))]
    assert days_left_by_reports(60, short, NOW) == Forecast(pytest.approx(18), pytest.approx(18), pytest.approx(18))


@pytest.mark.parametrize(
    ("days", "expected"),
    [(None, None), (-1, Expiry.EXPIRED), (0, Expiry.SOON), (30, Expiry.SOON), (31, Expiry.LATER), (90, Expiry.LATER), (91, None)],
)
def test_expiry_has_two_thresholds(days, expected):
    today = NOW.date()
    assert expiry_status(None if days is None else today + timedelta(days=days), today, 30, 90) == expected


def test_levels_are_read_and_what_cannot_be_is_named():
    assert levels_by_kind("CSCom=1/3/0.5, regional_depot=3/6/1.5")["regional_depot"] == Levels(3, 6, 1.5)
    assert levels_by_kind("") == {}
    for part in ("CSCom=3/1/0.5", "Clinique=1/3/0.5", "CSCom=1/3", "CSCom"):
        with pytest.raises(InvalidInput) as caught:
            levels_by_kind(part)
        assert caught.value.fields["part"] == part


def test_nearness_is_of_shared_places_then_of_kilometres(centres):
    with centres.transaction() as session:
        banconi, sikoro, niarela, kayes = (places.get(session, code) for code in (BANCONI, SIKORO, "CSCOM-NIARELA", KAYES))
    today = NOW.date()
    order = sorted([kayes, niarela, sikoro], key=lambda each: nearness.nearness(each, banconi, today))
    assert [each.code for each in order] == [SIKORO, "CSCOM-NIARELA", KAYES]
    assert nearness.kilometres(banconi, sikoro) is None
    bamako, mopti = _at(banconi, 12.65, -8.0), _at(sikoro, 14.5, -4.2)
    assert nearness.kilometres(bamako, mopti) == pytest.approx(459, abs=5)


def _at(facility, latitude, longitude):
    return replace(facility, latitude=latitude, longitude=longitude)
