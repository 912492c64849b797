"""Alerts as they are listed, and as lines of a message."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.facilities import queries as facilities
from core.staff import queries as staff
from stock.alerts.models import AlertKind, StockAlert
from stock.models import Product


@dataclass(frozen=True, slots=True)
class AlertView:
    """product: code, "" of the centre as a whole. facts: numbers when it began. told: roles.

    acknowledged_by: uuid of staff; taken_by: their name.
    """

    id: int
    facility: str
    facility_name: str
    product: str
    product_fr: str
    product_bm: str | None
    kind: AlertKind
    facts: Mapping[str, Any]
    source_name: str | None
    opened_at: datetime
    resolved_at: datetime | None
    told: Sequence[str]
    acknowledged_at: datetime | None
    acknowledged_by: uuid.UUID | None
    taken_by: str | None


def alerts(
    session: Session, centres: Collection[str] | None, *, open_only: bool = True, kinds: Collection[AlertKind] = (), limit: int = 500
) -> list[AlertView]:
    """The alerts of these centres (all when None), the most urgent kind first, then the oldest; those that ended too, if asked."""
    rows = select(StockAlert)
    if centres is not None:
        rows = rows.where(StockAlert.facility.in_(centres))
    if open_only:
        rows = rows.where(StockAlert.resolved_at.is_(None))
    if kinds:
        rows = rows.where(StockAlert.kind.in_(kinds))
    found = view_of(session, session.scalars(rows.order_by(StockAlert.id.desc()).limit(limit)).all())
    order = list(AlertKind)
    return sorted(found.values(), key=lambda each: (order.index(each.kind), each.opened_at, each.id))


def view_of(session: Session, rows: Sequence[StockAlert]) -> Mapping[int, AlertView]:
    """Views by id, with names."""
    centres = {each.code: each.name for each in facilities.every(session)}
    products = {each.code: each for each in session.scalars(select(Product).where(Product.code.in_({row.product for row in rows})))}
    takers = staff.names(session, {row.acknowledged_by for row in rows if row.acknowledged_by is not None})
    return {row.id: _view(row, centres, products.get(row.product), takers) for row in rows}


def _view(row: StockAlert, centres: Mapping[str, str], product: Product | None, takers: Mapping[uuid.UUID, str]) -> AlertView:
    source = row.facts.get("source")
    return AlertView(
        row.id, row.facility, centres.get(row.facility, row.facility), row.product, product.name_fr if product else row.product,
        product.name_bm if product else None, AlertKind(row.kind), row.facts, None if source is None else centres.get(source, source),
        row.opened_at, row.resolved_at, row.told, row.acknowledged_at, row.acknowledged_by,
        None if row.acknowledged_by is None else takers.get(row.acknowledged_by),
    )  # fmt: skip


def alert_line(alert: AlertView) -> dict[str, Any]:
    """A line of a message: a response and its arguments, said in the receiver's language."""
    facts = alert.facts
    day = facts.get("date") or facts.get("expiry")
    months = facts.get("months")
    arguments: dict[str, Any] = {
        "product": {"fr": alert.product_fr, "bm": alert.product_bm},
        "centre": alert.facility_name,
        "quantity": f"{facts.get('quantity', 0):,}".replace(",", "\u202f"),
        "months": "" if months is None else f"{months:.1f}".replace(".", ","),
        "lot": facts.get("lot") or "–",
        "date": {"date": date.fromisoformat(day).isoformat()} if day else "",
        "source": alert.source_name or "",
    }
    return {"response": f"utter_stock_alert_{alert.kind.lower()}", "arguments": arguments}
