"""The ledger: the sum is the stock on hand, whatever arrives late, twice, or at the same time as something else."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from stock import service
from stock.errors import AlreadyReversed, InvalidQuantity, UnknownProduct
from stock.ledger import Reason
from stock.models import PhysicalInventory, StockCard, StockLine
from tests.stock.conftest import CENTRE, DAY, counted, moved


def post(session, event):
    if isinstance(event, service.PhysicalCount):
        return service.record_count(session, event)
    return service.record_movement(session, event)


def on_hand(session, facility=CENTRE, product="PARA-500"):
    card = session.get(StockCard, (facility, product))
    lines = select(func.coalesce(func.sum(StockLine.quantity), 0)).where(StockLine.facility == facility, StockLine.product == product)
    assert card.stock_on_hand == session.scalar(lines), "the card must be the sum of its lines"
    return card.stock_on_hand


def test_stock_on_hand_is_the_sum_of_the_lines(stocked):
    with stocked.transaction() as session:
        post(session, moved("RECEIPT", 200, 0, "a"))
        post(session, moved("ISSUE", 30, 1, "b"))
        post(session, moved("LOSS", 5, 2, "c", reason=Reason.DAMAGED))
        post(session, moved("ADJUSTMENT", 3, 3, "d", reason=Reason.FOUND))
        post(session, moved("TRANSFER_OUT", 20, 4, "e", counterpart="CSREF-5"))
        assert on_hand(session) == 148


def test_a_count_says_what_is_there_and_the_difference_is_a_line_with_its_reason(stocked):
    with stocked.transaction() as session:
        post(session, moved("RECEIPT", 200, 0, "a"))
        post(session, counted(120, 5, "b"))
        assert on_hand(session) == 120
        line = session.scalar(select(StockLine).where(StockLine.reason == Reason.INVENTORY))
        assert (line.kind, line.quantity) == ("ADJUSTMENT", -80)


def test_what_arrives_late_of_the_time_before_a_count_leaves_the_count_true(stocked):
    with stocked.transaction() as session:
        post(session, counted(120, 5, "count"))
        post(session, moved("RECEIPT", 50, 2, "late"))
        assert on_hand(session) == 120
        post(session, moved("RECEIPT", 50, 6, "after"))
        assert on_hand(session) == 170


def test_the_same_report_twice_is_one_line(stocked):
    with stocked.transaction() as session:
        assert post(session, moved("RECEIPT", 50, 0, "a")) is True
    with stocked.transaction() as session:
        assert post(session, moved("RECEIPT", 50, 0, "a")) is False
        assert post(session, counted(60, 1, "b")) is True
        assert post(session, counted(60, 1, "b")) is False
        assert on_hand(session) == 60


def test_a_count_is_corrected_by_another_and_both_stay(stocked):
    with stocked.transaction() as session:
        post(session, counted(120, 5, "wrong"))
        post(session, moved("ISSUE", 10, 6, "later"))
        assert service.correct_count(session, "wrong", counted(210, 7, "right")) is True
        assert on_hand(session) == 200, "the correction stands at the moment of the wrong count, before what happened since"
        assert service.correct_count(session, "wrong", counted(210, 7, "right")) is False
        with pytest.raises(AlreadyReversed):
            service.correct_count(session, "wrong", counted(5, 8, "again"))
        assert service.correct_count(session, "right", counted(220, 8, "third")) is True
        assert on_hand(session) == 210
        assert session.scalar(select(func.count()).select_from(PhysicalInventory)) == 3


def test_a_movement_is_taken_back_by_a_line_of_its_own(stocked):
    with stocked.transaction() as session:
        post(session, moved("RECEIPT", 500, 0, "typo"))
        assert service.reverse(session, "typo", new_key="back") is True
        assert service.reverse(session, "typo", new_key="back") is False
        assert on_hand(session) == 0
        with pytest.raises(AlreadyReversed):
            service.reverse(session, "typo", new_key="other")
        assert session.scalar(select(func.count()).select_from(StockLine)) == 2


def test_taking_back_what_never_was(stocked):
    with stocked.transaction() as session:
        with pytest.raises(LookupError):
            service.reverse(session, "nothing", new_key="x")
        with pytest.raises(LookupError):
            service.correct_count(session, "nothing", counted(1, 0, "x"))


@pytest.mark.parametrize(
    "wrong",
    [
        moved("RECEIPT", 0, 0, "k"),
        moved("ISSUE", -4, 0, "k"),
        moved("RECEIPT", 10**9, 0, "k"),
        moved("ADJUSTMENT", 0, 0, "k"),
        moved("REVERSAL", 1, 0, "k"),
        counted(-1, 0, "k"),
    ],
)
def test_impossible_quantities_are_refused_and_nothing_is_stored(stocked, wrong):
    with stocked.transaction() as session:
        with pytest.raises(InvalidQuantity):
            post(session, wrong)
        assert session.scalar(select(func.count()).select_from(StockLine)) == 0


def test_an_unknown_product_is_refused(stocked):
    with stocked.transaction() as session, pytest.raises(UnknownProduct):
        post(session, moved("RECEIPT", 1, 0, "k", product="NOTHING"))


@pytest.mark.parametrize("table", ["stock_line", "physical_inventory"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET recorded_at = now()", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_written(stocked, table, deed):
    with stocked.transaction() as session:
        post(session, moved("RECEIPT", 10, 0, "a"))
        post(session, counted(5, 1, "b"))
    with pytest.raises(DatabaseError, match="never changed"), stocked.transaction() as session:
        session.execute(text(deed.format(table)))


events = st.lists(
    st.tuples(st.sampled_from(["RECEIPT", "ISSUE", "LOSS", "COUNT"]), st.integers(1, 50), st.integers(0, 6)), min_size=1, max_size=9
)


def chronological(made):
    """What the card must say: movements before counts of the same moment, counts of the same moment by their keys."""
    total = 0
    for event in sorted(made, key=lambda e: (e.occurred_at, isinstance(e, service.PhysicalCount), e.key)):
        if isinstance(event, service.PhysicalCount):
            total = event.counted
        else:
            total += event.quantity if event.kind == "RECEIPT" else -event.quantity
    return total


@given(events, st.randoms(use_true_random=False), st.integers(0, 3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_arrival_and_any_replay_gives_the_same_card(stocked, given_events, random, replays):
    made = [
        counted(number, day, f"{index}") if kind == "COUNT" else moved(kind, number, day, f"{index}")
        for index, (kind, number, day) in enumerate(given_events)
    ]
    arriving = made + random.choices(made, k=replays)
    random.shuffle(arriving)
    with stocked.engine.connect() as connection, connection.begin() as transaction:
        with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
            for event in arriving:
                post(session, event)
            assert on_hand(session) == chronological(made)
        transaction.rollback()


def test_many_at_once_lose_nothing(stocked):
    def arrive(number):
        with stocked.transaction() as session:
            # every report comes twice, from two threads
            post(session, moved("RECEIPT", 1, number % 5, f"r{number // 2}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(arrive, range(80)))
    with stocked.transaction() as session:
        assert on_hand(session) == 40


def test_a_late_report_does_not_make_the_card_look_older(stocked):
    with stocked.transaction() as session:
        post(session, counted(5, 5, "a"))
        post(session, moved("RECEIPT", 5, 1, "b"))
        assert session.get(StockCard, (CENTRE, "PARA-500")).last_reported_at == counted(5, 5, "x").occurred_at
        assert counted(5, 5, "x").occurred_at > DAY
