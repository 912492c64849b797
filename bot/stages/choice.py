"""Taps, digits and labels: resolved against the last menu that this person was shown, before any model."""

import json

from bot.care.check.flow import check
from bot.care.isolation import isolation
from bot.choices import Chosen, OutOfRange, Unknown, resolve_tap, resolve_text
from bot.inbound import Kind
from bot.stages.base import TurnContext
from bot.stages.work import work
from messages.questions import service as questions


def _answers(payload: str) -> str | None:
    """The value of an answer to a form's question, or None for any other payload."""
    name, brace, rest = payload.partition("{")
    return json.loads(brace + rest)["value"] if name == "/answer" and brace else None


def joined(payloads: tuple[str, ...]) -> str:
    """One payload for several choices of one question: their values (`value` of the dialogue's, `v` of ours) joined by `|`."""
    if len(payloads) == 1:
        return payloads[0]
    name, _, _ = payloads[0].partition("{")
    chosen = [json.loads(payload[payload.index("{") :]) for payload in payloads if "{" in payload]
    key = "value" if name == "/answer" else "v"
    return name + json.dumps(chosen[0] | {key: "|".join(each[key] for each in chosen if each.get(key))}, ensure_ascii=False)


def _nothing_else(turn: TurnContext) -> bool:
    """Whether digits beyond the list can be nothing but a slip: no answer to a question, no word of ours ("0" is the menu)."""
    return turn.conversation.form is None and turn.person.locale is not None and turn.keywords.match(turn.text, turn.locale) is None


async def _note_choice(turn: TurnContext, question: int, payload: str) -> None:
    """What a "did you mean" led to, for editors."""
    topic = payload.lstrip("/")
    chosen = questions.NONE_OF_THESE if topic in ("none_of_these", "menu") else topic
    await turn.session.run_sync(questions.choose, question, chosen)


async def choice(turn: TurnContext) -> None:
    if turn.payload:
        return
    menus = turn.conversation.menus
    if turn.inbound.kind is Kind.CHOICE:
        resolution = resolve_tap(menus, turn.inbound.choice or "")
        if isinstance(resolution, Unknown):
            # too old to know what it was: ask again what is open now
            turn.become("/repeat")
            return
    else:
        resolution = resolve_text(menus, turn.text, turn.keywords.number_words())
    if isinstance(resolution, Chosen):
        if resolution.question is not None:
            await _note_choice(turn, resolution.question, resolution.payloads[0])
        stale_answer = resolution.stale and any(_answers(payload) is not None for payload in resolution.payloads)
        turn.become("/repeat" if stale_answer and turn.conversation.form else joined(resolution.payloads))
    elif isinstance(resolution, OutOfRange) and _nothing_else(turn):
        # an age or an hour that is asked for, the number of somebody on an agent's list
        for stage in (check, isolation, work):
            if not turn.settled:
                await stage(turn)
        if turn.settled:
            return
        turn.say("utter_choose_number")
        turn.become("/repeat" if turn.asking else "/menu")
