"""Writes of stock: each function runs in the caller's transaction and may be called again with the same key without harm."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import audit
from core.errors import InvalidInput
from stock import catalogue, jobs
from stock.alerts.acknowledging import acknowledge_alerts
from stock.consignments import handling as consignments
from stock.errors import AlreadyReversed, InvalidQuantity, UnknownProduct
from stock.ledger import MAX_QUANTITY, SIGN, Kind, Place, Reason, count_place, movement_place
from stock.models import PhysicalInventory, Product, StockCard, StockLine
from stock.opening import Balance, OpeningBalances, read_balances
from stock.reading.result import Item, Report
from stock.reading.words import What
from stock.reminders import set_reminder

__all__ = [
    "Movement",
    "PhysicalCount",
    "acknowledge_alerts",
    "correct_count",
    "correct_reported",
    "import_opening",
    "import_products",
    "receive",
    "record_count",
    "record_movement",
    "record_report",
    "reverse",
    "set_reminder",
]

import_products = catalogue.import_products


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement to store. quantity: units, positive; of an ADJUSTMENT signed. occurred_at: when it happened, which may be long ago.

    key: of the report, unique: the same again stores nothing. counterpart: the facility at the other end.
    """

    facility: str
    product: str
    kind: Kind
    quantity: int
    occurred_at: datetime
    key: str
    reason: Reason | None = None
    lot: str | None = None
    expiry: date | None = None
    counterpart: str | None = None
    document: str | None = None
    reporter_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class PhysicalCount:
    """A count to store. counted: units on the shelf, 0 for a stock-out; what moved at the very same moment is counted in it."""

    facility: str
    product: str
    counted: int
    occurred_at: datetime
    key: str
    reporter_id: uuid.UUID | None = None
    lot: str | None = None
    expiry: date | None = None


def record_movement(session: Session, movement: Movement) -> bool:
    """Add a line to a stock card. False: it was there already.

    Raises InvalidQuantity (0, negative unless an adjustment, or above MAX_QUANTITY) and UnknownProduct.
    """
    signed = _signed(movement)
    card = _locked_card(session, movement.facility, movement.product)
    if session.scalar(select(StockLine.id).where(StockLine.key == movement.key)) is not None:
        return False
    line = StockLine(
        facility=movement.facility, product=movement.product, kind=movement.kind, reason=movement.reason, quantity=signed,
        lot=movement.lot, expiry=movement.expiry, counterpart=movement.counterpart, document=movement.document,
        reporter_id=movement.reporter_id, key=movement.key, **_columns(movement_place(movement.occurred_at)),
    )  # fmt: skip
    _append(session, card, line)
    _seen(card, movement.occurred_at)
    _audit(session, "stock.moved", movement.reporter_id, line.id)
    return True


def record_count(session: Session, count: PhysicalCount) -> bool:
    """Store a count, and the difference to what the card said at that moment as an adjustment. False: it was there already.

    Raises InvalidQuantity (negative or above MAX_QUANTITY) and UnknownProduct.
    """
    return _store_count(session, count, corrected=None)


def record_report(
    session: Session,
    report: Report,
    facility: str,
    *,
    occurred_at: datetime,
    key: str,
    reporter_id: uuid.UUID | None = None,
    confirms: Mapping[int, int] | None = None,
) -> bool:
    """Store what a reporter said yes to: all of it or nothing. key: of the message; the same again stores nothing and gives False.

    Movements stand before a count of the same message. Counterparts are facility codes: what goes to one is on its way until it is
    confirmed there. confirms: by number of the item, the consignment of which it is the receipt. Raises InvalidInput
    `stock.report_unclear` where something is still to be asked, AlreadyReceived where somebody confirmed a consignment before.
    """
    if report.problems or not report.items:
        raise InvalidInput("stock.report_unclear", problems=[problem.code for problem in report.problems])
    stored = []
    for number, item in sorted(enumerate(report.items), key=lambda each: each[1].product):
        part = f"{key}/{number}"
        consignment = (confirms or {}).get(number)
        if consignment is not None and not _is_there(session, part):
            stored.append(
                receive(session, consignment, item.quantity, occurred_at=occurred_at, key=part, receiver_id=reporter_id, said=item)
            )
        else:
            stored.append(_record_item(session, item, facility, occurred_at, part, reporter_id))
    if any(stored):
        jobs.soon(session, [facility])
    return any(stored)


def receive(
    session: Session,
    consignment_id: int,
    quantity: int,
    *,
    occurred_at: datetime,
    key: str,
    receiver_id: uuid.UUID | None = None,
    said: Item | None = None,
) -> bool:
    """The receiving centre says what came of a consignment, 0 for nothing; a difference is told to both ends.

    said: as it was reported, with its lot. Raises NotFound `stock.no_consignment`, AlreadyReceived, InvalidQuantity.
    """
    sent = consignments.opened(session, consignment_id)
    consignments.close(session, sent, quantity, key=key, at=occurred_at, receiver_id=receiver_id)
    jobs.soon(session, [sent.destination])
    if not quantity:
        return True
    lot, expiry = (said.lot, said.expiry) if said is not None and (said.lot or said.expiry) else (sent.lot, sent.expiry)
    return record_movement(
        session,
        Movement(
            sent.destination, sent.product, consignments.kind_at_destination(session, sent.source), quantity, occurred_at, key,
            lot=lot, expiry=expiry, counterpart=sent.source, document=f"consignment:{sent.id}", reporter_id=receiver_id,
        ),
    )  # fmt: skip


def _is_there(session: Session, key: str) -> bool:
    return session.scalar(select(StockLine.id).where(StockLine.key == key)) is not None


def _record_item(session: Session, item: Item, facility: str, at: datetime, key: str, reporter_id: uuid.UUID | None) -> bool:
    if item.what is What.COUNT:
        count = PhysicalCount(facility, item.product, item.quantity, at, key, reporter_id, item.lot, item.expiry)
        return record_count(session, count)
    kind = Kind(item.what)
    if kind is Kind.RECEIPT and item.counterpart is not None:
        kind = consignments.kind_at_destination(session, item.counterpart)
    movement = Movement(
        facility, item.product, kind, item.quantity, at, key, item.reason, item.lot, item.expiry, item.counterpart, reporter_id=reporter_id
    )  # fmt: skip
    stored = record_movement(session, movement)
    if stored and kind is Kind.TRANSFER_OUT and item.counterpart is not None:
        consignments.send(
            session, source=facility, destination=item.counterpart, product=item.product, quantity=item.quantity, key=key, at=at,
            sender_id=reporter_id, lot=item.lot, expiry=item.expiry,
        )  # fmt: skip
    return stored


def correct_reported(
    session: Session, wrong_key: str, item: Item, facility: str, *, occurred_at: datetime, key: str, reporter_id: uuid.UUID | None = None
) -> bool:
    """Put `item` in the place of what was stored of a report under `wrong_key` (the report's key, `/`, the number of the line).

    A count is corrected where it stands; a movement is taken back and told anew, with its consignment: what was not received yet is
    sent anew, what was is received anew. Both stay readable. key: of the correction; its line is `<key>/0`. False: it was there
    already. Raises AlreadyReversed where the wrong one was corrected before, LookupError where there is none.
    """
    jobs.soon(session, [facility])
    if item.what is What.COUNT:
        count = PhysicalCount(facility, item.product, item.quantity, occurred_at, f"{key}/0", reporter_id, item.lot, item.expiry)
        return correct_count(session, wrong_key, count)
    wrong = session.scalar(select(StockLine).where(StockLine.key == wrong_key))
    if wrong is None:
        raise LookupError(wrong_key)
    reverse(session, wrong_key, new_key=f"{key}/back", reporter_id=reporter_id)
    consignments.corrected_sending(session, wrong_key, item.quantity, key=f"{key}/0", at=occurred_at)
    source = consignments.corrected_receipt(session, wrong_key, item.quantity, key=f"{key}/0", at=occurred_at)
    item = item if source is None else replace(item, counterpart=source)
    return _record_item(session, item, facility, wrong.occurred_at, f"{key}/0", reporter_id)


def import_opening(session: Session, rows: Iterable[tuple[int, Mapping[str, str]]], now: datetime) -> OpeningBalances:
    """Store what centres have when they begin to report here: a table's rows by number, cells as text. Again, it changes nothing.

    Raises InvalidInput `stock.bad_cells` with `cells` (see `stock.opening.read_balances`), and stores nothing.
    """
    balances = read_balances(session, rows, now.date())
    added = sum(_open(session, each) for each in balances)
    jobs.soon(session, {each.facility for each in balances} if added else ())
    return OpeningBalances(added, len(balances) - added)


def _open(session: Session, each: Balance) -> bool:
    if each.quantity == 0:
        return record_count(session, PhysicalCount(each.facility, each.product, 0, each.at, each.key))
    return record_movement(
        session,
        Movement(each.facility, each.product, Kind.ADJUSTMENT, each.quantity, each.at, each.key, Reason.OPENING, each.lot, each.expiry),
    )


def correct_count(session: Session, wrong_key: str, count: PhysicalCount) -> bool:
    """Put `count` in the place of the count of `wrong_key` ("non, 210"); both stay readable. False: it was there already.

    Raises AlreadyReversed where the wrong one was corrected before, LookupError where there is none.
    """
    wrong = session.scalar(select(PhysicalInventory).where(PhysicalInventory.key == wrong_key))
    if wrong is None:
        raise LookupError(wrong_key)
    return _store_count(session, count, corrected=wrong)


def reverse(session: Session, key: str, *, new_key: str, reporter_id: uuid.UUID | None = None) -> bool:
    """Take a movement back by a line of the opposite quantity at the same place. False: this very reversal was there already.

    Raises AlreadyReversed, and LookupError where there is no line of that key.
    """
    line = session.scalar(select(StockLine).where(StockLine.key == key))
    if line is None:
        raise LookupError(key)
    card = _locked_card(session, line.facility, line.product)
    earlier = session.scalar(select(StockLine).where(StockLine.reverses == line.id))
    if earlier is not None:
        if earlier.key == new_key:
            return False
        raise AlreadyReversed(id=line.id)
    back = StockLine(
        facility=line.facility, product=line.product, kind=Kind.REVERSAL, reason=line.reason, quantity=-line.quantity, lot=line.lot,
        expiry=line.expiry, counterpart=line.counterpart, reporter_id=reporter_id, key=new_key, reverses=line.id,
        **_columns(Place(line.occurred_at, line.place, line.tiebreak)),
    )  # fmt: skip
    _append(session, card, back)
    consignments.taken_back(session, key, line.occurred_at)
    _audit(session, "stock.reversed", reporter_id, back.id)
    return True


def _store_count(session: Session, count: PhysicalCount, corrected: PhysicalInventory | None) -> bool:
    if not 0 <= count.counted <= MAX_QUANTITY:
        raise InvalidQuantity(product=count.product)
    card = _locked_card(session, count.facility, count.product)
    if session.scalar(select(PhysicalInventory.id).where(PhysicalInventory.key == count.key)) is not None:
        return False
    if corrected is None:
        place = count_place(count.occurred_at, count.key)
    else:
        if session.scalar(select(PhysicalInventory.id).where(PhysicalInventory.corrects == corrected.id)) is not None:
            raise AlreadyReversed(id=corrected.id)
        place = count_place(corrected.occurred_at, count.key, corrected.tiebreak)
    inventory = PhysicalInventory(
        facility=count.facility, product=count.product, counted=count.counted, occurred_at=place.occurred_at, tiebreak=place.tiebreak,
        reporter_id=count.reporter_id, key=count.key, lot=count.lot, expiry=count.expiry, corrects=corrected.id if corrected else None,
    )  # fmt: skip
    difference = count.counted - _sum_up_to(session, card, place)
    session.add(inventory)
    session.flush()
    if difference:
        _append(session, card, _adjustment(card, difference, Reason.INVENTORY, inventory))
    _seen(card, place.occurred_at)
    _audit(session, "stock.counted", count.reporter_id, inventory.id)
    return True


def _signed(movement: Movement) -> int:
    if movement.kind is Kind.ADJUSTMENT:
        valid = 0 < abs(movement.quantity) <= MAX_QUANTITY
    else:
        valid = movement.kind in SIGN and 0 < movement.quantity <= MAX_QUANTITY
    if not valid:
        raise InvalidQuantity(product=movement.product)
    return SIGN.get(movement.kind, 1) * movement.quantity


def _locked_card(session: Session, facility: str, product: str) -> StockCard:
    """The card, made if it is new, locked until the end of the transaction."""
    if session.get(Product, product) is None:
        raise UnknownProduct(product=product)
    session.execute(insert(StockCard).values(facility=facility, product=product, stock_on_hand=0).on_conflict_do_nothing())
    one = select(StockCard).where(StockCard.facility == facility, StockCard.product == product)
    return session.execute(one.with_for_update().execution_options(populate_existing=True)).scalar_one()


def _columns(place: Place) -> dict[str, Any]:
    return {"occurred_at": place.occurred_at, "place": place.rank, "tiebreak": place.tiebreak}


def _append(session: Session, card: StockCard, line: StockLine) -> None:
    """Add the line, and take its quantity back at the next count after it, if there is one: that count had it in hand."""
    session.add(line)
    card.stock_on_hand += line.quantity
    session.flush()
    here = Place(line.occurred_at, line.place, line.tiebreak)
    following = session.scalar(
        select(PhysicalInventory)
        .where(
            PhysicalInventory.facility == card.facility,
            PhysicalInventory.product == card.product,
            _counts_after(here),
        )
        .order_by(PhysicalInventory.occurred_at, PhysicalInventory.tiebreak)
        .limit(1)
    )
    if following is not None:
        session.add(_adjustment(card, -line.quantity, Reason.LATE_REPORT, following))
        card.stock_on_hand -= line.quantity
        session.flush()


def _counts_after(place: Place) -> ColumnElement[bool]:
    """The counts that have in hand what stands at `place`: of the same moment too, when it is a movement."""
    if place.rank == 0:
        return PhysicalInventory.occurred_at >= place.occurred_at
    return tuple_(PhysicalInventory.occurred_at, PhysicalInventory.tiebreak) > tuple_(place.occurred_at, place.tiebreak)


def _adjustment(card: StockCard, quantity: int, reason: Reason, inventory: PhysicalInventory) -> StockLine:
    return StockLine(
        facility=card.facility, product=card.product, kind=Kind.ADJUSTMENT, reason=reason, quantity=quantity,
        inventory_id=inventory.id, **_columns(Place(inventory.occurred_at, 1, inventory.tiebreak)),
    )  # fmt: skip


def _sum_up_to(session: Session, card: StockCard, place: Place) -> int:
    position = tuple_(StockLine.occurred_at, StockLine.place, StockLine.tiebreak)
    total = select(func.coalesce(func.sum(StockLine.quantity), 0)).where(
        StockLine.facility == card.facility,
        StockLine.product == card.product,
        position <= tuple_(place.occurred_at, place.rank, place.tiebreak),
    )
    return int(session.scalar(total) or 0)


def _seen(card: StockCard, occurred_at: datetime) -> None:
    if card.last_reported_at is None or occurred_at > card.last_reported_at:
        card.last_reported_at = occurred_at


def _audit(session: Session, action: str, reporter_id: uuid.UUID | None, row: int) -> None:
    audit.record(session, action, actor=("agent" if reporter_id else "system", reporter_id), subject=("stock", str(row)))
