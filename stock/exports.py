"""Tables of stock for other programs: each month of each card, and what was reported in time. Rows once, formats are the caller's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import InvalidInput
from core.facilities import queries as places
from stock.ledger import Kind, Reason
from stock.models import PhysicalInventory, Product, StockCard, StockLine

REPORTING_KINDS = ("CSCom", "CSRef", "hospital")
DUE = timedelta(days=2)
"""A report of a period is in time until so long after its end."""


@dataclass(frozen=True, slots=True)
class MonthOfCard:
    """A month of a card. Quantities in units; adjusted: what counts found and what came late, signed.

    consumption: what was issued; where no issue was reported in the month, opening + received + transferred in - lost - transferred out
    - closing, never below 0 (the standards' two definitions). stock_out_days: days at whose end there was nothing.
    """

    facility: str
    product: str
    month: date
    opening: int
    received: int
    issued: int
    lost: int
    transferred_in: int
    transferred_out: int
    adjusted: int
    closing: int
    consumption: int
    stock_out_days: int
    days: int


@dataclass(frozen=True, slots=True)
class Reporting:
    """first, last: days of the period. place: code, "" for the whole country. expected: centres that should report.

    in_time: of those received, by the due day.
    stock_outs: those that reported and had a product that is followed nationally at 0 at the end of a day of the period.
    """

    first: date
    last: date
    place: str
    expected: int
    received: int
    in_time: int
    stock_outs: int

    @property
    def rate(self) -> float | None:
        """Reports received / expected."""
        return self.received / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """Received by the due day / expected."""
        return self.in_time / self.expected if self.expected else None

    @property
    def stock_out_rate(self) -> float | None:
        """Centres with any stock-out of a tracer product / centres reporting."""
        return self.stock_outs / self.received if self.received else None


def months(session: Session, first: date, last: date, centres: Collection[str] | None = None) -> Iterator[MonthOfCard]:
    """The months that begin from `first` to `last`, of each card of these centres (all when None), from that of its first line on."""
    lines = select(StockLine).order_by(
        StockLine.facility, StockLine.product, StockLine.occurred_at, StockLine.place, StockLine.tiebreak, StockLine.id
    )
    if centres is not None:
        lines = lines.where(StockLine.facility.in_(centres))
    kinds = {line.id: line.kind for line in session.scalars(lines)}
    cards: dict[tuple[str, str], list[StockLine]] = {}
    for line in session.scalars(lines):
        cards.setdefault((line.facility, line.product), []).append(line)
    for (facility, product), its in cards.items():
        for month in _months(first, last):
            if its[0].occurred_at.date() < _next(month):
                yield _month(facility, product, month, its, kinds)


def _month(facility: str, product: str, month: date, lines: Sequence[StockLine], kinds: Mapping[int, str]) -> MonthOfCard:
    start, end = _moment(month), _moment(_next(month))
    opening = sum(line.quantity for line in lines if line.occurred_at < start)
    within = [line for line in lines if start <= line.occurred_at < end]
    by_kind = dict.fromkeys(Kind, 0)
    for line in within:
        # a line that takes another back counts against its kind
        kind = Kind(kinds[line.reverses]) if line.reverses in kinds and line.reverses is not None else Kind(line.kind)
        by_kind[kind] += line.quantity
    closing = opening + sum(line.quantity for line in within)
    issued, lost, sent = -by_kind[Kind.ISSUE], -by_kind[Kind.LOSS], -by_kind[Kind.TRANSFER_OUT]
    received, came = by_kind[Kind.RECEIPT], by_kind[Kind.TRANSFER_IN]
    opened = sum(line.quantity for line in within if line.reason == Reason.OPENING)
    # the first count of a card says what was there: nothing was used before it
    first = within and within[0] is lines[0] and lines[0].kind == Kind.ADJUSTMENT and not opened
    found = lines[0].quantity if first else 0
    consumption = issued or max(0, opening + received + came - lost - sent + opened + found - closing)
    return MonthOfCard(
        facility, product, month, opening, received, issued, lost, came, sent, by_kind[Kind.ADJUSTMENT], closing, consumption,
        _days_without(lines, month), (_next(month) - month).days,
    )  # fmt: skip


def _days_without(lines: Sequence[StockLine], month: date) -> int:
    without, held, index = 0, 0, 0
    day = max(month, lines[0].occurred_at.date())
    while day < _next(month):
        while index < len(lines) and lines[index].occurred_at.astimezone(UTC).date() <= day:
            held += lines[index].quantity
            index += 1
        without += held <= 0
        day += timedelta(days=1)
    return without


def reporting(session: Session, first: date, last: date, place: str | None = None) -> list[Reporting]:
    """Reporting by whole ISO week from the one of `first` to the one of `last`, of the country or of the centres of a place.

    Expected of every CSCom, CSRef and hospital open then.
    """
    found = []
    week = first - timedelta(days=first.weekday())
    while week <= last:
        end = week + timedelta(days=6)
        centres = [each for each in places.every(session, week) if each.kind in REPORTING_KINDS]
        if place is not None:
            under = {each.code for each in places.under(session, place, week)}
            centres = [each for each in centres if each.code in under]
        found.append(_week(session, week, end, {each.code for each in centres}, place or ""))
        week += timedelta(days=7)
    return found


def _week(session: Session, first: date, last: date, centres: set[str], place: str) -> Reporting:
    start, end = _moment(first), _moment(last + timedelta(days=1))
    told: dict[str, datetime] = {}
    for table in (StockLine, PhysicalInventory):
        rows = select(table.facility, table.occurred_at, table.recorded_at).where(
            table.occurred_at >= start, table.occurred_at < end, table.facility.in_(centres)
        )
        for facility, _, recorded in session.execute(rows):
            told[facility] = min(told.get(facility, recorded), recorded)
    in_time = sum(recorded < end + DUE for recorded in told.values())
    return Reporting(first, last, place, len(centres), len(told), in_time, len(_out(session, start, end, set(told))))


def _out(session: Session, start: datetime, end: datetime, centres: set[str]) -> set[str]:
    """Of these, those with a tracer product at 0 at the end of some day of the period."""
    lines = (
        select(StockLine)
        .join(Product, Product.code == StockLine.product)
        .where(Product.tracer, StockLine.facility.in_(centres), StockLine.occurred_at < end)
        .order_by(StockLine.facility, StockLine.product, StockLine.occurred_at, StockLine.place, StockLine.tiebreak, StockLine.id)
    )
    cards: dict[tuple[str, str], list[StockLine]] = {}
    for line in session.scalars(lines):
        cards.setdefault((line.facility, line.product), []).append(line)
    out = {facility for (facility, _), its in cards.items() if _was_out(its, start, end)}
    # a card that was only ever counted as empty has no line
    empty = select(StockCard.facility).join(Product, Product.code == StockCard.product)
    never = session.scalars(empty.where(Product.tracer, StockCard.facility.in_(centres), StockCard.stock_on_hand <= 0))
    return out | {facility for facility in never if not any(key[0] == facility for key in cards)}


def _was_out(lines: Sequence[StockLine], start: datetime, end: datetime) -> bool:
    day = start
    while day < end:
        day += timedelta(days=1)
        before = [line.quantity for line in lines if line.occurred_at < day]
        if before and sum(before) <= 0:
            return True
    return False


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


MEASURES = ("closing", "received", "issued", "lost", "adjusted", "consumption", "stock_out_days")


def data_values(rows: Sequence[MonthOfCard], mapping: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """DHIS2's `dataValueSets`, monthly, and how many rows were left out since the mapping does not name their centre.

    mapping: `orgUnits` (centre: UID), `dataElements` (measure: {product: UID}), `dataSet`, `categoryOptionCombo` if wanted. What the
    mapping does not name is not sent. Raises InvalidInput `stock.bad_mapping` with `problems`.
    """
    units, elements = dict(mapping.get("orgUnits") or {}), dict(mapping.get("dataElements") or {})
    problems = [f"orgUnits: {name}" for name, uid in units.items() if not _is_uid(uid)]
    problems += [f"dataElements: unknown measure {name}" for name in elements if name not in MEASURES]
    problems += [
        f"dataElements: {measure}: {product}"
        for measure, products in elements.items()
        for product, uid in dict(products or {}).items()
        if not _is_uid(uid)
    ]
    if problems or not units or not elements:
        raise InvalidInput("stock.bad_mapping", problems=problems or ["orgUnits and dataElements are needed"])
    combo = {"categoryOptionCombo": mapping["categoryOptionCombo"]} if mapping.get("categoryOptionCombo") else {}
    values = [
        {"dataElement": products[row.product], "period": f"{row.month:%Y%m}", "orgUnit": units[row.facility], **combo}
        | {"value": str(getattr(row, measure))}
        for row in rows
        if row.facility in units
        for measure, products in elements.items()
        if row.product in products
    ]
    head = {"dataSet": mapping["dataSet"]} if mapping.get("dataSet") else {}
    return {**head, "dataValues": values}, sum(row.facility not in units for row in rows)


def _is_uid(value: object) -> bool:
    text = str(value)
    return len(text) == 11 and text.isascii() and text.isalnum() and text[0].isalpha()
