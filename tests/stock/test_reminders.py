"""The weekly reminder: at the centre's hour, once, not right after a report."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.errors import InvalidInput, NotFound
from core.notifications import Notification
from stock import service
from stock.reminders import default_time, remind
from tests.stock.test_alerts import BANCONI, count, told  # noqa: F401  the fixture

MONDAY = datetime(2026, 11, 30, 8, 20, tzinfo=UTC)


def asked(session):
    return session.scalars(select(Notification.arguments).where(Notification.response == "utter_stock_reminder")).all()


def test_a_centre_is_asked_at_the_usual_hour_once(told):  # noqa: F811
    with told.transaction() as session:
        assert remind(session, MONDAY - timedelta(hours=1)) == 0
        assert [remind(session, MONDAY), remind(session, MONDAY), remind(session, MONDAY + timedelta(minutes=30))] == [1, 0, 0]
        assert [each["centre"] for each in asked(session)] == ["CSCom de Banconi"]
        assert remind(session, MONDAY + timedelta(days=7)) == 1


def test_a_centre_has_its_own_hour_and_never_two_within_a_day(told):  # noqa: F811
    with told.transaction() as session:
        remind(session, MONDAY)
        service.set_reminder(session, BANCONI, 1, 6)
        assert remind(session, MONDAY + timedelta(hours=22)) == 0, "22 hours after the last"
        assert remind(session, MONDAY + timedelta(days=7)) == 0
        assert remind(session, MONDAY + timedelta(days=7, hours=22)) == 1


def test_who_has_just_reported_is_not_asked(told):  # noqa: F811
    with told.transaction() as session:
        count(session, "PARA-500", 5, MONDAY - timedelta(hours=3))
        assert remind(session, MONDAY) == 0


def test_a_time_that_is_none_is_refused(told):  # noqa: F811
    with told.transaction() as session:
        with pytest.raises(InvalidInput):
            service.set_reminder(session, BANCONI, 7, 6)
        with pytest.raises(NotFound):
            service.set_reminder(session, "NOWHERE", 1, 6)
    for setting in ("", "7 8", "0 24", "lundi 8"):
        with pytest.raises(InvalidInput):
            default_time(setting)


def told_again(session):
    rows = session.execute(select(Notification.response, Notification.key).order_by(Notification.id)).all()
    return [response for response, _ in rows]


def test_who_says_nothing_is_reminded_after_1_4_and_6_days_the_last_time_also_the_district(told):  # noqa: F811
    """cStock: a day after the cut-off, then after 3 and 2 days more, never two in 24 hours."""
    with told.transaction() as session:
        hours = [number for number in range(7 * 24) if remind(session, MONDAY + timedelta(hours=number))]
        assert hours == [0, 24, 96, 144]
        again = "utter_stock_reminder_again"
        assert told_again(session) == ["utter_stock_reminder", again, again, again, "utter_stock_reminder_supervisor"]
        assert remind(session, MONDAY + timedelta(days=7)) == 1, "a new week"


def test_who_reported_after_a_reminder_is_left_alone(told):  # noqa: F811
    with told.transaction() as session:
        assert [remind(session, MONDAY + timedelta(days=day)) for day in (0, 1)] == [1, 1]
        count(session, "PARA-500", 5, MONDAY + timedelta(days=2))
        assert [remind(session, MONDAY + timedelta(days=day)) for day in (4, 6)] == [0, 0]
        assert remind(session, MONDAY + timedelta(days=7)) == 1


def test_who_was_not_asked_this_week_is_not_reminded(told):  # noqa: F811
    with told.transaction() as session:
        assert [remind(session, MONDAY + timedelta(days=day)) for day in (1, 4, 6)] == [0, 0, 0]
