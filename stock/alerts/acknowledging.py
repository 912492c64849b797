"""Somebody says that they take alerts up."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core.facilities import queries as facilities
from core.staff.queries import StaffView
from stock.alerts.models import StockAlert


def acknowledge_alerts(session: Session, first: int, last: int, by: StaffView, now: datetime) -> int:
    """Note who takes up the open alerts from `first` to `last` (ids, inclusive) of their centre or area that nobody had taken; how many."""
    rows = session.scalars(
        select(StockAlert)
        .where(StockAlert.id.between(first, last), StockAlert.resolved_at.is_(None), StockAlert.acknowledged_at.is_(None))
        .order_by(StockAlert.id)
        .with_for_update()
    ).all()
    places = {each.code: each.place for each in facilities.every(session)}
    taken = [row for row in rows if row.facility == by.facility_code or (by.facility_code is None and by.covers(places.get(row.facility)))]
    for row in taken:
        row.acknowledged_at, row.acknowledged_by = now, by.uuid
        audit.record(session, "stock.alert_acknowledged", actor=("staff", str(by.uuid)), subject=("stock_alert", str(row.id)))
    return len(taken)
