"""What began and what ended since the last look: alerts opened and closed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.settings import Settings
from stock.alerts.conditions import BY_STATUS, BY_THE_CLOCK, Key, Now, by_the_clock, conditions
from stock.alerts.models import AlertKind, StockAlert

LOW = (AlertKind.BELOW_MINIMUM, AlertKind.EMERGENCY, AlertKind.STOCK_OUT)
"""Each worse than the one before."""
EXPIRY = (AlertKind.EXPIRING, AlertKind.EXPIRING_SOON, AlertKind.EXPIRED)
_ONE_AT_A_TIME = 7_305_001
"""Of the advisory lock: two looks at the same time would open everything twice."""


def look(
    session: Session, now: datetime, settings: Settings | None = None, facilities: Sequence[str] | None = None
) -> Sequence[StockAlert]:
    """Close what ended and open what began at these centres (all when None); what is to be told of it, in the order of their ids.

    What got better (a delivery that does not reach the minimum) is open and not told again. A card of which nobody speaks any more
    keeps its alerts: silence is no delivery.
    """
    session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    return _opened(session, conditions(session, now, settings, facilities), _open(facilities), now)


def look_at_the_clock(session: Session, now: datetime) -> Sequence[StockAlert]:
    """`look` at what begins by time alone and is cheap to see: centres that fall silent, consignments that nobody confirms."""
    session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    return _opened(session, by_the_clock(session, now), _open().where(StockAlert.kind.in_(BY_THE_CLOCK)), now)


def _open(facilities: Sequence[str] | None = None) -> Select[StockAlert]:
    every = select(StockAlert).where(StockAlert.resolved_at.is_(None))
    return every if facilities is None else every.where(StockAlert.facility.in_(facilities))


def _opened(session: Session, state: Now, open_now: Select[StockAlert], now: datetime) -> Sequence[StockAlert]:
    ended: dict[tuple[str, str, str], StockAlert] = {}
    there = set()
    for alert in session.scalars(open_now.with_for_update()):
        key = Key(alert.facility, alert.product, AlertKind(alert.kind), alert.about)
        unknown = key.kind in BY_STATUS.values() and (key.facility, key.product) in state.unknown
        if key in state.holds or unknown:
            there.add(key)
        else:
            alert.resolved_at = now
            ended[alert.facility, alert.product, alert.about] = alert
    session.flush()
    began = []
    for key in sorted(set(state.holds) - there):
        before = ended.get((key.facility, key.product, key.about))
        better = before is not None and _is_milder(key.kind, AlertKind(before.kind))
        alert = StockAlert(
            facility=key.facility, product=key.product, kind=key.kind, about=key.about, facts=state.holds[key], opened_at=now, told=[]
        )  # fmt: skip
        if better and before is not None:
            alert.told, alert.acknowledged_at, alert.acknowledged_by = before.told, before.acknowledged_at, before.acknowledged_by
        else:
            began.append(alert)
        session.add(alert)
    session.flush()
    return began


def _is_milder(kind: AlertKind, before: AlertKind) -> bool:
    return any(kind in scale and before in scale and scale.index(kind) < scale.index(before) for scale in (LOW, EXPIRY))
