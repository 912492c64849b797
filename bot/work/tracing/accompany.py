"""From a case's card an agent offers to accompany the person."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from bot.work.tracing.common import actor_of, may_see, tapped
from contact_tracing import queries, service
from core.staff.queries import StaffView
from core.staff.roles import Permission


async def accompany(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.TRACE):
        return
    chosen = tapped(turn)
    if chosen is not None and chosen["do"] == "accompany":
        await turn.session.run_sync(_offer, turn, staff, chosen["c"])


def _offer(session: Session, turn: TurnContext, staff: StaffView, case_id: str) -> None:
    card = queries.case_card(session, case_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
        return
    outcome = service.offer_isolation(session, case_id, actor_of(staff), datetime.now(UTC))
    turn.settle(f"utter_work_accompany_{outcome}", case=case_id)
