"""Reads of stock: session in, dataclasses out."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assa_text import fold
from core.facilities.queries import directory
from core.kept import kept
from stock.alerts.models import AlertKind
from stock.alerts.tell import message as alert_message
from stock.alerts.views import AlertView, alerts
from stock.card import CardLine, card
from stock.consignments.views import ConsignmentView, consignment, consignments, waiting_at
from stock.exports import MonthOfCard, Reporting, data_values, months, reporting
from stock.heat import HeatRow, HeatTable, heat
from stock.lots import LotLeft, lots_left
from stock.models import PhysicalInventory, Product, StockCard, StockLine
from stock.readback import Known, Line, Warn, read_back
from stock.reading.asides import day_of
from stock.reading.catalogue import Names, ProductName
from stock.reading.question import Asks, Question, read_question
from stock.reading.report import read_report
from stock.reading.result import Item, Problem, Report
from stock.reading.words import What
from stock.redistribution import Move, redistribution
from stock.rules import STALE_AFTER_DAYS, Status
from stock.standing import Standing, standings

__all__ = [
    "AlertKind",
    "AlertView",
    "Asks",
    "CardLine",
    "ConsignmentView",
    "HeatRow",
    "HeatTable",
    "Item",
    "Known",
    "Level",
    "Line",
    "LotLeft",
    "MonthOfCard",
    "Move",
    "Names",
    "Problem",
    "ProductView",
    "Question",
    "Report",
    "Reporting",
    "Standing",
    "Status",
    "Warn",
    "What",
    "alert_message",
    "alerts",
    "card",
    "consignment",
    "consignments",
    "data_values",
    "day_of",
    "heat",
    "known",
    "levels",
    "lots_left",
    "months",
    "names",
    "products",
    "read_back",
    "read_question",
    "read_report",
    "redistribution",
    "reporting",
    "standings",
    "still_missing",
    "stock_outs",
    "waiting_at",
]

USUAL_OF = timedelta(days=180)
REPORTED_WITHIN = timedelta(days=7)
REPEATED_WITHIN = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Level:
    """What a centre's card says of a product. stale: nobody told anything for more than ten days."""

    facility: str
    product: str
    stock_on_hand: int
    last_reported_at: datetime | None
    stale: bool


@kept
def names(session: Session) -> Names:
    """The products and centres as people name them, to read messages with."""
    products = (
        ProductName(
            row.code,
            fold(row.unit),
            fold(row.pack),
            row.pack_size,
            (*row.short_codes, *row.aliases, *filter(None, [row.name_bm])),
            row.name_fr,
        )
        for row in session.scalars(select(Product).order_by(Product.code))
    )
    centres = (name for each in directory(session).facilities for name in (each.name, *each.other_names))
    return Names(products, centres)


@dataclass(frozen=True, slots=True)
class ProductView:
    """unit: what is counted; pack: what it comes in, of `pack_size` units; tracer: followed nationally; short_codes: as typed."""

    code: str
    name_fr: str
    name_bm: str | None
    unit: str
    pack: str
    pack_size: int
    tracer: bool
    category: str = ""
    short_codes: tuple[str, ...] = ()


def products(session: Session, codes: Collection[str] | None = None) -> Mapping[str, ProductView]:
    """The products of these codes, or all, by code."""
    rows = select(Product).order_by(Product.code)
    if codes is not None:
        rows = rows.where(Product.code.in_(codes))
    return {
        p.code: ProductView(p.code, p.name_fr, p.name_bm, p.unit, p.pack, p.pack_size, p.tracer, p.category, tuple(p.short_codes))
        for p in session.scalars(rows)
    }


def levels(session: Session, facilities: Collection[str], products: Collection[str] = (), *, now: datetime) -> list[Level]:
    """The cards of these centres, of these products (all when none is given), by centre and product."""
    cards = select(StockCard).where(StockCard.facility.in_(facilities)).order_by(StockCard.facility, StockCard.product)
    if products:
        cards = cards.where(StockCard.product.in_(products))
    return [
        Level(card.facility, card.product, card.stock_on_hand, card.last_reported_at, _is_stale(card.last_reported_at, now))
        for card in session.scalars(cards)
    ]


def stock_outs(session: Session, facilities: Collection[str], products: Collection[str] = (), *, now: datetime) -> list[Level]:
    """Those of `levels` where there is none left; stale ones too, marked."""
    return [level for level in levels(session, facilities, products, now=now) if level.stock_on_hand <= 0]


def known(session: Session, facility: str, products: Collection[str], now: datetime) -> Mapping[str, Known]:
    """What a report of these products is read back against: the card, earlier quantities of half a year, receipts of 48 hours."""
    cards = {level.product: level.stock_on_hand for level in levels(session, [facility], products, now=now)}
    usual: dict[str, dict[What, list[int]]] = defaultdict(lambda: defaultdict(list))
    receipts: dict[str, set[int]] = defaultdict(set)
    counts = select(PhysicalInventory.product, PhysicalInventory.counted).where(
        PhysicalInventory.facility == facility, PhysicalInventory.product.in_(products), PhysicalInventory.occurred_at >= now - USUAL_OF
    )
    for product, counted in session.execute(counts):
        usual[product][What.COUNT].append(counted)
    taken_back = select(StockLine.reverses).where(StockLine.reverses.is_not(None))
    moved = select(StockLine).where(
        StockLine.facility == facility,
        StockLine.product.in_(products),
        StockLine.kind.in_([what for what in What if what not in (What.COUNT, What.ADJUSTMENT)]),
        or_(StockLine.occurred_at >= now - USUAL_OF, StockLine.recorded_at >= now - REPEATED_WITHIN),
        StockLine.id.not_in(taken_back),
    )
    for line in session.scalars(moved):
        usual[line.product][What(line.kind)].append(abs(line.quantity))
        if line.kind == What.RECEIPT and line.recorded_at >= now - REPEATED_WITHIN:
            receipts[line.product].add(line.quantity)
    return {code: Known(cards.get(code), usual.get(code), frozenset(receipts.get(code, ()))) for code in products}


def still_missing(session: Session, facility: str, now: datetime) -> list[str]:
    """The products that a centre has a card of, are followed nationally, and of which it said nothing for a week (codes)."""
    cards = (
        select(StockCard.product)
        .join(Product, Product.code == StockCard.product)
        .where(StockCard.facility == facility, Product.tracer, StockCard.last_reported_at < now - REPORTED_WITHIN)
        .order_by(StockCard.product)
    )
    return list(session.scalars(cards))


def _is_stale(last: datetime | None, now: datetime) -> bool:
    return last is None or now - last > timedelta(days=STALE_AFTER_DAYS)
