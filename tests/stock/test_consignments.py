"""What is sent is on its way until the receiving centre says what came."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from core.errors import NotFound
from core.notifications import Notification
from core.staff.roles import Role
from stock import queries, service
from stock.alerts.watch import look
from stock.errors import AlreadyReceived, InvalidQuantity
from stock.queries import Item, Report, What
from tests.stock.test_alerts import BANCONI, NOW, SIKORO, count, enrol, told  # noqa: F401  the fixture

DEPOT = "PPM-CENTRAL"


def send(session, quantity=100, key="s", source=BANCONI, destination=SIKORO, product="PARA-500"):
    item = Item(What.TRANSFER_OUT, product, quantity, quantity, counterpart=destination)
    service.record_report(session, Report((item,)), source, occurred_at=NOW - timedelta(hours=3), key=key)
    return queries.consignments(session, [source])[0]


def on_hand(session, facility):
    return {each.product: each.stock_on_hand for each in queries.levels(session, [facility], now=NOW)}


def asked(session, response):
    return len(session.scalars(select(Notification.id).where(Notification.response == response)).all())


def test_each_end_has_its_line_and_the_order_counts_what_is_on_its_way(told):  # noqa: F811
    with told.transaction() as session:
        sent = send(session)
        assert (on_hand(session, BANCONI), on_hand(session, SIKORO)) == ({"PARA-500": -100}, {})
        count(session, "PARA-500", 5, facility=SIKORO)
        (standing,) = queries.standings(session, NOW, facilities=[SIKORO])
        assert standing.on_order == 100
        service.receive(session, sent.id, 100, occurred_at=NOW + timedelta(hours=1), key="r")
        (line, *_) = queries.card(session, SIKORO, "PARA-500")
        assert (line.kind, line.counterpart, line.quantity) == ("TRANSFER_IN", BANCONI, 100)
        assert queries.standings(session, NOW, facilities=[SIKORO])[0].on_order == 0
        assert asked(session, "utter_stock_difference") == 0


def test_who_was_not_asked_yet_what_came_is_not_asked_after_it_was_said(told):  # noqa: F811
    with told.transaction() as session:
        enrol(session, "Oumar", Role.AGENT, None, SIKORO)
        sent = send(session)
        service.receive(session, sent.id, 100, occurred_at=NOW, key="r")
        waits = select(Notification.id).where(Notification.response == "utter_stock_coming", Notification.taken_at.is_(None))
        assert session.scalars(waits).all() == []


def test_what_comes_from_a_depot_is_a_receipt(told):  # noqa: F811
    with told.transaction() as session:
        sent = send(session, source=DEPOT)
        service.receive(session, sent.id, 100, occurred_at=NOW, key="r")
        assert queries.card(session, SIKORO, "PARA-500")[0].kind == "RECEIPT"


def test_the_receiving_centre_is_asked_and_a_difference_goes_to_both_and_to_the_district(told):  # noqa: F811
    with told.transaction() as session:
        enrol(session, "Oumar", Role.AGENT, None, SIKORO)
        sent = send(session)
        assert asked(session, "utter_stock_coming") == 1
        service.receive(session, sent.id, 0, occurred_at=NOW, key="r")
        assert on_hand(session, SIKORO) == {}, "nothing came: no line"
        assert asked(session, "utter_stock_difference") == 3
        assert queries.consignment(session, sent.id).received == 0


@pytest.mark.parametrize(
    ("consignment", "quantity", "error"), [(0, 1, NotFound), (None, -1, InvalidQuantity), (None, 10**9, InvalidQuantity)]
)
def test_what_cannot_be_received_is_refused(told, consignment, quantity, error):  # noqa: F811
    with told.transaction() as session:
        sent = send(session)
        with pytest.raises(error):
            service.receive(session, sent.id if consignment is None else consignment, quantity, occurred_at=NOW, key="r")


def test_it_is_received_once_and_a_report_that_confirms_it_again_stores_nothing(told):  # noqa: F811
    with told.transaction() as session:
        sent = send(session)
    receipt = Report((Item(What.RECEIPT, "PARA-500", 90, 90, counterpart=BANCONI),))
    for _ in range(2):
        with told.transaction() as session:
            service.record_report(session, receipt, SIKORO, occurred_at=NOW, key="k", confirms={0: sent.id})
    with pytest.raises(AlreadyReceived), told.transaction() as session:
        service.record_report(session, receipt, SIKORO, occurred_at=NOW, key="other", confirms={0: sent.id})
    with told.transaction() as session:
        assert on_hand(session, SIKORO) == {"PARA-500": 90}


def test_what_is_corrected_before_it_came_is_sent_anew(told):  # noqa: F811
    with told.transaction() as session:
        send(session)
        item = Item(What.TRANSFER_OUT, "PARA-500", 80, 80, counterpart=SIKORO)
        service.correct_reported(session, "s/0", item, BANCONI, occurred_at=NOW, key="c")
        assert [(each.sent, each.received) for each in queries.consignments(session)] == [(80, None)]
        assert on_hand(session, BANCONI) == {"PARA-500": -80}


def test_what_is_corrected_after_it_came_changes_what_was_sent_or_received(told):  # noqa: F811
    with told.transaction() as session:
        sent = send(session)
        receipt = Item(What.RECEIPT, "PARA-500", 90, 90)
        service.record_report(session, Report((receipt,)), SIKORO, occurred_at=NOW, key="k", confirms={0: sent.id})
        assert asked(session, "utter_stock_difference") == 2
        service.correct_reported(
            session, "s/0", Item(What.TRANSFER_OUT, "PARA-500", 95, 95, counterpart=SIKORO), BANCONI, occurred_at=NOW, key="c"
        )
        service.correct_reported(session, "k/0", Item(What.RECEIPT, "PARA-500", 95, 95), SIKORO, occurred_at=NOW, key="d")
        assert [(each.sent, each.received) for each in queries.consignments(session)] == [(95, 95)]
        assert (on_hand(session, BANCONI), on_hand(session, SIKORO)) == ({"PARA-500": -95}, {"PARA-500": 95})
        assert queries.card(session, SIKORO, "PARA-500")[0].kind == "TRANSFER_IN"


def test_what_is_not_confirmed_for_a_week_is_an_alert_of_the_receiving_centre(told):  # noqa: F811
    with told.transaction() as session:
        sent = send(session)
        later = NOW + timedelta(days=7)
        look(session, later)
        found = [(each.kind, each.facility, each.source_name) for each in queries.alerts(session, None) if each.kind == "NOT_RECEIVED"]
        assert found == [("NOT_RECEIVED", SIKORO, "CSCom de Banconi")]
        service.receive(session, sent.id, 100, occurred_at=later, key="r")
        look(session, later)
        assert [each for each in queries.alerts(session, None) if each.kind == "NOT_RECEIVED"] == []


def test_of_two_who_confirm_it_at_once_one_does_and_the_other_is_told(told):  # noqa: F811
    """On PostgreSQL, by two threads that begin together, ten times."""
    for turn in range(10):
        with told.transaction() as session:
            sent = send(session, key=f"s{turn}")
        begin = Barrier(2)

        def confirm(quantity, sent=sent, begin=begin, turn=turn):
            receipt = Report((Item(What.RECEIPT, "PARA-500", quantity, quantity, counterpart=BANCONI),))
            begin.wait()
            try:
                with told.transaction() as session:
                    service.record_report(session, receipt, SIKORO, occurred_at=NOW, key=f"{turn}-{quantity}", confirms={0: sent.id})
            except AlreadyReceived:
                return None
            return quantity

        with ThreadPoolExecutor(2) as pool:
            done = [each for each in pool.map(confirm, (90, 100)) if each is not None]
        assert len(done) == 1
        with told.transaction() as session:
            assert queries.consignment(session, sent.id).received == done[0]
            lines = [each for each in queries.card(session, SIKORO, "PARA-500") if each.document == f"consignment:{sent.id}"]
            assert [each.quantity for each in lines] == done
