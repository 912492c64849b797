"""A contact of a case, named by an agent; a new case by the report that everybody makes."""

from sqlalchemy.orm import Session

from bot.contacts import naming
from bot.contacts.naming import Way
from bot.stages.base import TurnContext
from bot.work.tracing.common import actor_of, may_see, tapped
from contact_tracing import queries
from contact_tracing.service import Registered
from core.staff.queries import StaffView
from core.staff.roles import Permission

LEFT_ALONE = frozenset({"menu", "stop", "human", "language", "my_list", "pause", "start", "leave_staff"})
"""Words that mean the same in the middle of the questions as anywhere."""


async def new_contact(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.TRACE):
        return
    way = Way("work", actor_of(staff), _done)
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"] == "new_contact":
            await turn.session.run_sync(_begin, turn, staff, way, chosen["c"])
        elif chosen["do"] == "answer":
            await turn.session.run_sync(_chosen, turn, way, chosen["v"])
        return
    if turn.payload:
        return
    word = turn.keywords.match(turn.text, turn.locale)
    if word == "new_contact":
        turn.settle("utter_work_contact_of_whom")
    elif word == "new_case":
        # the form that citizens fill in asks all that a report needs, and can be left and taken up again
        turn.become("/report_case")
    elif word not in LEFT_ALONE:
        await turn.session.run_sync(_typed, turn, way)


def _begin(session: Session, turn: TurnContext, staff: StaffView, way: Way, case_id: str) -> None:
    card = queries.case_card(session, case_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
    elif card.closed:
        turn.settle("utter_work_case_closed", case=case_id)
    else:
        naming.start(session, turn, way, case_id, card.place)


def _chosen(session: Session, turn: TurnContext, way: Way, value: str) -> None:
    naming.answer(session, turn, way, value, tap=True)


def _typed(session: Session, turn: TurnContext, way: Way) -> None:
    naming.answer(session, turn, way, turn.text, tap=False)


def _done(turn: TurnContext, added: Registered, case_id: str) -> None:
    turn.settle("utter_work_contact_added" if added.created else "utter_work_contact_known", contact=added.contact_id, case=case_id)
