"""Who reported a case names those who were near the ill person. What is already known of somebody is never told."""

import json
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.care import PAYLOAD
from bot.contacts import naming
from bot.contacts.naming import Way
from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.tracing.new_contact import LEFT_ALONE
from contact_tracing import queries
from contact_tracing.service import Registered

WITHIN = timedelta(days=30)
"""A report older than this is no longer asked about."""


async def contacts(turn: TurnContext) -> None:
    """Settles what belongs to naming contacts; a form's answers are left alone."""
    if turn.payload:
        if turn.text.startswith(PAYLOAD + "{"):
            await turn.session.run_sync(_chosen, turn, json.loads(turn.text.removeprefix(PAYLOAD)))
    elif turn.conversation.form is None and turn.keywords.match(turn.text, turn.locale) not in LEFT_ALONE:
        await turn.session.run_sync(_typed, turn)


def _way(turn: TurnContext) -> Way:
    return Way("care", ("person", turn.person.person_id), _done)


def _chosen(session: Session, turn: TurnContext, chosen: dict[str, str]) -> None:
    if chosen["do"] == "contact":
        case_id = queries.own_report(session, turn.person.person_id, turn.today - WITHIN)
        card = None if case_id is None else queries.case_card(session, case_id)
        if card is None or card.closed:
            turn.settle("utter_contacts_no_report")
        else:
            turn.say("utter_contacts_begin", case=card.case_id)
            naming.start(session, turn, _way(turn), card.case_id, card.place)
    elif chosen["do"] == "answer" and drafts.get(session, turn.person.person_id, naming.KIND) is not None:
        naming.answer(session, turn, _way(turn), chosen["v"], tap=True)


def _typed(session: Session, turn: TurnContext) -> None:
    naming.answer(session, turn, _way(turn), turn.text, tap=False)


def _done(turn: TurnContext, added: Registered, case_id: str) -> None:
    """The same words whether the contact was known before or not: that would tell of others."""
    turn.settle("utter_contacts_added")
