"""Who is told: the centre's agents and in-charge and the district at once, higher levels when nobody took it up; several as one message."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import notifications
from core.errors import NotFound
from core.facilities import queries as facilities
from core.facilities.search import Facility
from core.settings import Settings
from core.staff import queries as staff
from core.staff.queries import StaffView
from core.staff.roles import LEVELS, Permission, Role
from stock.alerts.models import AlertKind, StockAlert
from stock.alerts.views import AlertView, alert_line, view_of

TOLD = (Role.AGENT, Role.IN_CHARGE, Role.DISTRICT)
SHOWN = 12
"""Lines of one message: more are counted, and listed when asked for."""
ESCALATED = (AlertKind.STOCK_OUT, AlertKind.EMERGENCY, AlertKind.EXPIRED, AlertKind.NOT_RECEIVED, AlertKind.SILENT)
"""What must not wait; the others stay on the lists of the district."""


def tell(session: Session, alerts: Sequence[StockAlert], now: datetime) -> int:
    """Tell of what began. Where a centre has nobody of these roles, the next level above is told. Returns how many messages."""
    return _send(session, [(alert, _first(session, alert.facility, now)) for alert in alerts])


def escalate(session: Session, now: datetime, settings: Settings | None = None) -> int:
    """Tell the region, then the country, of what nobody took up in time; each level once. Returns how many messages."""
    read = settings or Settings()
    after = {
        Role.REGIONAL: timedelta(days=read.stock_escalate_region_days),
        Role.NATIONAL: timedelta(days=read.stock_escalate_national_days),
    }
    waiting = session.scalars(
        select(StockAlert)
        .where(StockAlert.resolved_at.is_(None), StockAlert.acknowledged_at.is_(None), StockAlert.kind.in_(ESCALATED))
        .order_by(StockAlert.id)
        .with_for_update(skip_locked=True)
    ).all()
    messages = 0
    for role, delay in after.items():
        due = [alert for alert in waiting if now - alert.opened_at >= delay and role not in alert.told]
        messages += _send(session, [(alert, _receivers(session, alert.facility, [role], now)) for alert in due], note=role)
    return messages


def _first(session: Session, facility: str, now: datetime) -> Sequence[StaffView]:
    found = _receivers(session, facility, TOLD, now)
    if found:
        return found
    above = _receivers(session, facility, LEVELS, now)
    return [each for each in above if each.role is above[0].role]


def _receivers(session: Session, facility: str, roles: Collection[Role], now: datetime) -> Sequence[StaffView]:
    centre = _centre(session, facility)
    if centre is None:
        return []
    found = staff.receivers(session, place=centre.place, facility=facility, roles=roles, on=now.date())
    return [each for each in found if each.may(Permission.SEE_STOCK)]


def _centre(session: Session, code: str) -> Facility | None:
    try:
        return facilities.get(session, code)
    except NotFound:
        return None


def _send(session: Session, receivers: Sequence[tuple[StockAlert, Sequence[StaffView]]], note: Role | None = None) -> int:
    """One message to each who is told of any of these. note: a level that counts as told, also where nobody is there."""
    by_person: dict[int, list[StockAlert]] = defaultdict(list)
    people: dict[int, StaffView] = {}
    for alert, told in receivers:
        for each in told:
            by_person[each.id].append(alert)
            people[each.id] = each
        alert.told = [
            *alert.told,
            *dict.fromkeys(role for role in ([note] if note else [each.role for each in told]) if role not in alert.told),
        ]
    session.flush()
    views = view_of(session, [alert for alert, _ in receivers])
    return sum(_ask(session, people[number], [views[alert.id] for alert in alerts], note) for number, alerts in by_person.items())


def _ask(session: Session, receiver: StaffView, alerts: Sequence[AlertView], note: Role | None) -> bool:
    if receiver.person_id is None:
        return False
    first, last = min(each.id for each in alerts), max(each.id for each in alerts)
    key = f"stock-alerts:{first}-{last}:{receiver.id}" + (f":{note}" if note else "")
    return notifications.request(session, receiver.person_id, "utter_stock_alerts", message(alerts) | {"ids": f"{first}-{last}"}, key=key)


def message(alerts: Sequence[AlertView]) -> dict[str, object]:
    """The lines of alerts, the most urgent first; beyond SHOWN only how many more."""
    order = list(AlertKind)
    ranked = sorted(alerts, key=lambda each: (order.index(each.kind), each.facility_name, each.product))
    more = len(ranked) - SHOWN
    lines: list[object] = []
    for each in ranked[:SHOWN]:
        lines.append(alert_line(each))
        if each.taken_by is not None:
            lines.append({"response": "utter_stock_alert_taken_by", "arguments": {"who": each.taken_by}})
    if more > 0:
        lines.append({"response": "utter_stock_alerts_more", "arguments": {"count": more}})
    return {"lines": {"lines": lines}}
