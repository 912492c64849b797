"""Opening balances: what centres have when they begin to report here, from a table. All or nothing, every bad cell named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import InvalidInput
from core.facilities import queries as facilities
from stock.ledger import MAX_QUANTITY
from stock.models import Product, StockCard, StockLine

NEEDED = ("facility", "product", "quantity", "date")
COLUMNS = (*NEEDED, "lot", "expiry")
Cell = tuple[int, str, str]
"""Row number (1 is the header), column, what is wrong."""


@dataclass(frozen=True, slots=True)
class OpeningBalances:
    added: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Balance:
    """A row. quantity: units."""

    number: int
    facility: str
    product: str
    quantity: int
    day: date
    lot: str | None
    expiry: date | None

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, time(0, 0), UTC)

    @property
    def key(self) -> str:
        return f"opening:{self.facility}:{self.product}:{self.lot or ''}:{self.expiry or ''}:{self.day}"[:80]


def read_balances(session: Session, rows: Iterable[tuple[int, Mapping[str, str]]], today: date) -> list[Balance]:
    """The balances of a table, by centre and product: rows by number, cells as text.

    Raises InvalidInput `stock.bad_cells` with `cells`: unknown centres and products, no whole number of units from 0, a day to come, a
    row twice, a card that has lines of its own already.
    """
    balances, bad = _read(session, rows, today)
    seen: set[str] = set()
    for each in balances:
        if each.key in seen:
            bad.append((each.number, "", "row_twice"))
        seen.add(each.key)
    known = set(session.scalars(select(StockLine.key).where(StockLine.key.in_(seen))))
    cards = {(facility, product) for facility, product in session.execute(select(StockCard.facility, StockCard.product))}
    opened = {(each.facility, each.product) for each in balances if each.key in known}
    bad += [
        (each.number, "product", "card_exists")
        for each in balances
        if (each.facility, each.product) in cards and (each.facility, each.product) not in opened and each.quantity
    ]
    if bad or not balances:
        raise InvalidInput("stock.bad_cells", cells=sorted(bad) or [(2, "", "no_rows")])
    return sorted(balances, key=lambda each: (each.facility, each.product))


def _read(session: Session, rows: Iterable[tuple[int, Mapping[str, str]]], today: date) -> tuple[list[Balance], list[Cell]]:
    centres = {each.code for each in facilities.every(session)}
    products = set(session.scalars(select(Product.code)))
    balances, bad = [], []
    for number, row in rows:
        balance, wrong = _row(number, row, centres, products, today)
        bad += [(number, column, why) for column, why in wrong]
        if balance is not None:
            balances.append(balance)
    return balances, bad


def _row(
    number: int, row: Mapping[str, str], centres: set[str], products: set[str], today: date
) -> tuple[Balance | None, list[tuple[str, str]]]:  # fmt: skip
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    wrong = [(name, "empty") for name in NEEDED if not cells[name]]
    wrong += [(name, "unknown_column") for name in row if name not in COLUMNS]
    if cells["facility"] and cells["facility"] not in centres:
        wrong.append(("facility", "unknown_facility"))
    if cells["product"] and cells["product"] not in products:
        wrong.append(("product", "unknown_product"))
    quantity = int(cells["quantity"]) if cells["quantity"].isascii() and cells["quantity"].isdigit() else -1
    if cells["quantity"] and not 0 <= quantity <= MAX_QUANTITY:
        wrong.append(("quantity", "not_a_number_of_units"))
    day, expiry = _day(cells["date"]), _day(cells["expiry"])
    if cells["date"] and (day is None or day > today):
        wrong.append(("date", "bad_date" if day is None else "to_come"))
    if cells["expiry"] and expiry is None:
        wrong.append(("expiry", "bad_date"))
    if len(cells["lot"]) > 40:
        wrong.append(("lot", "too_long"))
    if wrong or day is None:
        return None, wrong
    return Balance(number, cells["facility"], cells["product"], quantity, day, cells["lot"] or None, expiry), []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
