"""A stock card as it is read: its lines with the balance after each."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stock.ledger import Kind
from stock.models import PhysicalInventory, StockLine


@dataclass(frozen=True, slots=True)
class CardLine:
    """balance: units on the card after it. counted: of a line that a count made. reversed: another line takes it back.

    reporter_id: the person who told it; counterpart: facility at the other end.
    """

    id: int
    occurred_at: datetime
    recorded_at: datetime
    kind: Kind
    reason: str | None
    quantity: int
    balance: int
    lot: str | None
    expiry: date | None
    counterpart: str | None
    document: str | None
    reporter_id: uuid.UUID | None
    counted: int | None
    reverses: int | None
    reversed: bool


def card(session: Session, facility: str, product: str, *, limit: int = 200) -> Sequence[CardLine]:
    """The last lines of a centre's card of a product, the latest first, in the order of what happened; [] where there is no card."""
    order = (StockLine.occurred_at, StockLine.place, StockLine.tiebreak, StockLine.id)
    balance = func.sum(StockLine.quantity).over(order_by=order).label("balance")
    lines = (
        select(StockLine, balance, PhysicalInventory.counted)
        .outerjoin(PhysicalInventory, PhysicalInventory.id == StockLine.inventory_id)
        .where(StockLine.facility == facility, StockLine.product == product)
        .order_by(*(column.desc() for column in order))
        .limit(limit)
    )
    rows = session.execute(lines).all()
    ids = [line.id for line, _, _ in rows]
    taken_back = set(session.scalars(select(StockLine.reverses).where(StockLine.reverses.in_(ids))))
    return [
        CardLine(
            line.id, line.occurred_at, line.recorded_at, Kind(line.kind), line.reason, line.quantity, int(total), line.lot, line.expiry,
            line.counterpart, line.document, line.reporter_id, counted, line.reverses, line.id in taken_back,
        )
        for line, total, counted in rows
    ]  # fmt: skip
