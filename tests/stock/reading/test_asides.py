"""Lots, expiry and days as they are typed."""

from datetime import date

import pytest

from stock.reading.asides import Aside, asides, day_of, expiry_of

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/2027", date(2027, 3, 31)),
        ("12/26", date(2026, 12, 31)),
        ("02-2028", date(2028, 2, 29)),
        ("2027-05", date(2027, 5, 31)),
        ("2027-05-04", date(2027, 5, 4)),
        ("15/08/2027", date(2027, 8, 15)),
        ("15.8.27", date(2027, 8, 15)),
        ("mars 2027", date(2027, 3, 31)),
        ("13/2027", None),
        ("31/02/2027", None),
        ("00/2027", None),
    ],
)
def test_expiry(text, expected):
    assert expiry_of(text) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("hier", date(2026, 11, 26)),
        ("25/11", date(2026, 11, 25)),
        ("30/12", date(2025, 12, 30)),
        ("25/11/2025", date(2025, 11, 25)),
        ("25/11/26", date(2026, 11, 25)),
        ("28/11/2026", None),
        ("31/02", None),
    ],
)
def test_the_day_that_is_spoken_of_is_not_to_come(said, expected):
    assert day_of(said, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50 tests lot A12 exp 03/2027", [("A12", None), (None, date(2027, 3, 31))]),
        ("batch no SR-0042 peremption: 12/26", [("SR-0042", None), (None, date(2026, 12, 31))]),
        ("2 lots de gants", []),
        ("3 lot", []),
        ("12 amox perimees", []),
    ],
)
def test_lots_and_expiry_are_found(text, expected):
    found = [(each.lot, each.expiry) for each in asides(text) if isinstance(each, Aside)]
    assert found == expected
