"""The contacts to see today, numbered: the numbers hold all day, so that "3 bien" is the same person in the evening."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.tracing.common import place_name
from contact_tracing import queries
from contact_tracing.queries import ToFollow
from core.staff.queries import StaffView, places_of
from core.staff.roles import Permission

KIND = "day_list"
PAGE = 15
MARKS = {"SEEN_OK": "✓", "SEEN_NOT_OK": "✓!", "MISSED": "✗"}


async def day_list(turn: TurnContext, staff: StaffView) -> None:
    if turn.payload or not staff.may(Permission.TRACE):
        return
    word = turn.keywords.match(turn.text, turn.locale)
    if word == "work_help":
        turn.settle("utter_work_help")
    elif word == "my_list":
        await turn.session.run_sync(show, turn, staff, 0)
    elif word == "resume":
        await turn.session.run_sync(_more, turn, staff)


def numbered(session: Session, turn: TurnContext) -> list[str]:
    """The ids of the contacts on the person's list of today, by number less one; [] when they have not asked for it today."""
    kept = drafts.get(session, turn.person.person_id, KIND)
    return list(kept["contacts"]) if kept is not None and kept["day"] == turn.today.isoformat() else []


def _more(session: Session, turn: TurnContext, staff: StaffView) -> None:
    """ "suite" is the next page while there is one; else it is left to mean something else."""
    kept = drafts.get(session, turn.person.person_id, KIND)
    if kept is not None and kept["day"] == turn.today.isoformat() and kept["next"]:
        show(session, turn, staff, kept["next"])


def show(session: Session, turn: TurnContext, staff: StaffView, start: int) -> None:
    """Say the list from its `start`-th line on, and keep its numbers: who was on it keeps theirs, who is new comes last."""
    found = {each.contact_id: each for each in queries.follow_up_list(session, turn.today, places_of(staff, turn.today))}
    before = numbered(session, turn)
    order = before + [each for each in found if each not in before]
    if not found:
        turn.settle("utter_work_list_empty")
        return
    numbers = {contact: number for number, contact in enumerate(order, 1)}
    lines = [found[each] for each in order if each in found]
    page = lines[start : start + PAGE]
    following = start + PAGE if start + PAGE < len(lines) else 0
    kept = {"day": turn.today.isoformat(), "contacts": order, "next": following}
    drafts.put(session, turn.person.person_id, KIND, kept, timedelta(hours=24))
    seen = sum(1 for each in lines if each.state is not None)
    turn.say("utter_work_list", count=len(lines), seen=seen, lines=_text(page, numbers, turn))
    if following:
        turn.say("utter_work_list_more", left=len(lines) - following)
    turn.settle()


def _text(page: Sequence[ToFollow], numbers: dict[str, int], turn: TurnContext) -> str:
    """By place: `3. Awa Traoré, Bolibana (5/14)`, with a mark before who was seen today."""
    lines = []
    for place, group in groupby(page, key=lambda each: each.place):
        lines.append(f"— {place_name(place, turn)} —")
        for each in group:
            mark = f"{MARKS[each.state]} " if each.state in MARKS else ""
            where = f", {each.locality}" if each.locality else ""
            lines.append(f"{mark}{numbers[each.contact_id]}. {each.name or each.contact_id}{where} ({each.number}/{each.days})")
    return "\n".join(lines)
