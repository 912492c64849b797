"""What a turn tells the statistics: counts, never what was written."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from usage import service as usage

NOT_UNDERSTOOD = frozenset({"utter_not_understood", "utter_not_understood_again"})
ASKED_BACK = frozenset({"utter_did_you_mean"})
REPORTED = frozenset({"utter_report_taken"})


def exchange(session: Session, turn: TurnContext, received_at: datetime, sent: int) -> usage.Exchange:
    """The message of this turn and its `sent` answers, to be counted in the turn's transaction."""
    responses = {say.response for say in turn.says}
    outcome = "understood"
    if responses & NOT_UNDERSTOOD:
        outcome = "not_understood"
    elif responses & ASKED_BACK:
        outcome = "asked_back"
    if responses & REPORTED:
        usage.learn_region(session, turn.person.person_id)
    return usage.Exchange(turn.person.person_id, received_at, turn.conversation.channel, turn.locale, outcome, sent, turn.topic)
