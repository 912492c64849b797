"""Along a chain in the chat: down to a case's contacts and who fell ill, up to whom somebody was near; a wrong link is taken away."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work.tracing.cards import CLASSIFICATIONS, STATUSES
from bot.work.tracing.common import actor_of, may_see, place_name, tapped
from bot.work.tracing.duplicates import REFUSED
from contact_tracing import queries, service
from contact_tracing.queries import CaseCard, ContactCard, Near
from core.errors import Conflict, NotFound
from core.i18n import N_
from core.staff.queries import StaffView
from core.staff.roles import Permission

LINES, OPTIONS = 15, 10
"""Of a list: those that are said, and those that can be chosen (a list of WhatsApp has ten rows)."""
CHANGED = N_("cela a changé entre-temps")
NOT_RESTORED = REFUSED | {
    "one_person": N_("les deux fiches sont maintenant une seule"),
    "exposed_since": N_("ce contact a été noté de nouveau"),
}
"""Why a link cannot be taken away or put back."""


async def chain(turn: TurnContext, staff: StaffView) -> None:
    chosen = tapped(turn)
    if chosen is None or not staff.may(Permission.TRACE):
        return
    if chosen["do"] == "contacts":
        await turn.session.run_sync(_contacts, turn, staff, chosen["c"])
    elif chosen["do"] == "near":
        await turn.session.run_sync(_sources, turn, staff, chosen["c"])
    elif chosen["do"] == "unlink":
        await turn.session.run_sync(_which, turn, staff, chosen["c"])
    elif chosen["do"] == "unlinking":
        await turn.session.run_sync(_why, turn, staff, chosen["c"], UUID(chosen["e"]))
    elif chosen["do"] == "unlinked":
        await turn.session.run_sync(_unlink, turn, staff, chosen["c"], UUID(chosen["e"]), chosen["k"])
    elif chosen["do"] == "relink":
        await turn.session.run_sync(_relink, turn, staff, int(chosen["m"]))


def _contacts(session: Session, turn: TurnContext, staff: StaffView, case_id: str) -> None:
    """Of a case: who became one first, then those who are followed."""
    case = queries.case_card(session, case_id)
    if case is None or not may_see(staff, case, turn):
        turn.settle("utter_work_unknown")
        return
    ill = {each.id for each in queries.infected_by(session, case.case_id)}
    named = [queries.contact_card(session, each.contact_id) for each in queries.contacts_of(session, case.case_id)]
    seen = [each for each in named if each is not None and may_see(staff, each, turn)]
    cases = [queries.case_card(session, each) for each in sorted(ill)]
    found = [each for each in cases if each is not None and may_see(staff, each, turn)]
    followed = sorted((each for each in seen if each.status != "BECAME_CASE"), key=lambda each: each.status != "UNDER_FOLLOW_UP")
    if not found and not seen:
        turn.settle("utter_work_no_contacts", case=case.case_id)
        return
    lines = [*(_case_line(each) for each in found), *(_contact_line(each, turn) for each in followed)]
    people = [*((each.case_id, each.name) for each in found), *((each.contact_id, each.name) for each in followed)]
    options = tuple(Option(f'/work{{"do":"show","c":"{known}"}}', name or known) for known, name in people[:OPTIONS])
    arguments = {"case": case.case_id, "count": len(lines), "ill": len(found), "lines": {"lines": lines[:LINES]}}
    if len(lines) > LINES:
        turn.say("utter_work_contacts_more", left=len(lines) - LINES)
    turn.says.append(Say("utter_work_contacts", arguments, options))
    turn.settle()


def _case_line(case: CaseCard) -> dict[str, object]:
    onset: object = "–" if case.onset_date is None else {"date": case.onset_date.isoformat()}
    classification = {"msgid": CLASSIFICATIONS[case.classification]}
    arguments = {"who": case.name or "–", "case": case.case_id, "classification": classification, "onset": onset}
    return {"response": "utter_work_contact_case_line", "arguments": arguments}


def _contact_line(contact: ContactCard, turn: TurnContext) -> dict[str, object]:
    number = None if contact.follow_up is None else contact.follow_up.number(turn.today)
    arguments = {
        "who": contact.name or contact.contact_id,
        "status": {"msgid": STATUSES[contact.status]},
        "day": "–" if number is None or contact.status != "UNDER_FOLLOW_UP" else str(number),
    }
    return {"response": "utter_work_contact_line", "arguments": arguments}


def _record(session: Session, turn: TurnContext, staff: StaffView, record_id: str) -> CaseCard | ContactCard | None:
    """The case, else the contact, if it lies in their area; says that there is none otherwise."""
    card = queries.case_card(session, record_id) or queries.contact_card(session, record_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
        return None
    return card


def _sources(session: Session, turn: TurnContext, staff: StaffView, record_id: str) -> None:
    """Up the chain: the cases that somebody was near. Of one in another area no more is said than that there is one."""
    card = _record(session, turn, staff, record_id)
    if card is None:
        return
    near = queries.sources_of(session, record_id)
    if not near:
        turn.settle("utter_work_no_sources", who=_who(card))
        return
    seen = [each for each in near if staff.covers(each.place, turn.today)]
    lines = [_source_line(each, turn, known=each in seen) for each in near]
    once = {each.id: each for each in seen}.values()
    options = tuple(Option(f'/work{{"do":"show","c":"{each.id}"}}', each.name or each.id) for each in once)[: OPTIONS - 1]
    wrong = Option(f'/work{{"do":"unlink","c":"{record_id}"}}', N_("Un lien est faux"))
    turn.says.append(Say("utter_work_sources", {"who": _who(card), "lines": {"lines": lines[:LINES]}}, (*options, wrong)))
    turn.settle()


def _source_line(near: Near, turn: TurnContext, *, known: bool) -> dict[str, object]:
    day = {"date": near.last_contact.isoformat()}
    if not known:
        return {"response": "utter_work_source_elsewhere", "arguments": {"day": day}}
    arguments = {
        "case": near.id,
        "who": near.name or "–",
        "classification": {"msgid": CLASSIFICATIONS[near.status]},
        "place": place_name(near.place, turn),
        "onset": "–" if near.onset is None else {"date": near.onset.isoformat()},
        "day": day,
    }
    return {"response": "utter_work_source_line", "arguments": arguments}


def _who(card: CaseCard | ContactCard) -> str:
    return card.name or (card.case_id if isinstance(card, CaseCard) else card.contact_id)


def _which(session: Session, turn: TurnContext, staff: StaffView, record_id: str) -> None:
    """Which of several links; a single one is asked about at once."""
    card = _record(session, turn, staff, record_id)
    if card is None:
        return
    near = [each for each in queries.sources_of(session, record_id) if staff.covers(each.place, turn.today)]
    if len(near) == 1:
        _ask_why(turn, card, record_id, near[0])
    elif near:
        turn.says.append(Say("utter_work_unlink", {}, _links(record_id, near)))
        turn.settle()
    else:
        turn.settle("utter_work_no_sources", who=_who(card))


def _links(record_id: str, near: Sequence[Near]) -> tuple[Option, ...]:
    """By number and day: the same two may have met twice."""
    return tuple(
        Option(f'/work{{"do":"unlinking","c":"{record_id}","e":"{each.exposure_id}"}}', f"{each.id} {each.last_contact:%d/%m}")
        for each in near[:OPTIONS]
    )


def _why(session: Session, turn: TurnContext, staff: StaffView, record_id: str, exposure: UUID) -> None:
    linked = _linked(session, turn, staff, record_id, exposure)
    if linked is not None:
        card, near = linked
        _ask_why(turn, card, record_id, near)


def _linked(
    session: Session, turn: TurnContext, staff: StaffView, record_id: str, exposure: UUID
) -> tuple[CaseCard | ContactCard, Near] | None:
    """The record and its link; None, and it is said, where one of them is not there, or not in their area."""
    card = _record(session, turn, staff, record_id)
    if card is None:
        return None
    near = next((each for each in queries.sources_of(session, record_id) if each.exposure_id == exposure), None)
    if near is None:
        turn.settle("utter_work_no_sources", who=_who(card))
        return None
    return card, near


def _ask_why(turn: TurnContext, card: CaseCard | ContactCard, record_id: str, near: Near) -> None:
    turn.settle(
        "utter_work_unlink_why", who=_who(card), case=near.id, day={"date": near.last_contact.isoformat()}, record=record_id,
        exposure=str(near.exposure_id),
    )  # fmt: skip


def _unlink(session: Session, turn: TurnContext, staff: StaffView, record_id: str, exposure: UUID, reason: str) -> None:
    linked = _linked(session, turn, staff, record_id, exposure)
    if linked is None:
        return
    card, near = linked
    try:
        number = service.remove_exposure(session, exposure, reason, actor_of(staff), datetime.now(UTC))
    except (Conflict, NotFound) as error:
        turn.settle("utter_work_merge_refused", why={"msgid": NOT_RESTORED.get(error.code, CHANGED)})
        return
    now = queries.contact_card(session, record_id)
    if isinstance(card, ContactCard) and now is not None and now.status == "CANCELLED" and card.status != now.status:
        turn.say("utter_work_unlinked_stopped", who=_who(card))
    turn.settle("utter_work_unlinked", who=_who(card), case=near.id, number=number)


def _relink(session: Session, turn: TurnContext, staff: StaffView, number: int) -> None:
    removed = queries.removal(session, number)
    if removed is None:
        turn.settle("utter_work_merge_refused", why={"msgid": CHANGED})
        return
    card = _record(session, turn, staff, removed.target_id)
    if card is None:
        return
    try:
        service.restore_exposure(session, number, actor_of(staff), datetime.now(UTC))
    except (Conflict, NotFound) as error:
        turn.settle("utter_work_merge_refused", why={"msgid": NOT_RESTORED.get(error.code, CHANGED)})
        return
    turn.settle("utter_work_relinked", who=_who(card), case=removed.source_id)
