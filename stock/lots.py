"""What is left of each lot at a centre, as first expired, first out leaves it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stock.models import PhysicalInventory, StockCard, StockLine
from stock.rules import Lot, first_expired_first_out

Card = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LotLeft:
    """quantity: units that are left of it. expiry: the last day on which it may be used."""

    facility: str
    product: str
    lot: str | None
    expiry: date | None
    quantity: int


def lots_left(
    session: Session, centres: Collection[str] | None = None, products: Collection[str] = (), *, until: date | None = None
) -> list[LotLeft]:
    """The lots with a known expiry of these centres (all when None) and products (all when empty), the first to expire first.

    Reckoned: what came in by lot, less what the card says went out, the first to expire first. until: only those that expire by then.
    """
    found = []
    for (facility, product), (held, received) in _known(session, centres, products).items():
        for lot in first_expired_first_out(received, held):
            if lot.expiry is not None and (until is None or lot.expiry <= until):
                found.append(LotLeft(facility, product, lot.lot, lot.expiry, lot.quantity))
    return sorted(found, key=lambda lot: (lot.expiry or date.max, lot.facility, lot.product, lot.lot or ""))


def _known(session: Session, centres: Collection[str] | None, products: Collection[str]) -> Mapping[Card, tuple[int, list[Lot]]]:
    """What each card holds, and what came in of each lot: by its lines, or by a count that named it where that is more."""
    lots: dict[Card, dict[tuple[str | None, date | None], int]] = defaultdict(dict)
    lines = (
        select(StockLine.facility, StockLine.product, StockLine.lot, StockLine.expiry, func.sum(StockLine.quantity))
        .where(StockLine.expiry.is_not(None))
        .group_by(StockLine.facility, StockLine.product, StockLine.lot, StockLine.expiry)
    )
    counts = select(
        PhysicalInventory.facility, PhysicalInventory.product, PhysicalInventory.lot, PhysicalInventory.expiry, PhysicalInventory.counted
    ).where(PhysicalInventory.expiry.is_not(None))
    cards = select(StockCard.facility, StockCard.product, StockCard.stock_on_hand).where(StockCard.stock_on_hand > 0)
    if centres is not None:
        lines, counts = lines.where(StockLine.facility.in_(centres)), counts.where(PhysicalInventory.facility.in_(centres))
    if products:
        lines, counts = lines.where(StockLine.product.in_(products)), counts.where(PhysicalInventory.product.in_(products))
    for facility, product, lot, expiry, quantity in [*session.execute(lines), *session.execute(counts)]:
        known = lots[facility, product]
        known[lot, expiry] = max(known.get((lot, expiry), 0), int(quantity))
    # only the cards that have such lots: of one centre, not those of the country
    cards = cards.where(StockCard.facility.in_({facility for facility, _ in lots}))
    held = {(facility, product): on_hand for facility, product, on_hand in session.execute(cards)} if lots else {}
    return {
        card: (held[card], [Lot(lot, expiry, quantity) for (lot, expiry), quantity in by_lot.items() if quantity > 0])
        for card, by_lot in lots.items()
        if card in held
    }
