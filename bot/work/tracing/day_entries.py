"""What was seen of the contacts on today's list: "fait 3 bien", "4 toux fievre 38.2", "5 absent", or by buttons."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from bot.work.tracing.cards import show_contact
from bot.work.tracing.common import actor_of, may_see, tapped
from bot.work.tracing.day_list import numbered
from contact_tracing import queries, rules, service
from contact_tracing.errors import BadReport
from contact_tracing.queries import Written
from contact_tracing.service import DayEntry
from core.errors import AssaError
from core.i18n import N_
from core.staff.queries import StaffView
from core.staff.roles import Permission

SAID = {"SEEN_OK": N_("vu, va bien"), "SEEN_NOT_OK": N_("vu, malade"), "MISSED": N_("pas vu")}
ENDED = {"refused": ("CANCELLED", "REFUSED"), "moved": ("CANCELLED", "MOVED"), "died": ("DIED", None)}
ENDED_SAID = {"refused": N_("refuse le suivi"), "moved": N_("a déménagé"), "died": N_("est décédé")}


async def day_entries(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.TRACE):
        return
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"] == "enter":
            await turn.session.run_sync(_enter, turn, staff, chosen["c"], Written((), chosen["s"]))
        elif chosen["do"] == "ends":
            await turn.session.run_sync(_end, turn, staff, chosen["c"], chosen["k"])
        elif chosen["do"] == "suspect":
            await turn.session.run_sync(_suspect, turn, staff, chosen["c"])
        return
    written = queries.read_entries(turn.text, turn.keywords.follow_up_words())
    if written:
        await turn.session.run_sync(_entries, turn, staff, written)


def _entries(session: Session, turn: TurnContext, staff: StaffView, written: list[Written]) -> None:
    """Enter all that was written, or nothing of it where a number is not on the list: half a message would have to be guessed later."""
    contacts = numbered(session, turn)
    bare = written[0].state is None and written[0].ends is None
    if not contacts:
        if not bare:
            turn.settle("utter_work_no_list")
        return
    wrong = [number for each in written for number in each.numbers if not 1 <= number <= len(contacts)]
    if wrong:
        turn.settle("utter_work_no_number", numbers=[str(number) for number in wrong], count=len(contacts))
        return
    if bare:
        show_contact(session, turn, staff, contacts[written[0].numbers[0] - 1])
        return
    # what asks something back comes last, so that a number typed next answers it
    for each in sorted(written, key=lambda each: each.ends is not None or each.state == "SEEN_NOT_OK"):
        for number in each.numbers:
            if each.ends is not None:
                _ask_end(session, turn, contacts[number - 1], each.ends)
            else:
                _enter(session, turn, staff, contacts[number - 1], each)
    turn.settle()


def _enter(session: Session, turn: TurnContext, staff: StaffView, contact_id: str, written: Written) -> None:
    """Store one entry, and read it back with what to do next."""
    card = queries.contact_card(session, contact_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
        return
    entry = DayEntry(turn.today, written.state or "", written.temperature, written.symptoms)
    name = card.name or card.contact_id
    try:
        service.enter_day(session, contact_id, entry, actor_of(staff), turn.today, datetime.now(UTC))
    except BadReport:
        turn.settle("utter_work_not_today", name=name)
        return
    except AssaError:
        turn.settle("utter_work_not_followed", name=name)
        return
    turn.say("utter_work_entered", name=name, state=[{"msgid": SAID[entry.state]}, *_details(entry)])
    if entry.state == "SEEN_NOT_OK":
        if rules.EMERGENCY_SYMPTOMS & set(entry.symptoms):
            turn.say("utter_work_danger", name=name)
        turn.say("utter_work_ill" if entry.symptoms else "utter_work_ill_signs", name=name, contact=contact_id)
    turn.settle()


def _details(entry: DayEntry) -> list[object]:
    """Signs and temperature, to be read back."""
    signs: list[object] = [{"msgid": rules.SYMPTOMS[code]} for code in entry.symptoms]
    temperature: Decimal | None = entry.temperature
    return signs + ([] if temperature is None else [f"{temperature} °C".replace(".", ",")])


def _ask_end(session: Session, turn: TurnContext, contact_id: str, ends: str) -> None:
    card = queries.contact_card(session, contact_id)
    name = contact_id if card is None else card.name or contact_id
    turn.say("utter_work_confirm_end", name=name, what={"msgid": ENDED_SAID[ends]}, contact=contact_id, kind=ends)


def _end(session: Session, turn: TurnContext, staff: StaffView, contact_id: str, ends: str) -> None:
    card = queries.contact_card(session, contact_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
        return
    status, reason = ENDED[ends]
    try:
        service.set_status(session, contact_id, status, actor_of(staff), reason)
    except AssaError:
        turn.settle("utter_work_not_followed", name=card.name or contact_id)
        return
    turn.settle("utter_work_ended", name=card.name or contact_id, what={"msgid": ENDED_SAID[ends]})


def _suspect(session: Session, turn: TurnContext, staff: StaffView, contact_id: str) -> None:
    """A contact with signs becomes a suspect case by one tap, linked to who exposed them."""
    card = queries.contact_card(session, contact_id)
    if card is None or not may_see(staff, card, turn):
        turn.settle("utter_work_unknown")
        return
    if not card.symptoms:
        turn.settle("utter_work_ill_signs", name=card.name or contact_id, contact=contact_id)
        return
    definition = queries.in_force(turn.today)
    try:
        made = service.become_case(
            session, contact_id, card.symptoms, actor_of(staff), datetime.now(UTC), channel=turn.conversation.channel,
            definition=definition.version, definition_on=definition.valid_from,
        )  # fmt: skip
    except AssaError:
        turn.settle("utter_work_not_followed", name=card.name or contact_id)
        return
    turn.settle("utter_work_became_case", name=card.name or contact_id, case=made.case_id)
