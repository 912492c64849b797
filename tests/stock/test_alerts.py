"""Alerts: opened once, closed when they end, told together, taken up, escalated."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import inbox
from core.facilities.service import import_seed
from core.notifications import Notification
from core.staff import queries as staff_queries
from core.staff import service as staff
from core.staff.roles import Role
from stock import queries, service
from stock.alerts.tell import escalate, tell
from stock.alerts.watch import look
from stock.ledger import Kind
from stock.service import Movement, PhysicalCount

NOW = datetime.now(UTC).replace(microsecond=0)
BANCONI, SIKORO = "CSCOM-BANCONI", "CSCOM-SIKORO"


def enrol(session, name, role, area=None, facility=None):
    person = inbox.conversation_of(session, "telegram", str(abs(hash(name)) % 10**9)).person_id
    return staff.enrol(session, person, staff.invite(session, name, role, area=area, facility=facility).code)


@pytest.fixture
def told(stocked):
    """An agent at Banconi, the district of commune I, the region, the country."""
    with stocked.transaction() as session:
        import_seed(session)
        for name, role, area, facility in (
            ("Awa", Role.AGENT, None, BANCONI), ("Moussa", Role.DISTRICT, "ML-BKO-1", None), ("Ali", Role.REGIONAL, "ML-BKO", None),
            ("Fanta", Role.NATIONAL, None, None),
        ):  # fmt: skip
            enrol(session, name, role, area, facility)
    return stocked


def count(session, product, number, at=NOW, facility=BANCONI):
    service.record_count(session, PhysicalCount(facility, product, number, at, f"{facility}{product}{number}{at}"))


def issued(session, product, each_month, facility=BANCONI):
    """So much used in each of the last three complete months, at one centre; the card begins with enough."""
    first = NOW.replace(day=1)
    months = [(first := (first - timedelta(days=1)).replace(day=1)) for _ in range(4)]
    count(session, product, 100_000, months[3], facility)
    for month in months[:3]:
        at = month + timedelta(days=9)
        service.record_movement(session, Movement(facility, product, Kind.ISSUE, each_month, at, f"i{facility}{product}{at}"))


def kinds(session, **more):
    return [(each.kind.value, each.product) for each in queries.alerts(session, None, **more)]


def messages(session):
    rows = session.scalars(select(Notification).where(Notification.response == "utter_stock_alerts").order_by(Notification.id))
    return [[line["response"] for line in row.arguments["lines"]["lines"]] for row in rows]


def run(session, at=NOW):
    return tell(session, look(session, at), at)


@pytest.mark.parametrize(
    ("on_hand", "kind"),
    [(0, "STOCK_OUT"), (49, "EMERGENCY"), (99, "BELOW_MINIMUM"), (100, None), (300, None), (301, "OVERSTOCK")],
)
def test_a_card_is_held_to_the_levels(told, on_hand, kind):
    """100 a month: minimum 100, emergency order point 50, maximum 300."""
    with told.transaction() as session:
        issued(session, "PARA-500", 100)
        count(session, "PARA-500", on_hand)
        look(session, NOW)
        assert kinds(session) == ([(kind, "PARA-500")] if kind else [])


def test_levels_are_of_the_kind_of_centre(told, monkeypatch):
    monkeypatch.setenv("ASSA_STOCK_LEVELS", "CSCom=2/6/1")
    with told.transaction() as session:
        issued(session, "PARA-500", 100)
        count(session, "PARA-500", 150)
        look(session, NOW)
        assert kinds(session) == [("BELOW_MINIMUM", "PARA-500")]


def test_an_event_is_told_once_closed_when_it_ends_and_opened_anew_when_it_recurs(told):
    with told.transaction() as session:
        count(session, "PARA-500", 0)
        assert [run(session), run(session)] == [2, 0], "the agent and the district, once"
        assert messages(session) == [["utter_stock_alert_stock_out"]] * 2
        count(session, "PARA-500", 50, NOW + timedelta(hours=1))
        assert run(session, NOW + timedelta(hours=1)) == 0
        assert kinds(session) == []
        assert kinds(session, open_only=False) == [("STOCK_OUT", "PARA-500")]
        count(session, "PARA-500", 0, NOW + timedelta(hours=2))
        assert run(session, NOW + timedelta(hours=2)) == 2


def test_what_got_better_is_open_and_not_told(told):
    with told.transaction() as session:
        issued(session, "PARA-500", 100)
        count(session, "PARA-500", 0)
        assert run(session) == 2
        count(session, "PARA-500", 60, NOW + timedelta(hours=1))
        assert run(session, NOW + timedelta(hours=1)) == 0
        assert kinds(session) == [("BELOW_MINIMUM", "PARA-500")]
        count(session, "PARA-500", 20, NOW + timedelta(hours=2))
        assert run(session, NOW + timedelta(hours=2)) == 2, "worse again"


def test_silence_is_told_and_says_nothing_of_what_is_there(told):
    with told.transaction() as session:
        count(session, "PARA-500", 0)
        run(session)
        later = NOW + timedelta(days=11)
        run(session, later)
        assert sorted(kinds(session)) == [("SILENT", ""), ("STOCK_OUT", "PARA-500")], "nobody said that it came back"
        count(session, "PARA-500", 80, later)
        run(session, later + timedelta(hours=1))
        assert kinds(session) == []


def test_lots_that_expire_are_told_at_two_thresholds_and_after(told):
    today = NOW.date()
    with told.transaction() as session:
        for days in (-1, 30, 31, 90, 91):
            at, expiry = NOW - timedelta(days=5), today + timedelta(days=days)
            service.record_movement(
                session, Movement(BANCONI, "TDR-COVID", Kind.RECEIPT, 10, at, f"l{days}", lot=f"L{days}", expiry=expiry)
            )
        run(session)
        found = {(each.facts["lot"], each.kind.value) for each in queries.alerts(session, [BANCONI])}
        assert found == {("L-1", "EXPIRED"), ("L30", "EXPIRING_SOON"), ("L31", "EXPIRING"), ("L90", "EXPIRING")}
        service.record_movement(session, Movement(BANCONI, "TDR-COVID", Kind.ISSUE, 40, NOW, "out"))
        run(session, NOW + timedelta(hours=1))
        assert kinds(session) == [], "first expired, first out: only the last lot is left"


def test_many_at_once_are_one_message_that_counts_what_it_does_not_show(told):
    with told.transaction() as session:
        codes = list(queries.products(session))[:20]
        for code in codes:
            count(session, code, 0)
        assert run(session) == 2
        (lines, _) = messages(session)
        assert lines == ["utter_stock_alert_stock_out"] * 12 + ["utter_stock_alerts_more"]
        assert len(kinds(session)) == 20


def test_who_takes_it_up_stops_the_escalation_and_only_in_their_area(told):
    with told.transaction() as session:
        other = enrol(session, "Binta", Role.AGENT, None, "CSCOM-NIARELA")
        agent = next(each for each in staff_queries.every(session) if each.role is Role.AGENT and each.facility_code == BANCONI)
        count(session, "PARA-500", 0)
        run(session)
        (alert,) = queries.alerts(session, [BANCONI])
        assert service.acknowledge_alerts(session, alert.id, alert.id, other, NOW) == 0
        assert service.acknowledge_alerts(session, alert.id, alert.id, agent, NOW) == 1
        assert service.acknowledge_alerts(session, alert.id, alert.id, agent, NOW) == 0
        assert escalate(session, NOW + timedelta(days=9)) == 0
        assert queries.alerts(session, [BANCONI])[0].acknowledged_by == agent.uuid


def test_what_nobody_takes_up_goes_to_the_region_then_to_the_country_once_each(told):
    with told.transaction() as session:
        issued(session, "GANT-EXAM", 100)
        count(session, "GANT-EXAM", 500)
        count(session, "PARA-500", 0)
        run(session)
        days = [escalate(session, NOW + timedelta(days=number)) for number in (1, 2, 3, 5, 6)]
        assert days == [0, 1, 0, 1, 0]
        assert messages(session)[2:] == [["utter_stock_alert_stock_out"]] * 2, "a surplus is not escalated"


def test_where_a_centre_has_nobody_the_next_level_hears_of_it_at_once(told):
    with told.transaction() as session:
        count(session, "PARA-500", 0, facility="CSCOM-NIARELA")
        assert run(session) == 1
        assert queries.alerts(session, None)[0].told == ["regional"]
