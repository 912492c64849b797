"""How products stand at centres: consumption of the last complete months by the ledger, and what the formulas say of it."""

import calendar
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from stock.ledger import Kind
from stock.models import Product, StockCard, StockLine
from stock.rules import Forecast, Levels, Month, Status, average_monthly_consumption, days_left, months_of_stock, status, suggested_order

MONTHS = 3
"""Complete months that the average is of."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A product at a centre. Quantities in units. amc: a month; None where no complete month with a report can be used.

    stock_out_days: of the months that `amc` is of. order: up to the maximum, in whole packs; None while the AMC is not known.
    """

    facility: str
    product: str
    name: str
    unit: str
    stock_on_hand: int
    last_reported_at: datetime | None
    status: Status
    amc: float | None
    months_of_stock: float | None
    stock_out_days: int
    forecast: Forecast | None
    order: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a card. issued: what it adds to the consumption, negative where an issue was taken back."""

    at: datetime
    quantity: int
    issued: int


def standings(
    session: Session,
    now: datetime,
    *,
    facilities: Collection[str] | None = None,
    products: Collection[str] = (),
    levels: Levels | None = None,
) -> Sequence[Standing]:
    """Every card of these centres (all when None) and products (all when empty), by centre and product.

    Centres that report no issues have no AMC here.
    """
    cards = select(StockCard, Product).join(Product, Product.code == StockCard.product).order_by(StockCard.facility, StockCard.product)
    lines = _lines(session, facilities, products)
    if facilities is not None:
        cards = cards.where(StockCard.facility.in_(facilities))
    if products:
        cards = cards.where(StockCard.product.in_(products))
    return [
        _standing(card, product, lines.get((card.facility, card.product), []), now, levels or Levels())
        for card, product in session.execute(cards)
    ]


def complete_months(lines: Sequence[Line], today: date) -> list[Month]:
    """The last complete months, the latest first, since the first line. lines: in their order; none are issues: no month."""
    if not any(line.issued for line in lines):
        return []
    months = []
    first = today.replace(day=1)
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        if lines[0].at.date() > first:
            break
        days = calendar.monthrange(first.year, first.month)[1]
        start = datetime(first.year, first.month, 1, tzinfo=UTC)
        issued = sum(line.issued for line in lines if start <= line.at < start + timedelta(days=days))
        months.append(Month(max(0, issued), days, _days_without(lines, first, days)))
    return months


def _days_without(lines: Sequence[Line], first: date, days: int) -> int:
    """Days of a month at whose end there was nothing in stock."""
    without, held, index = 0, 0, 0
    for number in range(days):
        day = first + timedelta(days=number)
        while index < len(lines) and lines[index].at.date() <= day:
            held += lines[index].quantity
            index += 1
        without += held <= 0
    return without


def _lines(session: Session, facilities: Collection[str] | None, products: Collection[str]) -> dict[tuple[str, str], list[Line]]:
    back = aliased(StockLine)
    every = (
        select(StockLine.facility, StockLine.product, StockLine.occurred_at, StockLine.quantity, StockLine.kind, back.kind)
        .outerjoin(back, back.id == StockLine.reverses)
        .order_by(StockLine.occurred_at, StockLine.place, StockLine.tiebreak, StockLine.id)
    )
    if facilities is not None:
        every = every.where(StockLine.facility.in_(facilities))
    if products:
        every = every.where(StockLine.product.in_(products))
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for facility, product, at, quantity, kind, reversed_kind in session.execute(every):
        issue = Kind.ISSUE in (kind, reversed_kind)
        found[facility, product].append(Line(at.astimezone(UTC), quantity, -quantity if issue else 0))
    return found


def _standing(card: StockCard, product: Product, lines: Sequence[Line], now: datetime, levels: Levels) -> Standing:
    months = complete_months(lines, now.date())
    amc = average_monthly_consumption(months)
    held, last = card.stock_on_hand, card.last_reported_at
    since = None if last is None else (now - last).days
    return Standing(
        card.facility, card.product, product.name_fr, product.unit, held, last, status(held, amc, levels, days_since_report=since), amc,
        months_of_stock(held, amc), sum(month.stock_out_days for month in months), days_left(held, months),
        suggested_order(held, 0, amc, levels, product.pack_size),
    )  # fmt: skip
