"""From a message to the card: read, read back with what is unlikely, stored once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.errors import InvalidInput
from stock import queries, service
from stock.models import StockLine
from stock.readback import Known, Warn, read_back
from stock.reading.report import read_report
from stock.reading.result import Item
from stock.reading.words import What
from tests.stock.conftest import CENTRE, DAY, counted


def told(session, text, day, key):
    report = read_report(text, queries.names(session))
    return service.record_report(session, report, CENTRE, occurred_at=DAY + timedelta(days=day), key=key)


def on_hand(session, day):
    return {level.product: level.stock_on_hand for level in queries.levels(session, [CENTRE], now=DAY + timedelta(days=day))}


def test_a_message_is_stored_once_and_whole(stocked):
    with stocked.transaction() as session:
        assert told(session, "para 500 gants 30, safinɛ banna", 0, "m0") is True
    with stocked.transaction() as session:
        assert told(session, "reçu 200 para, perdu 3, donné 7 gants", 1, "m1") is True
        assert told(session, "reçu 200 para, perdu 3, donné 7 gants", 1, "m1") is False
        assert on_hand(session, 2) == {"PARA-500": 697, "GANT-EXAM": 23, "SAVON": 0}


def test_a_count_of_the_same_message_has_its_receipt_in_hand(stocked):
    with stocked.transaction() as session:
        told(session, "para 100", 0, "m0")
        told(session, "soh pa 120 r 200", 1, "m1")
        assert on_hand(session, 1) == {"PARA-500": 120}


@pytest.mark.parametrize("text", ["para 120 machin 30", "para", "bonjour", "transféré 20 gants", "para 120 para 130"])
def test_what_is_still_to_be_asked_stores_nothing(stocked, text):
    with stocked.transaction() as session:
        with pytest.raises(InvalidInput) as error:
            told(session, text, 0, "m")
        assert error.value.code == "stock.report_unclear"
        assert session.scalar(select(func.count()).select_from(StockLine)) == 0


def test_what_is_known_comes_from_the_card_and_receipts_of_48_hours(stocked):
    with stocked.transaction() as session:
        told(session, "para 100", 0, "m0")
        told(session, "reçu 50 para", 1, "m1")
        service.reverse(session, "m1/0", new_key="m2")
        told(session, "reçu 60 para", 1, "m3")
        now = session.scalar(select(func.max(StockLine.recorded_at)))
        facts = queries.known(session, CENTRE, ["PARA-500", "SRO"], now)
        assert facts["PARA-500"].on_hand == 160
        assert facts["PARA-500"].recent_receipts == {60}
        assert facts["SRO"] == Known()
        later = queries.known(session, CENTRE, ["PARA-500"], now + timedelta(hours=49))
        assert later["PARA-500"].recent_receipts == frozenset()


def test_stock_outs_and_stale_cards_are_said(stocked):
    with stocked.transaction() as session:
        told(session, "gants fini, para 20", 0, "m0")
        service.record_count(session, counted(5, 0, "other", facility="CSCOM-OTHER"))
        (out,) = queries.stock_outs(session, [CENTRE, "CSCOM-OTHER"], now=DAY + timedelta(days=10))
        assert (out.facility, out.product, out.stale) == (CENTRE, "GANT-EXAM", False)
        assert all(level.stale for level in queries.levels(session, [CENTRE], now=DAY + timedelta(days=11)))


@pytest.mark.parametrize(
    ("item", "known", "after", "change", "warnings"),
    [
        (Item(What.COUNT, "P", 80, 80), Known(100), 80, -20, ()),
        (Item(What.COUNT, "P", 80, 80), Known(), 80, None, ()),
        (Item(What.COUNT, "P", 120, 120), Known(100), 120, 20, (Warn.UNCOUNTED,)),
        (Item(What.COUNT, "P", 90, 90), Known(1000, {What.COUNT: [1000, 900, 1100]}), 90, -910, (Warn.TEN_TIMES,)),
        (Item(What.ISSUE, "P", 120, 120), Known(100), -20, -120, (Warn.NEGATIVE,)),
        (Item(What.RECEIPT, "P", 50, 50), Known(0, None, frozenset({50})), 50, 50, (Warn.REPEATED,)),
        (Item(What.RECEIPT, "P", 500, 500), Known(0, {What.RECEIPT: [50]}), 500, 500, (Warn.TEN_TIMES,)),
        (Item(What.RECEIPT, "P", 499, 499), Known(0, {What.RECEIPT: [50]}), 499, 499, ()),
        (Item(What.COUNT, "P", 0, 0), Known(1000, {What.COUNT: [1000]}), 0, -1000, ()),
        (Item(What.COUNT, "P", 5, 5, near=True), Known(5), 5, 0, (Warn.NEAR_NAME,)),
    ],
)
def test_what_is_unlikely_is_said(item, known, after, change, warnings):
    (line,) = read_back([item], {"P": known})
    assert (line.after, line.change, line.warnings) == (after, change, warnings)


def test_a_receipt_in_the_same_message_explains_a_higher_count():
    lines = read_back([Item(What.COUNT, "P", 120, 120), Item(What.RECEIPT, "P", 50, 50)], {"P": Known(100)})
    assert [(line.before, line.after, line.warnings) for line in lines] == [(150, 120, ()), (100, 150, ())]
