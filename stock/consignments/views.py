"""Consignments as they are listed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from stock.consignments.models import Consignment


@dataclass(frozen=True, slots=True)
class ConsignmentView:
    """received: what came, in units; None: nobody said yet."""

    id: int
    source: str
    destination: str
    product: str
    lot: str | None
    expiry: date | None
    sent: int
    sent_at: datetime
    received: int | None
    received_at: datetime | None


def waiting_at(session: Session, centre: str, products: Collection[str] = (), source: str | None = None) -> Sequence[ConsignmentView]:
    """What is on its way to a centre, the oldest first; of these products (all when none), from this source (any when None)."""
    rows = select(Consignment).where(
        Consignment.destination == centre, Consignment.received_at.is_(None), Consignment.cancelled_at.is_(None)
    )  # fmt: skip
    if products:
        rows = rows.where(Consignment.product.in_(products))
    if source is not None:
        rows = rows.where(Consignment.source == source)
    return [_view(row) for row in session.scalars(rows.order_by(Consignment.sent_at, Consignment.id))]


def consignments(session: Session, centres: Collection[str] | None = None, limit: int = 500) -> Sequence[ConsignmentView]:
    """What was sent from or to these centres (all when None), the latest first; not what was taken back."""
    rows = select(Consignment).where(Consignment.cancelled_at.is_(None))
    if centres is not None:
        rows = rows.where(or_(Consignment.source.in_(centres), Consignment.destination.in_(centres)))
    return [_view(row) for row in session.scalars(rows.order_by(Consignment.sent_at.desc(), Consignment.id.desc()).limit(limit))]


def consignment(session: Session, consignment_id: int) -> ConsignmentView:
    """One of them. Raises NotFound `stock.no_consignment`, of one that was taken back too."""
    row = session.get(Consignment, consignment_id)
    if row is None or row.cancelled_at is not None:
        raise NotFound("stock.no_consignment", id=consignment_id)
    return _view(row)


def _view(row: Consignment) -> ConsignmentView:
    return ConsignmentView(
        row.id, row.source, row.destination, row.product, row.lot, row.expiry, row.sent, row.sent_at, row.received, row.received_at
    )  # fmt: skip
