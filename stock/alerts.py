"""Who is told that a product has run out, or that a centre says nothing: its agents and in-charge, and the district; once per event."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import notifications
from core.errors import NotFound
from core.facilities import queries as facilities
from core.staff import queries as staff
from core.staff.roles import Role
from stock.models import Product, StockCard, StockLine
from stock.rules import STALE_AFTER_DAYS

TOLD = (Role.AGENT, Role.IN_CHARGE, Role.DISTRICT)


def tell_of_stock_outs(session: Session, now: datetime) -> int:
    """Every product that a report of the last ten days says is out. The event is the line that emptied the card."""
    last_line = (
        select(func.max(StockLine.id))
        .where(StockLine.facility == StockCard.facility, StockLine.product == StockCard.product)
        .scalar_subquery()
    )
    empty = (
        select(StockCard.facility, Product, last_line)
        .join(Product, Product.code == StockCard.product)
        .where(StockCard.stock_on_hand <= 0, StockCard.last_reported_at >= now - timedelta(days=STALE_AFTER_DAYS))
    )
    told = 0
    for facility, product, line in session.execute(empty).all():
        arguments = {"product": {"fr": product.name_fr, "bm": product.name_bm}}
        told += _tell(session, facility, "utter_stock_alert_out", arguments, f"stock-out:{facility}:{product.code}:{line or 0}", now)
    return told


def tell_of_silence(session: Session, now: datetime) -> int:
    """Every centre that once reported and says nothing for more than ten days; told once, until it reports again."""
    latest = func.max(StockCard.last_reported_at)
    silent = select(StockCard.facility, latest).group_by(StockCard.facility).having(latest < now - timedelta(days=STALE_AFTER_DAYS))
    told = 0
    for facility, last in session.execute(silent).all():
        if last is None:
            continue
        arguments = {"date": {"date": last.date().isoformat()}}
        told += _tell(session, facility, "utter_stock_alert_silent", arguments, f"stock-silent:{facility}:{last.date()}", now)
    return told


def _tell(session: Session, code: str, response: str, arguments: Mapping[str, Any], key: str, now: datetime) -> int:
    """How many were newly told."""
    try:
        centre = facilities.get(session, code)
    except NotFound:
        return 0
    told = staff.receivers(session, place=centre.place, facility=code, roles=TOLD, on=now.date())
    said = {"centre": centre.name, **arguments}
    return sum(
        notifications.request(session, each.person_id, response, said, key=f"{key}:{each.id}")
        for each in told
        if each.person_id is not None
    )
