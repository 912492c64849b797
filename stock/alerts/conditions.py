"""What holds now of each centre and card, by the rules of levels, expiry and reporting. Nothing is stored here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.settings import Settings
from stock.alerts.models import AlertKind
from stock.consignments.models import Consignment
from stock.lots import lots_left
from stock.models import StockCard
from stock.rules import STALE_AFTER_DAYS, Expiry, Status, expiry_status
from stock.standing import Standing, standings

AT_A_TIME = 100
"""Centres whose lines are in the memory together."""
NOT_RECEIVED_AFTER = timedelta(days=7)
"""cStock: "ready but not received for 7 days"."""
BY_THE_CLOCK = (AlertKind.SILENT, AlertKind.NOT_RECEIVED)
BY_STATUS = {
    Status.STOCK_OUT: AlertKind.STOCK_OUT,
    Status.EMERGENCY: AlertKind.EMERGENCY,
    Status.BELOW_MINIMUM: AlertKind.BELOW_MINIMUM,
    Status.OVERSTOCK: AlertKind.OVERSTOCK,
}
BY_EXPIRY = {Expiry.EXPIRED: AlertKind.EXPIRED, Expiry.SOON: AlertKind.EXPIRING_SOON, Expiry.LATER: AlertKind.EXPIRING}


class Key(NamedTuple):
    """Of what event: see `StockAlert`."""

    facility: str
    product: str
    kind: AlertKind
    about: str


@dataclass(frozen=True, slots=True)
class Now:
    """holds: facts of each event. unknown: (centre, product) of which nobody spoke for ten days: nothing is said of their levels."""

    holds: Mapping[Key, dict[str, Any]]
    unknown: frozenset[tuple[str, str]]


def conditions(session: Session, now: datetime, settings: Settings | None = None, facilities: Sequence[str] | None = None) -> Now:
    """All that holds now at these centres (all when None), some centres at a time: a country does not fill the memory."""
    read = settings or Settings()
    every = sorted(session.scalars(select(StockCard.facility).distinct())) if facilities is None else sorted(facilities)
    holds: dict[Key, dict[str, Any]] = {}
    unknown: set[tuple[str, str]] = set()
    for first in range(0, len(every), AT_A_TIME):
        some = every[first : first + AT_A_TIME]
        stand = standings(session, now, facilities=some)
        unknown |= {(each.facility, each.product) for each in stand if each.status is Status.UNKNOWN}
        holds |= _levels(stand) | _expiring(session, now, read, some)
    return Now(holds | _silent(session, now, facilities) | _waiting(session, now, facilities), frozenset(unknown))


def by_the_clock(session: Session, now: datetime) -> Now:
    """What holds at every centre of BY_THE_CLOCK."""
    return Now(_silent(session, now, None) | _waiting(session, now, None), frozenset())


def _levels(every: Sequence[Standing]) -> dict[Key, dict[str, Any]]:
    found = {}
    for each in every:
        kind = BY_STATUS.get(each.status)
        if kind is not None:
            months = None if each.months_of_stock is None else round(each.months_of_stock, 1)
            found[Key(each.facility, each.product, kind, "")] = {"quantity": each.stock_on_hand, "months": months}
    return found


def _expiring(session: Session, now: datetime, settings: Settings, facilities: Sequence[str]) -> dict[Key, dict[str, Any]]:
    found = {}
    for lot in lots_left(session, facilities):
        status = expiry_status(lot.expiry, now.date(), settings.stock_expiry_soon_days, settings.stock_expiry_days)
        if status is not None and lot.expiry is not None:
            key = Key(lot.facility, lot.product, BY_EXPIRY[status], f"{lot.lot or ''}/{lot.expiry}")
            found[key] = {"quantity": lot.quantity, "lot": lot.lot, "expiry": lot.expiry.isoformat()}
    return found


def _silent(session: Session, now: datetime, facilities: Sequence[str] | None) -> dict[Key, dict[str, Any]]:
    """Centres that once reported, and say nothing for more than ten days."""
    latest = func.max(StockCard.last_reported_at)
    silent = select(StockCard.facility, latest).group_by(StockCard.facility).having(latest < now - timedelta(days=STALE_AFTER_DAYS))
    if facilities is not None:
        silent = silent.where(StockCard.facility.in_(facilities))
    return {
        Key(facility, "", AlertKind.SILENT, ""): {"date": last.date().isoformat()}
        for facility, last in session.execute(silent)
        if last is not None
    }


def _waiting(session: Session, now: datetime, facilities: Sequence[str] | None) -> dict[Key, dict[str, Any]]:
    """What was sent to a centre a week ago and is not confirmed."""
    waiting = select(Consignment).where(
        Consignment.received_at.is_(None), Consignment.cancelled_at.is_(None), Consignment.sent_at < now - NOT_RECEIVED_AFTER
    )
    if facilities is not None:
        waiting = waiting.where(Consignment.destination.in_(facilities))
    return {
        Key(each.destination, each.product, AlertKind.NOT_RECEIVED, str(each.id)): {
            "quantity": each.sent,
            "source": each.source,
            "date": each.sent_at.date().isoformat(),
        }
        for each in session.scalars(waiting)
    }
