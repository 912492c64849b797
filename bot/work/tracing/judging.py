"""An agent looks into a report: verifies it, classifies it by the case definition in force."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.tracing.cards import CLASSIFICATIONS
from bot.work.tracing.common import actor_of, may_see, tapped
from contact_tracing import queries, service
from contact_tracing.errors import BadReport
from core.errors import AssaError
from core.staff.queries import StaffView
from core.staff.roles import Permission

KIND = "reason"
LONGEST_REASON = 500


async def judging(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.VERIFY):
        return
    chosen = tapped(turn)
    if chosen is None:
        if not turn.payload:
            await turn.session.run_sync(_with_reason, turn, staff)
    elif chosen["do"] in ("verify", "classify", "class"):
        await turn.session.run_sync(_judge, turn, staff, chosen["do"], chosen["c"], chosen.get("k"))


def _judge(session: Session, turn: TurnContext, staff: StaffView, do: str, case_id: str, classification: str | None) -> None:
    card = queries.case_card(session, case_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
    elif do == "classify":
        turn.settle("utter_work_classify", case=case_id, definition=queries.in_force(turn.today).version)
    elif do == "class" and classification is not None:
        _classify(session, turn, staff, case_id, classification, None)
    else:
        try:
            new = service.verify(session, case_id, actor_of(staff), datetime.now(UTC))
        except AssaError:
            turn.settle("utter_work_case_closed", case=case_id)
        else:
            turn.settle("utter_work_verified" if new else "utter_work_verified_before", case=case_id)


def _classify(session: Session, turn: TurnContext, staff: StaffView, case_id: str, classification: str, reason: str | None) -> None:
    """Where a case becomes less certain a reason is needed: asked, and the next message is it."""
    definition = queries.in_force(turn.today)
    try:
        service.classify(
            session, case_id, classification, definition=definition.version, definition_on=definition.valid_from,
            actor=actor_of(staff), now=datetime.now(UTC), reason=reason,
        )  # fmt: skip
    except BadReport:
        drafts.put(session, turn.person.person_id, KIND, {"case": case_id, "classification": classification})
        turn.settle("utter_work_reason")
        return
    except AssaError:
        turn.settle("utter_work_case_closed", case=case_id)
        return
    turn.settle("utter_work_classified", case=case_id, classification={"msgid": CLASSIFICATIONS[classification]})


def _with_reason(session: Session, turn: TurnContext, staff: StaffView) -> None:
    waiting = drafts.get(session, turn.person.person_id, KIND)
    if waiting is None:
        return
    drafts.drop(session, turn.person.person_id, KIND)
    word = turn.keywords.match(turn.text, turn.locale)
    if word == "cancel" or not turn.text:
        turn.settle("utter_work_cancelled")
    elif word is None:
        _classify(session, turn, staff, waiting["case"], waiting["classification"], turn.text[:LONGEST_REASON])
