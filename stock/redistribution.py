"""Who could give what to whom: surplus above the maximum goes to the nearest centres that are below the minimum."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.facilities import queries as places
from core.facilities.nearness import kilometres, nearness
from core.facilities.search import Facility
from stock.rules import Status
from stock.standing import Standing, standings

NEEDY = (Status.STOCK_OUT, Status.EMERGENCY, Status.BELOW_MINIMUM)


@dataclass(frozen=True, slots=True)
class Move:
    """A suggestion: `quantity` units, in whole packs, from one facility (code) to another. kilometres: None where not known."""

    product: str
    product_name: str
    source: str
    source_name: str
    destination: str
    destination_name: str
    quantity: int
    kilometres: float | None
    status: Status
    """of the destination"""


def redistribution(
    session: Session, now: datetime, centres: Collection[str] | None = None, products: Collection[str] = ()
) -> Sequence[Move]:  # fmt: skip
    """Moves within these centres (all when None), the most urgent first.

    A giver keeps its maximum; a receiver gets up to its minimum, which no move exceeds: the order brings the rest. Both must have
    reported in the last ten days and have a known consumption.
    """
    facilities = {each.code: each for each in places.every(session, now.date())}
    by_product: dict[str, list[Standing]] = defaultdict(list)
    for each in standings(session, now, facilities=centres, products=products):
        if each.amc and each.facility in facilities:
            by_product[each.product].append(each)
    moves = [move for every in by_product.values() for move in _moves(every, facilities, now)]
    return sorted(moves, key=lambda move: (NEEDY.index(move.status), move.destination_name, move.product))


def _moves(every: Sequence[Standing], facilities: Mapping[str, Facility], now: datetime) -> list[Move]:
    spare = {each.facility: packs(each.stock_on_hand - each.levels.maximum * (each.amc or 0), each.pack_size) for each in every}
    needy = sorted((each for each in every if each.status in NEEDY), key=lambda each: (NEEDY.index(each.status), each.months_of_stock or 0))
    moves = []
    for each in needy:
        at = facilities[each.facility]
        lacking = each.levels.minimum * (each.amc or 0) - each.stock_on_hand - each.on_order
        givers = [one for one in every if one.status is Status.OVERSTOCK and spare[one.facility] > 0]
        for giver in sorted(givers, key=lambda one: (*nearness(facilities[one.facility], at, now.date()), one.facility)):
            # rounded up to a pack: half a box is not sent
            quantity = min(spare[giver.facility], -packs(-lacking, each.pack_size))
            if quantity <= 0:
                break
            spare[giver.facility] -= quantity
            lacking -= quantity
            source = facilities[giver.facility]
            moves.append(_move(each, source, at, quantity))
    return moves


def _move(each: Standing, source: Facility, at: Facility, quantity: int) -> Move:
    far = kilometres(source, at)
    return Move(each.product, each.name, source.code, source.name, at.code, at.name, quantity, far, each.status)


def packs(quantity: float, pack_size: int) -> int:
    """The units of whole packs that a quantity has, rounded down."""
    return int(quantity // pack_size) * pack_size
