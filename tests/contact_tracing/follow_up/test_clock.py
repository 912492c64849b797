"""The window of follow-up at its edges, and in any order of exposures."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_tracing.follow_up.clock import Period, Window, period_on, window

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CHANGED = (Period(date(2020, 1, 1), 14), Period(date(2026, 7, 1), 10))


def test_go_data_counts_fourteen_days_from_the_day_after() -> None:
    assert window([date(2026, 11, 1)]) == Window(date(2026, 11, 2), date(2026, 11, 15))


def test_nobody_without_an_exposure_is_followed() -> None:
    assert window([]) is None


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(2026, 11, 1), None), (date(2026, 11, 2), 1), (date(2026, 11, 15), 14), (date(2026, 11, 16), None)],
)
def test_days_are_numbered_inside_the_window_only(day: date, number: int | None) -> None:
    assert Window(date(2026, 11, 2), date(2026, 11, 15)).number(day) == number


@pytest.mark.parametrize(
    ("day", "days"),
    [(date(2019, 1, 1), 14), (date(2026, 6, 30), 14), (date(2026, 7, 1), 10), (date(2027, 1, 1), 10)],
)
def test_the_rule_in_force_on_the_day_of_last_contact_counts(day: date, days: int) -> None:
    assert period_on(day, CHANGED) == days
    counted = window([day], CHANGED)
    assert counted is not None
    assert (counted.last - counted.first).days + 1 == days


@given(st.lists(DAYS, min_size=1, max_size=8), st.randoms())
def test_the_order_in_which_exposures_are_told_does_not_matter(days: list[date], chance) -> None:
    shuffled = list(days)
    chance.shuffle(shuffled)
    assert window(shuffled) == window(days) == window(set(days))


@given(st.lists(DAYS, min_size=1, max_size=8), DAYS)
def test_a_later_exposure_extends_and_an_earlier_one_changes_nothing(days: list[date], another: date) -> None:
    before, after = window(days), window([*days, another])
    assert before is not None
    assert after is not None
    if another <= max(days):
        assert after == before
    else:
        assert after.last - before.last == another - max(days)
        assert after.first == another + timedelta(days=1)
