"""Office hours are read, in the country's zone, and a bad setting is said."""

from datetime import UTC, datetime

import pytest

from bot.handover.hours import BadHours, hours

WEEK = "1-5 08:00-17:00, 6 8:00-12:00"


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-27 07:59", False),  # a Friday
        ("2026-11-27 08:00", True),
        ("2026-11-27 16:59", True),
        ("2026-11-27 17:00", False),
        ("2026-11-28 11:00", True),
        ("2026-11-28 12:00", False),
        ("2026-11-29 10:00", False),
    ],
)
def test_hours_of_a_week(at, is_open):
    office = hours(WEEK, "Africa/Bamako")
    assert office.open(datetime.fromisoformat(at).replace(tzinfo=UTC)) is is_open
    assert office.said() == "08:00-17:00"


def test_the_zone_is_the_countrys():
    assert hours("5 08:00-17:00", "Asia/Tokyo").open(datetime(2026, 11, 26, 23, 30, tzinfo=UTC))


def test_no_hours_are_always():
    office = hours(" ", "Africa/Bamako")
    assert office.open(datetime(2026, 11, 29, 3, tzinfo=UTC))
    assert office.said() == ""


@pytest.mark.parametrize("text", ["lundi 8h", "5-1 08:00-17:00", "1 17:00-08:00", "8 08:00-17:00", "1 25:00-26:00"])
def test_a_bad_setting_is_said(text):
    with pytest.raises(BadHours, match="ASSA_OFFICE_HOURS"):
        hours(text, "Africa/Bamako")
