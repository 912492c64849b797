"""Alerts of stock: who takes them up says so; what is open is listed."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from bot.work.stock import centre
from bot.work.tracing.common import tapped
from core.staff.queries import StaffView
from core.staff.roles import Permission
from stock import queries, service


async def stock_alerts(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.SEE_STOCK):
        return
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"] == "stock_seen":
            await turn.session.run_sync(_seen, turn, staff, chosen["a"])
        elif chosen["do"] == "stock_alerts":
            await turn.session.run_sync(_list, turn, staff)
    elif not turn.payload and turn.keywords.match(turn.text, turn.locale) == "stock_alerts":
        await turn.session.run_sync(_list, turn, staff)


def _seen(session: Session, turn: TurnContext, staff: StaffView, ids: str) -> None:
    first, _, last = ids.partition("-")
    taken = service.acknowledge_alerts(session, int(first), int(last), staff, datetime.now(UTC))
    if taken:
        turn.settle("utter_stock_alerts_taken", count=taken)
    else:
        turn.settle("utter_stock_alerts_taken_before")


def _list(session: Session, turn: TurnContext, staff: StaffView) -> None:
    asked = centre.centres_of(session, None, staff, turn)
    found = queries.alerts(session, [each.code for each in (asked.centres if asked else ())])
    if not found:
        turn.settle("utter_stock_alerts_none")
        return
    ids = [each.id for each in found]
    turn.settle("utter_stock_alerts", ids=f"{min(ids)}-{max(ids)}", **queries.alert_message(found))
