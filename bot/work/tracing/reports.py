"""New reports: who has seen one says so; those that wait are listed."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from bot.work.tracing.common import may_see, place_name, tapped
from contact_tracing import queries, service
from core.errors import NotFound
from core.staff.queries import StaffView
from core.staff.roles import Permission

SHOWN = 20


async def reports(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.TRACE):
        return
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"] == "ack":
            await turn.session.run_sync(_acknowledge, turn, staff, chosen["c"])
    elif not turn.payload and turn.keywords.match(turn.text, turn.locale) == "waiting_reports":
        await turn.session.run_sync(_list, turn, staff)


def _acknowledge(session: Session, turn: TurnContext, staff: StaffView, case_id: str) -> None:
    card = queries.case_card(session, case_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
        return
    try:
        first = service.acknowledge(session, case_id, staff, datetime.now(UTC))
    except NotFound:
        turn.settle("utter_work_unknown")
        return
    turn.settle("utter_work_acknowledged" if first else "utter_work_acknowledged_before", case=case_id)


def _list(session: Session, turn: TurnContext, staff: StaffView) -> None:
    waiting = queries.waiting_reports(session, staff, datetime.now(UTC))
    if not waiting:
        turn.settle("utter_work_no_reports")
        return
    lines = [f"{'✓ ' if each.acknowledged else ''}{each.case_id}, {place_name(each.place, turn)}, {_age(each.age)}" for each in waiting]
    turn.settle("utter_work_reports", count=len(lines), lines="\n".join(lines[:SHOWN]))


def _age(age: timedelta) -> str:
    """`3 h`, `2 j` (days are `j` in French; hours are read everywhere)."""
    hours = int(age.total_seconds() // 3600)
    return f"{hours} h" if hours < 48 else f"{hours // 24} × 24 h"
