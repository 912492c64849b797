""" "Erase my data": everything about a person goes, in one transaction with the conversation's memory."""

import json
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.models import Conversation
from bot.stages.base import TurnContext
from bot.usage import exchange
from contact_tracing import service as contact_tracing
from core.identity import service as identity
from core.longwork import expiry as longwork
from usage import service as usage


def _erase(session: Session, turn: TurnContext) -> int:
    """Names and phones in reports, exported files, messages both ways, conversations, addresses, the person. How many
    reports became anonymous.
    """
    anonymised = contact_tracing.erase_reporter(session, turn.person.person_id)
    session.execute(delete(Conversation).where(Conversation.person_id == turn.person.person_id))
    # this message too was one; the answer to it goes to an address without a history
    usage.record(session, exchange(session, turn, datetime.now(UTC), sent=1))
    usage.forget(session, turn.person.person_id)
    longwork.forget_people(session)
    identity.erase(session, turn.person.person_id)
    return anonymised


async def erase(turn: TurnContext) -> None:
    if not (turn.payload and turn.text == "/delete_confirm"):
        return
    # Rasa first: if it does not answer, nothing is erased yet and the message is tried again
    await turn.rasa.forget(str(turn.conversation.id))
    count = await turn.session.run_sync(_erase, turn)
    turn.erased = True
    turn.settle("utter_data_erased", count=json.dumps(count))
