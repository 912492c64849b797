"""Talking to a human: asked for, waited for, and then between the two, with ASSA out of the way."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.handover import PAYLOAD, service
from bot.handover.hours import hours
from bot.handover.models import State
from bot.inbound import Kind
from bot.stages.base import TurnContext
from contact_tracing import queries as tracing
from core.settings import Settings

LEAVES = frozenset({"menu", "cancel", "end_talk"})
"""Words by which the person goes back to ASSA."""
ALWAYS = frozenset({"stop", "language", "resume", "start", "erase"})
"""Words that mean what they always mean."""
KNOWN_FOR = timedelta(days=30)
"""How old a report may be whose place says where the person is."""


async def human(turn: TurnContext) -> None:
    """`/talk` puts the person into the queue, `/talk_end` takes them out.

    While an agent has taken it, what they type is for the agent; what they tap, and the answers of an open form, are for ASSA.
    """
    if turn.payload:
        if turn.text == PAYLOAD:
            await turn.session.run_sync(_ask, turn)
        elif turn.text == f"{PAYLOAD}_end":
            await turn.session.run_sync(_leave, turn)
        elif turn.text == "/menu":
            await turn.session.run_sync(_menu, turn)
    elif turn.inbound.kind is Kind.TEXT:
        await turn.session.run_sync(_typed, turn)


def _ask(session: Session, turn: TurnContext) -> None:
    settings, now = Settings(), datetime.now(UTC)
    office = hours(settings.office_hours, settings.time_zone)
    reported = tracing.own_report(session, turn.person.person_id, turn.today - KNOWN_FOR)
    card = None if reported is None else tracing.case_card(session, reported)
    asked = service.ask(session, turn.conversation, turn.locale, None if card is None else card.place, now)
    if not asked:
        turn.settle("utter_talk_waits")
    elif office.open(now):
        turn.settle("utter_talk_asked")
    else:
        turn.settle("utter_talk_asked_closed", hours=office.said())


def _leave(session: Session, turn: TurnContext) -> None:
    left = service.leave(session, turn.conversation.id, datetime.now(UTC))
    turn.settle("utter_talk_left" if left else "utter_talk_not_asked")


def _menu(session: Session, turn: TurnContext) -> None:
    """The tap on "menu" is the word."""
    request = service.open_of(session, turn.conversation.id)
    if request is not None and request.state == State.TAKEN:
        _leave(session, turn)


def _typed(session: Session, turn: TurnContext) -> None:
    request = service.open_of(session, turn.conversation.id)
    if request is None or turn.conversation.form is not None:
        return
    word = turn.keywords.match(turn.text, turn.locale)
    if word in ALWAYS:
        if word == "stop":
            service.leave(session, turn.conversation.id, datetime.now(UTC))
    elif request.state != State.TAKEN:
        if word == "end_talk":
            _leave(session, turn)
    elif word in LEAVES:
        _leave(session, turn)
    else:
        service.wrote(session, request, datetime.now(UTC))
        turn.settle()
