"""Alerts open right after a report, by a job of the report's own transaction."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from stock import jobs, queries, service
from stock.reading.result import Item, Report
from stock.reading.words import What
from tests.stock.test_alerts import BANCONI, SIKORO, count, kinds, messages, told  # noqa: F401  the fixture


def waiting(session):
    """The looks that wait: their centres, and whether they are for later."""
    rows = session.execute(
        text("SELECT args -> 'facilities', scheduled_at > now() FROM procrastinate_jobs WHERE task_name = 'stock.jobs.look_at' ORDER BY id")
    )
    return [tuple(row) for row in rows]


def reported(session, quantity, key):
    item = Item(What.COUNT, "PARA-500", quantity, quantity)
    service.record_report(session, Report((item,)), BANCONI, occurred_at=datetime.now(UTC), key=key)


def test_a_report_opens_its_alerts_a_moment_later_and_once(told):  # noqa: F811
    with told.transaction() as session:
        reported(session, 0, "a")
        assert waiting(session) == [([BANCONI], True)], "not before who reports could say non, 210"
        assert kinds(session) == []
        jobs.look_at(session, [BANCONI])
        assert kinds(session) == [("STOCK_OUT", "PARA-500")]
        jobs.look_at(session, [BANCONI])
        assert messages(session) == [["utter_stock_alert_stock_out"]] * 2, "the agent and the district, once"


def test_the_same_report_again_and_one_that_is_refused_look_at_nothing(told):  # noqa: F811
    with told.transaction() as session:
        reported(session, 0, "a")
        reported(session, 0, "a")
        assert len(waiting(session)) == 1


def test_a_correction_in_time_is_told_to_nobody(told):  # noqa: F811
    with told.transaction() as session:
        reported(session, 0, "a")
        service.correct_reported(session, "a/0", Item(What.COUNT, "PARA-500", 210, 210), BANCONI, occurred_at=datetime.now(UTC), key="b")
        jobs.look_at(session, [BANCONI])
        assert (kinds(session), messages(session)) == ([], [])


def test_a_look_at_one_centre_leaves_the_alerts_of_others(told):  # noqa: F811
    with told.transaction() as session:
        count(session, "PARA-500", 0, facility=SIKORO)
        jobs.look_at(session, [SIKORO])
        count(session, "PARA-500", 10, facility=SIKORO)
        jobs.look_at(session, [BANCONI])
        assert kinds(session) == [("STOCK_OUT", "PARA-500")]
        jobs.look_at(session, [SIKORO])
        assert kinds(session) == []


def test_every_hour_only_what_time_brings_is_seen(told):  # noqa: F811
    now = datetime.now(UTC)
    with told.transaction() as session:
        count(session, "PARA-500", 0, now - timedelta(days=11))
        count(session, "PARA-500", 0, facility=SIKORO)
        jobs.alert(session, now)
        assert [each.kind for each in queries.alerts(session, None)] == ["SILENT"]
        jobs.look_at(session, [BANCONI, SIKORO])
        jobs.alert(session, now + timedelta(hours=1))
        assert {each.kind for each in queries.alerts(session, None)} == {"SILENT", "STOCK_OUT"}, "the others stay open"


def test_every_morning_all_centres_are_looked_at_some_at_a_time(told, monkeypatch):  # noqa: F811
    monkeypatch.setattr(jobs, "AT_A_TIME", 1)
    with told.transaction() as session:
        count(session, "PARA-500", 0)
        count(session, "PARA-500", 0, facility=SIKORO)
        jobs.every_card(session, datetime.now(UTC))
        assert sorted(centres for centres, _ in waiting(session)) == [[BANCONI], [SIKORO]]
