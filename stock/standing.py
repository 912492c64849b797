"""How products stand at centres: consumption of the last complete months by the ledger, and what the formulas say of it."""

import calendar
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from core.facilities import queries as places
from core.settings import Settings
from stock.consignments.models import Consignment
from stock.ledger import Kind
from stock.levels import levels_by_kind
from stock.models import PhysicalInventory, Product, StockCard, StockLine
from stock.rules import (
    LOOK_BACK_DAYS,
    Forecast,
    Levels,
    Month,
    Report,
    Status,
    amc_from_reports,
    average_monthly_consumption,
    days_left,
    days_left_by_reports,
    months_of_stock,
    status,
    suggested_order,
)

MONTHS = 3
"""Complete months that the average is of."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A product at a centre. Quantities in units. amc: a month; None where nothing that can be used was reported.

    by_reports: the amc is of counts and receipts, since no issues were reported. stock_out_days: of the months that `amc` is of.
    on_order: on its way to the centre. order: up to the maximum, in whole packs; None while the AMC is not known. levels: of the
    centre's kind.
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
    on_order: int
    order: int | None
    by_reports: bool
    levels: Levels
    pack_size: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a card. issued: what it adds to the consumption, negative where an issue was taken back.

    moved: what came or went otherwise, by a receipt, a loss, a transfer; 0 for what a count found.
    """

    at: datetime
    quantity: int
    issued: int
    moved: int = 0


def standings(
    session: Session,
    now: datetime,
    *,
    facilities: Collection[str] | None = None,
    products: Collection[str] = (),
    levels: Levels | None = None,
) -> Sequence[Standing]:
    """Every card of these centres (all when None) and products (all when empty), by centre and product.

    levels: for all; None: of each centre's kind. Where no issues are reported, consumption is reckoned from counts and receipts.
    """
    cards = select(StockCard, Product).join(Product, Product.code == StockCard.product).order_by(StockCard.facility, StockCard.product)
    if facilities is not None:
        cards = cards.where(StockCard.facility.in_(facilities))
    if products:
        cards = cards.where(StockCard.product.in_(products))
    since = _since(now)
    lines = _lines(session, facilities, products, since)
    counts = _counts(session, facilities, products, since)
    older = _with_older_lines(session, facilities, products, since)
    coming = _on_order(session)
    of = _levels(session, levels)
    return [
        _standing(
            card,
            product,
            _opened(card, lines.get(key, []), since if key in older else None),
            counts.get(key, []),
            coming.get(key, 0),
            now,
            of(card.facility),
        )
        for card, product in session.execute(cards)
        for key in [(card.facility, card.product)]
    ]


def _since(now: datetime) -> datetime:
    """From when on lines and counts say something of consumption: the complete months of the average, or the look-back of counts."""
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    return min(first, now - timedelta(days=LOOK_BACK_DAYS))


def _opened(card: StockCard, lines: Sequence[Line], before: datetime | None) -> Sequence[Line]:
    """The lines of a card from a moment on, with what it held then as the first. before: that moment; None: the card begins in them."""
    if before is None:
        return lines
    return [Line(before - timedelta(microseconds=1), card.stock_on_hand - sum(line.quantity for line in lines), 0), *lines]


def _with_older_lines(
    session: Session, facilities: Collection[str] | None, products: Collection[str], since: datetime
) -> Collection[tuple[str, str]]:
    """The cards (facility, product) that have a line before a moment: one look into the index of each."""
    line = (
        select(StockLine.id)
        .where(StockLine.facility == StockCard.facility, StockLine.product == StockCard.product, StockLine.occurred_at < since)
        .limit(1)
        .lateral()
    )
    cards = select(StockCard.facility, StockCard.product).join(line, true())
    if facilities is not None:
        cards = cards.where(StockCard.facility.in_(facilities))
    if products:
        cards = cards.where(StockCard.product.in_(products))
    return {(facility, product) for facility, product in session.execute(cards)}


def _levels(session: Session, levels: Levels | None) -> Callable[[str], Levels]:
    if levels is not None:
        return lambda facility: levels
    by_kind = levels_by_kind(Settings().stock_levels)
    kinds = {each.code: each.kind for each in places.every(session)} if by_kind else {}
    return lambda facility: by_kind.get(kinds.get(facility, ""), Levels())


def _on_order(session: Session) -> dict[tuple[str, str], int]:
    """What is on its way, by centre and product."""
    coming = (
        select(Consignment.destination, Consignment.product, func.sum(Consignment.sent))
        .where(Consignment.received_at.is_(None), Consignment.cancelled_at.is_(None))
        .group_by(Consignment.destination, Consignment.product)
    )
    return {(destination, product): int(sent) for destination, product, sent in session.execute(coming)}


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


def _lines(
    session: Session, facilities: Collection[str] | None, products: Collection[str], since: datetime
) -> dict[tuple[str, str], list[Line]]:
    every = (
        select(StockLine.facility, StockLine.product, StockLine.occurred_at, StockLine.quantity, StockLine.kind, StockLine.reverses)
        .where(StockLine.occurred_at >= since)
        .order_by(StockLine.occurred_at, StockLine.place, StockLine.tiebreak, StockLine.id)
    )
    if facilities is not None:
        every = every.where(StockLine.facility.in_(facilities))
    if products:
        every = every.where(StockLine.product.in_(products))
    read = session.execute(every).all()
    # few lines take another back: a join would read the whole ledger for them
    back = {line.reverses for line in read if line.reverses is not None}
    kinds = dict(session.execute(select(StockLine.id, StockLine.kind).where(StockLine.id.in_(back))).all()) if back else {}
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for facility, product, at, quantity, kind, reverses in read:
        issue = Kind.ISSUE in (kind, kinds.get(reverses) if reverses is not None else None)
        moved = 0 if issue or kind == Kind.ADJUSTMENT else quantity
        found[facility, product].append(Line(at.astimezone(UTC), quantity, -quantity if issue else 0, moved))
    return found


Count = tuple[datetime, int]
"""When, and how many were there."""


def _counts(
    session: Session, facilities: Collection[str] | None, products: Collection[str], since: datetime
) -> dict[tuple[str, str], list[Count]]:
    """The counts that stand: not those that were corrected."""
    every = (
        select(
            PhysicalInventory.id, PhysicalInventory.facility, PhysicalInventory.product, PhysicalInventory.occurred_at,
            PhysicalInventory.counted, PhysicalInventory.corrects,
        )
        .where(PhysicalInventory.occurred_at >= since)
        .order_by(PhysicalInventory.occurred_at, PhysicalInventory.tiebreak)
    )  # fmt: skip
    if facilities is not None:
        every = every.where(PhysicalInventory.facility.in_(facilities))
    if products:
        every = every.where(PhysicalInventory.product.in_(products))
    read = session.execute(every).all()
    # a correction stands at the moment of the count that it corrects, so it is among these
    corrected = {count.corrects for count in read if count.corrects is not None}
    found: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for number, facility, product, at, counted, _ in read:
        if number not in corrected:
            found[facility, product].append((at.astimezone(UTC), counted))
    return found


def reports_of(counts: Sequence[Count], lines: Sequence[Line]) -> list[Report]:
    """Each count, with what came in and went out otherwise than by use since the one before."""
    reports = []
    before = datetime.min.replace(tzinfo=UTC)
    for at, counted in counts:
        reports.append(Report(at, counted, sum(line.moved for line in lines if before < line.at <= at)))
        before = at
    return reports


def _standing(
    card: StockCard, product: Product, lines: Sequence[Line], counts: Sequence[Count], on_order: int, now: datetime, levels: Levels
) -> Standing:  # fmt: skip
    months = complete_months(lines, now.date())
    amc = average_monthly_consumption(months)
    held, last = card.stock_on_hand, card.last_reported_at
    forecast = days_left(held, months)
    by_reports = amc is None
    if by_reports:
        reports = reports_of(counts, lines)
        amc, forecast = amc_from_reports(reports, now), days_left_by_reports(held, reports, now)
    since = None if last is None else (now - last).days
    return Standing(
        card.facility, card.product, product.name_fr, product.unit, held, last, status(held, amc, levels, days_since_report=since), amc,
        months_of_stock(held, amc), sum(month.stock_out_days for month in months), forecast, on_order,
        suggested_order(held, on_order, amc, levels, product.pack_size), by_reports and amc is not None, levels, product.pack_size,
    )  # fmt: skip
