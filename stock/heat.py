"""Centres by products, as a table to see at a glance who will run out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.facilities import queries as places
from stock.models import Product
from stock.rules import Status
from stock.standing import Standing, standings

URGENT = (Status.STOCK_OUT, Status.EMERGENCY, Status.BELOW_MINIMUM)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A centre. place: code of its place. cells: how each product stands there, by its code; what was never reported is absent."""

    facility: str
    facility_name: str
    kind: str
    place: str
    cells: Mapping[str, Standing]

    @property
    def urgent(self) -> int:
        """How many products are out or below the minimum."""
        return sum(each.status in URGENT for each in self.cells.values())


@dataclass(frozen=True, slots=True)
class HeatTable:
    """products: (code, French name, Bambara name or None), those that are followed nationally first. rows: the worst off first."""

    products: Sequence[tuple[str, str, str | None]]
    rows: Sequence[HeatRow]


def heat(session: Session, now: datetime, centres: Collection[str] | None = None, products: Collection[str] = ()) -> HeatTable:
    """The cards of these centres (all when None; those without a card are empty rows) and products (all that any has, when empty)."""
    cells: dict[str, dict[str, Standing]] = {}
    for each in standings(session, now, facilities=centres, products=products):
        cells.setdefault(each.facility, {})[each.product] = each
    codes = {code for row in cells.values() for code in row}
    named = session.scalars(select(Product).where(Product.code.in_(codes)).order_by(Product.tracer.desc(), Product.code))
    rows = [
        HeatRow(each.code, each.name, each.kind, each.place, cells.get(each.code, {}))
        for each in places.every(session, now.date())
        if (each.code in cells if centres is None else each.code in centres)
    ]
    return HeatTable([(p.code, p.name_fr, p.name_bm) for p in named], sorted(rows, key=lambda row: (-row.urgent, row.facility_name)))
