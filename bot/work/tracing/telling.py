"""An agent agrees to a contact being told: in the contact's own chat, else by the agent's call."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work.tracing.common import actor_of, may_see, place_name, tapped
from contact_tracing import queries, service
from core.errors import AssaError
from core.staff.queries import StaffView, places_of
from core.staff.roles import Permission

SHOWN = 10


async def telling(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.TRACE):
        return
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"] in ("tell", "called"):
            await turn.session.run_sync(_one, turn, staff, chosen["do"], chosen["c"])
    elif not turn.payload and turn.keywords.match(turn.text, turn.locale) == "calls":
        await turn.session.run_sync(_list, turn, staff)


def _one(session: Session, turn: TurnContext, staff: StaffView, do: str, contact_id: str) -> None:
    card = queries.contact_card(session, contact_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
        return
    name, now = card.name or card.contact_id, datetime.now(UTC)
    try:
        if do == "called":
            service.call_made(session, contact_id, staff.uuid, now)
            turn.settle("utter_work_called", name=name)
        elif service.tell_contact(session, contact_id, actor_of(staff), now) == "chat":
            turn.settle("utter_work_told", name=name)
        else:
            turn.settle("utter_work_call", name=name, phone=card.phone or "–", contact=card.contact_id)
    except AssaError:
        turn.settle("utter_work_not_followed", name=name)


def _list(session: Session, turn: TurnContext, staff: StaffView) -> None:
    found = queries.to_call(session, places_of(staff, turn.today))
    if not found:
        turn.settle("utter_work_no_calls")
        return
    options = tuple(Option(f'/work{{"do":"tell","c":"{each.contact_id}"}}', each.name or each.contact_id) for each in found)
    lines = [f"{each.name or each.contact_id}, {place_name(each.place, turn)}, {each.phone or '–'}" for each in found[:SHOWN]]
    turn.says.append(Say("utter_work_calls", {"count": len(found), "lines": "\n".join(lines)}, options[:SHOWN]))
    turn.settle()
