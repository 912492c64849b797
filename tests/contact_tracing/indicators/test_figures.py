"""Worked examples of each formula."""

from datetime import date, timedelta

import pytest

from contact_tracing.indicators.figures import Share, offspring, spread
from contact_tracing.indicators.generations import generations
from contact_tracing.indicators.reproduction import estimate, serial_interval

DAY = date(2026, 3, 31)


def test_wilson_s_interval_is_that_of_the_textbook():
    # Newcombe 1998, Statist Med 17:857, table I: 81 of 263 and 0 of 20
    low, high = Share(81, 263).interval
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    low, high = Share(0, 20).interval
    assert (round(low, 4), round(high, 4)) == (0.0, 0.1611)
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None


def test_spread():
    found = spread([1, 2, 3, 4])
    assert (found.mean, found.q1, found.median, found.q3) == (2.5, 1.75, 2.5, 3.25)
    assert round(found.sd, 3) == 1.291
    assert spread([]).median is None
    assert spread([7]) == spread([7.0])
    assert spread([7]).sd is None


def test_offspring_and_its_dispersion():
    assert offspring([0, 0, 0, 4]).mean == 1
    assert offspring([0, 0, 0, 4]).k == pytest.approx(1 / 3)
    assert offspring([1, 1, 1]).k is None
    assert offspring([]).mean is None


def test_the_serial_interval_is_shared_out_over_days():
    weights = serial_interval(4.7, 2.9)
    assert weights[0] == 0
    assert sum(weights) == pytest.approx(1)
    assert sum(day * weight for day, weight in enumerate(weights)) == pytest.approx(4.7, abs=0.05)
    assert max(range(len(weights)), key=weights.__getitem__) in (2, 3, 4)
    with pytest.raises(ValueError, match="mean above 1"):
        serial_interval(0.5, 1)


def test_as_many_new_cases_as_before_is_one_and_doubling_is_more():
    level = {DAY - timedelta(days=back): 20 for back in range(60)}
    found = estimate(level, DAY)
    assert found.cases == 140
    assert found.mean == pytest.approx(1, abs=0.03)
    assert found.low < 1 < found.high
    growing = {DAY - timedelta(days=back): round(200 * 2 ** (-back / 4)) for back in range(60)}
    assert estimate(growing, DAY).low > 1.5
    falling = {DAY - timedelta(days=back): round(5 * 2 ** (back / 6)) for back in range(40)}
    assert estimate(falling, DAY).high < 1


def test_the_posterior_is_the_paper_s_closed_form():
    # one case a day, infectiousness of one at each: Gamma(1 + 14, 1 / (1/5 + 7)) over two cases a day after one a day
    onsets = {DAY - timedelta(days=back): 2 for back in range(200)}
    found = estimate(onsets, DAY)
    assert found.mean == pytest.approx((1 + 14) / (1 / 5 + 14), rel=1e-3)


def test_too_few_cases_give_no_estimate():
    assert estimate({DAY: 10}, DAY).mean is None
    assert estimate({}, DAY).cases == 0
    assert estimate({DAY - timedelta(days=back): 1 for back in range(40)}, DAY).mean is None


def test_generations_take_the_longest_way_and_set_loops_apart():
    numbers, loops = generations([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("x", "y"), ("y", "x"), ("y", "z")])
    assert numbers == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert loops == {"x", "y", "z"}
    assert generations([]) == ({}, frozenset())
