"""A case or a contact before an agent's eyes, by id or phone, with what can be done."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from assa_text import fold
from bot.render.responses import responses
from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work.tracing.common import may_see, place_name, tapped
from bot.work.tracing.duplicates import mark
from contact_tracing import queries, rules
from contact_tracing.queries import CaseCard, ContactCard
from core.errors import InvalidInput
from core.i18n import N_
from core.identity.phones import parse_phone
from core.staff.queries import StaffView
from core.staff.roles import Permission

CLASSIFICATIONS = {
    "NOT_CLASSIFIED": N_("pas encore classé"),
    "SUSPECT": N_("suspect"),
    "PROBABLE": N_("probable"),
    "CONFIRMED": N_("confirmé"),
    "NOT_A_CASE_DISCARDED": N_("n'est pas un cas"),
}
STATUSES = {
    "UNDER_FOLLOW_UP": N_("suivi en cours"),
    "FOLLOW_UP_COMPLETED": N_("suivi terminé"),
    "LOST_TO_FOLLOW_UP": N_("perdu de vue"),
    "CANCELLED": N_("suivi arrêté"),
    "BECAME_CASE": N_("devenu un cas"),
    "DIED": N_("décédé"),
}
MOST = 10


async def cards(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.TRACE):
        return
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"] == "show":
            await turn.session.run_sync(_show, turn, staff, chosen["c"])
        return
    wanted = queries.id_in(turn.text)
    if wanted is not None:
        await turn.session.run_sync(_show, turn, staff, wanted)
        return
    phone = _phone(turn)
    if queries.is_misspelt_id(turn.text):
        # its digits are no count of a product
        turn.settle("utter_work_unknown")
    elif phone is not None:
        await turn.session.run_sync(_of_phone, turn, staff, phone)


def _phone(turn: TurnContext) -> str | None:
    """The number after a word of searching; a number alone is left for others (a citizen's question, a report)."""
    first, _, rest = turn.text.strip().partition(" ")
    if fold(first) not in turn.keywords.search_words():
        return None
    try:
        return parse_phone(rest)
    except InvalidInput:
        return None


def _show(session: Session, turn: TurnContext, staff: StaffView, wanted: str) -> None:
    """Of somebody who was a contact and is a case, the case."""
    case = queries.case_card(session, wanted)
    if case is None:
        # who was linked to a case that somebody reported keeps the contact's number beside the case's
        contact = queries.contact_card(session, wanted)
        case = None if contact is None or contact.case_id is None else queries.case_card(session, contact.case_id)
    if case is not None and may_see(staff, case, turn):
        show_case(session, turn, staff, case)
    else:
        show_contact(session, turn, staff, wanted)


def _of_phone(session: Session, turn: TurnContext, staff: StaffView, phone: str) -> None:
    found = {c.case_id if isinstance(c, CaseCard) else c.contact_id: c for c in queries.by_phone(session, phone) if may_see(staff, c, turn)}
    if not found:
        turn.settle("utter_work_unknown")
    elif len(found) == 1:
        _show(session, turn, staff, next(iter(found)))
    else:
        _choose(turn, found.items())


def _choose(turn: TurnContext, found: Iterable[tuple[str, CaseCard | ContactCard]]) -> None:
    """Several people: which one? At most as many as a list of WhatsApp has rows."""
    options = tuple(Option(f'/work{{"do":"show","c":"{known}"}}', card.name or known) for known, card in found)
    turn.says.append(Say("utter_work_choose", {}, options[:MOST]))
    turn.settle()


def show_case(session: Session, turn: TurnContext, staff: StaffView, case: CaseCard) -> None:
    """With what was merged into it, and who may be the same person."""
    made = [each for each in queries.merges(session, None, record_id=case.case_id) if each.undone_at is None and each.kind == "case"]
    merged = [each for each in made if each.kept_id == case.case_id]
    for each in merged:
        turn.say("utter_work_was_merged", gone=each.gone_id, kept=case.case_id)
    arguments: dict[str, object] = {
        "case": case.case_id,
        "name": case.name or "–",
        "phone": case.phone or "–",
        "place": place_name(case.place, turn, case.locality),
        "signs": [{"msgid": rules.SYMPTOMS[code]} for code in case.symptoms if code in rules.SYMPTOMS] or ["–"],
        "onset": "–" if case.onset_date is None else {"date": case.onset_date.isoformat()},
        "classification": {"msgid": CLASSIFICATIONS[case.classification]},
        "contacts": case.contacts,
    }
    options = mark(session, turn, staff, case.case_id, "utter_work_case")
    if merged and staff.may(Permission.VERIFY):
        # under the card, which is said last: what is typed next answers that
        undo = Option(f'/work{{"do":"unmerge","m":"{merged[0].number}"}}', N_("Annuler la fusion"))
        options = (*(options or responses()["utter_work_case"].options), undo)
    turn.says.append(Say("utter_work_case", arguments, options))
    turn.settle()


def show_contact(session: Session, turn: TurnContext, staff: StaffView, contact_id: str) -> None:
    """Or that there is none: the same words where they lie in somebody else's area."""
    card: ContactCard | None = queries.contact_card(session, contact_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
        return
    number = None if card.follow_up is None else card.follow_up.number(turn.today)
    days = None if card.follow_up is None else (card.follow_up.last - card.follow_up.first).days + 1
    arguments: dict[str, object] = {
        "contact": card.contact_id,
        "name": card.name or "–",
        "phone": card.phone or "–",
        "place": place_name(card.place, turn, card.locality),
        "status": {"msgid": STATUSES[card.status]},
        "day": "–" if number is None else f"{number}/{days}",
    }
    turn.says.append(Say("utter_work_contact", arguments, mark(session, turn, staff, card.contact_id, "utter_work_contact")))
    turn.settle()
