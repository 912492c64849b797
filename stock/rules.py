"""Formulas of stock management. Quantities are units; None means "not defined", never 0.

Sources: the OpenLMIS and CommCare Supply documentation, and the WHO/JSI "Logistics Handbook", as the project's standards quote them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

DAYS_A_MONTH = 30
LOOK_BACK_DAYS = 60
MIN_SPAN_DAYS = 10
SPAN_DAYS = 7
"""What was used in less than a week says little of how fast or how slowly it can go."""
STALE_AFTER_DAYS = 10


class Status(StrEnum):
    """How a product stands at a facility."""

    STOCK_OUT = "STOCK_OUT"
    EMERGENCY = "EMERGENCY"
    BELOW_MINIMUM = "BELOW_MINIMUM"
    ADEQUATE = "ADEQUATE"
    OVERSTOCK = "OVERSTOCK"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Levels:
    """Minimum, maximum and emergency order point, in months of stock; by type of facility where a deployment says so."""

    minimum: float = 1.0
    maximum: float = 3.0
    emergency: float = 0.5


@dataclass(frozen=True, slots=True)
class Month:
    """A complete month: consumption in units, days in it, days out of stock."""

    consumption: int
    days: int
    stock_out_days: int


def adjusted_consumption(consumption: float, stock_out_days: int, months: int = 1) -> float | None:
    """consumption x 30 x months / (30 x months - stock-out days); None when out of stock all the time (CommCare Supply)."""
    available = DAYS_A_MONTH * months - stock_out_days
    return None if available <= 0 else consumption * DAYS_A_MONTH * months / available


def average_monthly_consumption(months: Sequence[Month]) -> float | None:
    """AMC: mean over the given complete months of consumption / (1 - stock-out days / days).

    A month out of stock for more than half its days is left out; None when none is left.
    """
    adjusted = [m.consumption / (1 - m.stock_out_days / m.days) for m in months if 2 * m.stock_out_days <= m.days]
    return sum(adjusted) / len(adjusted) if adjusted else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days until the stock is used up: likely, and between the fastest and the slowest month seen."""

    days: float
    at_fastest: float
    at_slowest: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """Stock on hand at a moment, and what was received since the report before."""

    at: datetime
    stock_on_hand: int
    receipts_since: int


def amc_from_reports(reports: Sequence[Report], now: datetime) -> float | None:
    """AMC where nobody reports issues: over consecutive reports, start + receipts - end; as units a day x 30.

    A pair that is impossible (more at the end than there can be) is skipped, with its days.
    None under 2 reports or 10 days in the 60 before `now`.
    """
    used = spans(reports, now)
    days = sum(each.days for each in used)
    return sum(each.consumption for each in used) / days * DAYS_A_MONTH if days >= MIN_SPAN_DAYS else None


@dataclass(frozen=True, slots=True)
class Span:
    """The time between two reports. consumption: units."""

    consumption: int
    days: float


def spans(reports: Sequence[Report], now: datetime) -> list[Span]:
    """What was used between consecutive reports of the look-back, impossible pairs left out."""
    recent = sorted((r for r in reports if 0 <= (now - r.at).total_seconds() <= LOOK_BACK_DAYS * 86_400), key=lambda r: r.at)
    pairs = [
        Span(start.stock_on_hand + end.receipts_since - end.stock_on_hand, (end.at - start.at).total_seconds() / 86_400)
        for start, end in pairwise(recent)
    ]
    return [each for each in pairs if each.consumption >= 0 and each.days > 0]


def days_left_by_reports(stock_on_hand: int, reports: Sequence[Report], now: datetime) -> Forecast | None:
    """SOH / (AMC / 30) with the AMC of `amc_from_reports`; its range by the spans used fastest and slowest, those under a week left out."""
    amc = amc_from_reports(reports, now)
    if not amc:
        return None
    held = max(0, stock_on_hand)
    rates = [each.consumption / each.days for each in spans(reports, now) if each.days >= SPAN_DAYS] or [amc / DAYS_A_MONTH]
    likely, fastest, slowest = amc / DAYS_A_MONTH, max(rates), min(rates)
    return Forecast(held / likely, held / max(fastest, likely), held / min(slowest, likely) if slowest else None)


def months_of_stock(stock_on_hand: int, amc: float | None) -> float | None:
    """MOS = SOH / AMC; 0 when there is none in stock, None when nothing is consumed or that is not known."""
    if stock_on_hand <= 0:
        return 0.0
    return stock_on_hand / amc if amc else None


def status(stock_on_hand: int, amc: float | None, levels: Levels, *, days_since_report: int | None) -> Status:
    """STOCK_OUT at 0, else by months of stock; UNKNOWN without a report in the last 10 days. Stock that nobody uses is ADEQUATE."""
    if days_since_report is None or days_since_report > STALE_AFTER_DAYS or stock_on_hand < 0:
        return Status.UNKNOWN
    if stock_on_hand == 0:
        return Status.STOCK_OUT
    months = months_of_stock(stock_on_hand, amc)
    if months is None:
        return Status.ADEQUATE
    if months < levels.emergency:
        return Status.EMERGENCY
    if months < levels.minimum:
        return Status.BELOW_MINIMUM
    return Status.OVERSTOCK if months > levels.maximum else Status.ADEQUATE


def suggested_order(stock_on_hand: int, on_order: int, amc: float | None, levels: Levels, pack_size: int) -> int | None:
    """max(0, maximum x AMC - SOH - on order), rounded up to whole packs, in units; None while the AMC is not known."""
    if amc is None:
        return None
    missing = max(0.0, levels.maximum * amc - max(0, stock_on_hand) - on_order)
    return math.ceil(round(missing / pack_size, 9)) * pack_size


def days_left(stock_on_hand: int, months: Sequence[Month]) -> Forecast | None:
    """SOH / (AMC / 30), with its range by the highest and the lowest adjusted month; None where nothing was consumed."""
    adjusted = [m.consumption / (1 - m.stock_out_days / m.days) for m in months if 2 * m.stock_out_days <= m.days]
    amc = average_monthly_consumption(months)
    if not amc:
        return None
    held = max(0, stock_on_hand) * DAYS_A_MONTH
    slowest = min(adjusted)
    return Forecast(held / amc, held / max(adjusted), held / slowest if slowest else None)


@dataclass(frozen=True, slots=True)
class Lot:
    """What came in of a lot. quantity: units."""

    lot: str | None
    expiry: date | None
    quantity: int


def first_expired_first_out(received: Sequence[Lot], stock_on_hand: int) -> list[Lot]:
    """What is left of each lot when the first to expire left first (FEFO); what has no expiry counts as leaving first.

    The last to expire are still there; what is on hand beyond all that was received has no lot.
    """
    left, rest = [], max(0, stock_on_hand)
    for lot in sorted(received, key=lambda lot: lot.expiry or date.min, reverse=True):
        kept = min(lot.quantity, rest)
        if kept > 0:
            left.append(Lot(lot.lot, lot.expiry, kept))
            rest -= kept
    if rest:
        left.append(Lot(None, None, rest))
    return left[::-1]


class Expiry(StrEnum):
    """How near the end of a lot is."""

    EXPIRED = "EXPIRED"
    SOON = "SOON"
    LATER = "LATER"


def expiry_status(expiry: date | None, today: date, soon_days: int, later_days: int) -> Expiry | None:
    """EXPIRED after its last day, SOON within the nearer threshold, LATER within the farther one (cStock has two).

    None beyond them, or where the day is not known.
    """
    if expiry is None:
        return None
    if expiry < today:
        return Expiry.EXPIRED
    if expiry <= today + timedelta(days=soon_days):
        return Expiry.SOON
    return Expiry.LATER if expiry <= today + timedelta(days=later_days) else None
