"""Questions without a good answer are kept for editors, masked, without the person; an unknown rumour is acknowledged."""

from bot.rasa_client import Turn
from bot.say import Say
from bot.stages.base import TurnContext
from core.i18n.speech import speech
from messages.questions import service as questions
from messages.questions.service import Asked

_LOST = {"utter_not_understood", "utter_not_understood_again"}
_UNSURE = _LOST | {"utter_did_you_mean", "utter_out_of_scope"}
_UNKNOWN_RUMOUR = (Say("utter_rumour_noted"), Say("utter_myth_other"))


async def note(turn: TurnContext, asked: str, answer: Turn) -> None:
    """After the dialogue answered `asked`, as it was typed. Nothing that is typed while a form is open comes here: it is no question."""
    responses = {say.response for say in turn.says}
    offered = tuple(name for said in answer.said if said.response == "utter_did_you_mean" for name in _topics(said.choices))
    claim = speech().claim(asked)
    if "utter_myth_other" in responses or (claim is not None and responses & _UNSURE):
        # a known rumour among the likeliest is worth asking for; else we say that we do not know this one
        if not any(topic.startswith("myth_") and topic != "myth_other" for topic in offered):
            kept = [say for say in turn.says if say.response not in _UNSURE | {"utter_myth_other"}]
            turn.says, offered = [*kept, *_UNKNOWN_RUMOUR], ()
        await _record(turn, asked, questions.RUMOUR, claim=claim or asked, offered=offered)
    elif "utter_did_you_mean" in responses:
        await _record(turn, asked, questions.DID_YOU_MEAN, offered=offered)
    elif responses & _LOST:
        await _record(turn, asked, questions.LOST)
    elif "utter_wrong_answer" in responses and turn.conversation.answers:
        last = turn.conversation.answers[-1]
        await _record(turn, last["question"], questions.WRONG_ANSWER, topic=last["topic"])


def _topics(choices: tuple[dict[str, str], ...]) -> list[str]:
    names = [choice["payload"].lstrip("/") for choice in choices]
    return [name for name in names if name not in ("menu", "none_of_these")]


async def _record(
    turn: TurnContext, text: str, kind: str, *, claim: str = "", offered: tuple[str, ...] = (), topic: str | None = None
) -> None:
    asked = Asked(text, turn.today, turn.locale, kind, claim=claim, offered=offered, topic=topic)
    number = await turn.session.run_sync(questions.record, asked)
    if offered:
        turn.question = number
