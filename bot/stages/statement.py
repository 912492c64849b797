"""Somebody tells that a person is ill, or is not: no question, so no definition for an answer."""

from bot.care.check.flow import begin
from bot.stages.base import TurnContext
from bot.stages.dialogue import MAX_TEXT
from core.i18n.speech import speech


async def statement(turn: TurnContext) -> None:
    """Ill: the symptom check begins, with what was told. Not ill: heard, and the way on. Inside a form it is the form's."""
    if turn.payload or turn.asking or turn.conversation.form is not None or len(turn.text) > MAX_TEXT:
        return
    if speech().refuses_report(turn.text):
        turn.settle("utter_nothing_reported")
        return
    told = speech().told(turn.text)
    if told == "ill":
        await begin(turn, turn.text)
    elif told == "not_ill":
        turn.settle("utter_not_ill")
