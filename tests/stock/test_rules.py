"""The formulas, on examples worked by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from stock import rules
from stock.rules import Forecast, Levels, Lot, Month, Report, Status

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("consumption", "out", "months", "expected"),
    [(90, 0, 1, 90), (90, 10, 1, 135), (300, 30, 3, 450), (90, 30, 1, None), (0, 30, 1, None), (0, 5, 1, 0)],
)
def test_adjusted_consumption(consumption, out, months, expected):
    assert rules.adjusted_consumption(consumption, out, months) == expected


def test_amc_adjusts_each_month_and_leaves_out_one_that_was_mostly_without_stock():
    # 100; 60 in 20 of 30 days is 90 a month; out of stock 16 of 31 days does not count
    assert rules.average_monthly_consumption([Month(100, 31, 0), Month(60, 30, 10), Month(5, 31, 16)]) == 95
    assert rules.average_monthly_consumption([Month(5, 30, 30)]) is None
    assert rules.average_monthly_consumption([]) is None


def reports(*rows):
    return [Report(NOW - timedelta(days=ago), on_hand, received) for ago, on_hand, received in rows]


def test_amc_from_stock_on_hand_alone():
    # 100 -> 70 in 10 days, then 70 + 50 - 60 = 60 in 20 days: 90 units in 30 days
    assert rules.amc_from_reports(reports((30, 100, 0), (20, 70, 0), (0, 60, 50)), NOW) == 90


def test_a_pair_that_cannot_be_is_skipped_with_its_days():
    assert rules.amc_from_reports(reports((40, 10, 0), (30, 100, 0), (0, 10, 0)), NOW) == 90


@pytest.mark.parametrize("rows", [[], [(5, 10, 0)], [(9, 10, 0), (0, 1, 0)], [(200, 100, 0), (100, 50, 0)]])
def test_amc_is_not_guessed_from_too_little_or_too_old(rows):
    assert rules.amc_from_reports(reports(*rows), NOW) is None


@pytest.mark.parametrize(
    ("on_hand", "amc", "expected"), [(0, 0, 0), (0, None, 0), (-3, 9, 0), (10, 0, None), (10, None, None), (30, 20, 1.5)]
)
def test_months_of_stock(on_hand, amc, expected):
    assert rules.months_of_stock(on_hand, amc) == expected


@pytest.mark.parametrize(
    ("on_hand", "amc", "days", "expected"),
    [
        (0, 100, 2, Status.STOCK_OUT),
        (0, None, 0, Status.STOCK_OUT),
        (49, 100, 2, Status.EMERGENCY),
        (50, 100, 2, Status.BELOW_MINIMUM),
        (99, 100, 2, Status.BELOW_MINIMUM),
        (100, 100, 2, Status.ADEQUATE),
        (300, 100, 2, Status.ADEQUATE),
        (301, 100, 2, Status.OVERSTOCK),
        (10, None, 2, Status.ADEQUATE),
        (100, 100, 10, Status.ADEQUATE),
        (100, 100, 11, Status.UNKNOWN),
        (0, 100, 11, Status.UNKNOWN),
        (100, 100, None, Status.UNKNOWN),
        (-5, 100, 1, Status.UNKNOWN),
    ],
)
def test_status_at_its_edges(on_hand, amc, days, expected):
    assert rules.status(on_hand, amc, Levels(), days_since_report=days) is expected


@pytest.mark.parametrize(
    ("on_hand", "on_order", "amc", "pack", "expected"),
    [
        (100, 0, 100, 1, 200),
        (100, 50, 100, 1, 150),
        (100, 0, 100, 30, 210),
        (400, 0, 100, 1, 0),
        (0, 0, None, 1, None),
        (-20, 0, 10, 10, 30),
        (0, 0, 0.1, 1, 1),
    ],
)
def test_suggested_order_up_to_the_maximum_in_whole_packs(on_hand, on_order, amc, pack, expected):
    assert rules.suggested_order(on_hand, on_order, amc, Levels(), pack) == expected


def test_days_left_with_their_range():
    # AMC 90 (3 a day); fastest 120 (4 a day), slowest 60 (2 a day)
    assert rules.days_left(60, [Month(120, 30, 0), Month(60, 30, 0), Month(90, 30, 0)]) == Forecast(20, 15, 30)
    assert rules.days_left(60, [Month(60, 30, 0), Month(0, 30, 0)]) == Forecast(60, 30, None)
    assert rules.days_left(60, [Month(0, 30, 0)]) is None


def test_what_expires_first_left_first():
    early, late = date(2026, 6, 1), date(2027, 6, 1)
    received = [Lot("L", late, 50), Lot("E", early, 100), Lot(None, None, 30)]
    assert rules.first_expired_first_out(received, 70) == [Lot("E", early, 20), Lot("L", late, 50)]
    assert rules.first_expired_first_out(received, 200) == [
        Lot(None, None, 20),
        Lot(None, None, 30),
        Lot("E", early, 100),
        Lot("L", late, 50),
    ]
    assert rules.first_expired_first_out(received, -1) == []
