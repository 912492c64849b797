"""The course of a symptom check: begun by a choice or by telling of signs, answered, corrected, put aside and gone on with.

It waits in the drafts: `check` while a question is open, `check_aside` when it was put aside, `check_done` after its result, for a report.
"""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from bot.care import PAYLOAD
from bot.care.check import ask, read
from bot.care.check.result import ASIDE, DONE, OPEN, begin_isolation, give, report
from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work import drafts
from contact_tracing.symptoms import questions
from contact_tracing.symptoms.questions import SIGN

BEGIN = "/symptom_check"
KEPT_ASIDE = timedelta(days=1)
LOST = frozenset(
    {
        "utter_not_understood", "utter_not_understood_again", "utter_did_you_mean", "utter_out_of_scope", "utter_nothing_asked",
        "utter_stale_answer", "utter_symptom_check", "utter_not_ill", "utter_nothing_reported", "utter_choose_number",
    }
)  # fmt: skip
"""What the dialogue says of something that was no answer to our question, and nothing else either."""


async def check(turn: TurnContext) -> None:
    """Settles what belongs to a symptom check. What is no answer goes on; the question is asked again after it (`ask_again`)."""
    in_form = turn.conversation.form is not None
    if turn.payload:
        await turn.session.run_sync(_chosen, turn, in_form)
    elif not in_form:
        await turn.session.run_sync(_typed, turn)


async def begin(turn: TurnContext, text: str = "") -> None:
    """The first question; what a first message tells of is not asked."""
    await turn.session.run_sync(_begin, turn, text)


async def danger_told(turn: TurnContext) -> bool:
    """A sign of danger was written while a question was open: it ends the questions. False where none was open."""
    return await turn.session.run_sync(_danger_told, turn)


async def ask_again(turn: TurnContext) -> None:
    """After everything: the open question, if what was written was something else."""
    if turn.asking and not turn.erased:
        await turn.session.run_sync(_ask_again, turn)


def _begin(session: Session, turn: TurnContext, text: str) -> None:
    said, signs = read.told(text, turn.today, turn.locale)
    # what was said before may be another's, on a shared phone
    for kind in (ASIDE, DONE):
        drafts.drop(session, turn.person.person_id, kind)
    turn.say("utter_symptom_check")
    draft = _with_signs({"key": uuid4().hex[:8], "said": said, "noted": []}, signs, turn)
    if signs:
        turn.say("utter_check_noted", noted=_labels(signs))
    _go_on(session, turn, draft)


def _labels(signs: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"msgid": ask.LABELS[sign]} for sign in signs]


def _with_signs(draft: dict[str, Any], signs: tuple[str, ...], turn: TurnContext) -> dict[str, Any]:
    """The draft with signs that somebody told of: those of the one question for many are noted, until it is asked."""
    asked = questions.questions(draft["said"], turn.today)
    alone = {SIGN + sign: "yes" for sign in signs if SIGN + sign in asked}
    rest = [sign for sign in signs if SIGN + sign not in asked and sign not in draft["noted"]]
    if "others" in draft["said"] and rest:
        before = draft["said"]["others"].split("|")
        alone["others"] = "|".join([*(each for each in before if each in ask.LABELS), *rest])
        rest = []
    return draft | {"said": draft["said"] | alone, "noted": [*draft["noted"], *rest]}


def _go_on(session: Session, turn: TurnContext, draft: dict[str, Any]) -> None:
    """The next question, or what to do."""
    question = questions.next_question(draft["said"], turn.today)
    if question is None:
        give(session, turn, draft)
    else:
        drafts.put(session, turn.person.person_id, OPEN, draft)
        turn.asking = True
        turn.says.append(_question(draft, turn))
        turn.settle()


def _question(draft: dict[str, Any], turn: TurnContext) -> Say:
    question = questions.next_question(draft["said"], turn.today)
    assert question is not None
    return ask.put(question, draft["said"], draft["noted"], draft["key"], turn.today)


# Choices


def _chosen(session: Session, turn: TurnContext, in_form: bool) -> None:
    if turn.text == BEGIN and not in_form:
        _begin(session, turn, "")
        return
    person = turn.person.person_id
    draft = None if in_form else drafts.get(session, person, OPEN)
    turn.asking = draft is not None
    if not turn.text.startswith(PAYLOAD + "{"):
        if turn.text == "/repeat" and draft is not None:
            turn.says.append(_question(draft, turn))
            turn.settle()
        return
    chosen = json.loads(turn.text.removeprefix(PAYLOAD))
    if chosen["do"] != ask.KIND:
        return
    if in_form:
        turn.become("/repeat")
    elif draft is not None and draft["key"] == chosen["k"]:
        if chosen["q"] == questions.next_question(draft["said"], turn.today):
            _choose(session, turn, draft, chosen["q"], chosen["v"])
        else:
            turn.says.append(_question(draft, turn))
            turn.settle()
    else:
        _after(session, turn, chosen)


def _choose(session: Session, turn: TurnContext, draft: dict[str, Any], question: str, value: str) -> None:
    """A choice at the open question. Several at once are the whole answer; one adds to what is noted, until "that is all"."""
    if question not in questions.SEVERAL:
        _go_on(session, turn, draft | {"said": draft["said"] | {question: value}})
        return
    codes = value.split("|")
    known = questions.choices(question, draft["said"], turn.today)
    noted = [code for code in known if code in draft["noted"] or code in codes]
    alone = next((code for code in ("not_sure", "none") if code in codes), None)
    if len(codes) == 1 and alone is None and value != ask.DONE:
        drafts.put(session, turn.person.person_id, OPEN, draft | {"noted": noted})
        turn.says.append(ask.put(question, draft["said"], noted, draft["key"], turn.today))
        turn.settle()
    else:
        answer = "|".join(noted) or alone or questions.NONE
        _go_on(session, turn, draft | {"said": draft["said"] | {question: answer}, "noted": []})


def _after(session: Session, turn: TurnContext, chosen: dict[str, str]) -> None:
    """A choice under a result: to report, to be accompanied, to correct. Of another check, or too late, it does nothing."""
    draft = drafts.get(session, turn.person.person_id, DONE)
    if draft is None or draft["key"] != chosen["k"]:
        turn.settle("utter_choice_gone")
    elif chosen["q"] == "report":
        report(turn, draft)
    elif chosen["q"] == "isolation":
        begin_isolation(session, turn, draft)
    elif chosen["q"] == "correct":
        _what_to_correct(turn, draft)
    elif chosen["q"] == "fix" and chosen["v"] in draft["said"]:
        drafts.drop(session, turn.person.person_id, DONE)
        _go_on(session, turn, _without(draft, chosen["v"]))
    else:
        turn.settle("utter_choice_gone")


def _what_to_correct(turn: TurnContext, draft: dict[str, Any]) -> None:
    asked = [question for question in questions.questions(draft["said"], turn.today) if question in draft["said"]]
    options = tuple(Option(ask.payload("fix", question, draft["key"]), ask.name(question)) for question in asked)
    answers = [{"question": {"msgid": ask.name(each)}, "answer": ask.shown(each, draft["said"][each])} for each in asked]
    lines = [{"response": "utter_check_line", "arguments": each} for each in answers]
    turn.says.append(Say("utter_check_correct", {"lines": {"lines": lines}}, options))
    turn.settle()


def _without(draft: dict[str, Any], question: str) -> dict[str, Any]:
    """The draft without an answer, so that it is asked anew. With danger nothing else was asked, without it the rest will be."""
    return draft | {"said": {name: value for name, value in draft["said"].items() if name != question}, "noted": []}


# What is typed


def _typed(session: Session, turn: TurnContext) -> None:
    person = turn.person.person_id
    word = turn.keywords.match(turn.text, turn.locale)
    draft = drafts.get(session, person, OPEN)
    if draft is None:
        if word == "resume" and (aside := drafts.get(session, person, ASIDE)) is not None:
            drafts.drop(session, person, ASIDE)
            _go_on(session, turn, aside)
        elif word == "check_signs":
            _begin(session, turn, "")
        else:
            _age_put_right(session, turn)
        return
    turn.asking = True
    if word in ("stop", "pause", "menu"):
        put_aside(session, turn, draft)
        turn.say("utter_check_paused")
        if word == "menu":
            turn.become("/menu")
        else:
            turn.settle()
    elif word == "cancel":
        drafts.drop(session, person, OPEN)
        turn.asking = False
        turn.settle("utter_check_cancelled")
    elif word == "check_signs":
        _go_on(session, turn, draft)
    elif word in ("back", "correct"):
        _back(session, turn, draft)
    elif word not in ("language", "human"):
        _answer(session, turn, draft)


def _age_put_right(session: Session, turn: TurnContext) -> None:
    """An age put right in words after the result: what to do is told anew."""
    age = read.age_corrected(turn.text, turn.locale)
    draft = drafts.get(session, turn.person.person_id, DONE) if age is not None else None
    if age is not None and draft is not None and "age" in draft["said"]:
        drafts.drop(session, turn.person.person_id, DONE)
        turn.say("utter_check_noted", noted=[{"msgid": ask.AGES[age]}])
        _go_on(session, turn, draft | {"said": draft["said"] | {"age": age}, "noted": []})


def put_aside(session: Session, turn: TurnContext, draft: dict[str, Any]) -> None:
    drafts.drop(session, turn.person.person_id, OPEN)
    drafts.put(session, turn.person.person_id, ASIDE, draft, KEPT_ASIDE)
    turn.asking = False


def _back(session: Session, turn: TurnContext, draft: dict[str, Any]) -> None:
    """The question before, asked anew; at the first, the first."""
    asked = [question for question in questions.questions(draft["said"], turn.today) if question in draft["said"]]
    now = questions.next_question(draft["said"], turn.today)
    order = questions.questions(draft["said"], turn.today)
    before = [question for question in asked if now is None or order.index(question) < order.index(now)]
    _go_on(session, turn, _without(draft, before[-1]) if before else draft)


def _answer(session: Session, turn: TurnContext, draft: dict[str, Any]) -> None:
    question = questions.next_question(draft["said"], turn.today)
    assert question is not None
    heard = read.heard(question, turn.text, turn.today, turn.locale)
    if heard.error is not None:
        turn.say(heard.error)
        _go_on(session, turn, draft)
        return
    if heard.value is None and not heard.signs and heard.age is None:
        return
    if heard.age is not None:
        draft = draft | {"said": draft["said"] | {"age": heard.age}}
        turn.say("utter_check_noted", noted=[{"msgid": ask.AGES[heard.age]}])
    if heard.value is not None:
        if question in questions.SEVERAL:
            _choose(session, turn, draft, question, f"{heard.value}|{ask.DONE}")
            return
        draft = draft | {"said": draft["said"] | {question: heard.value}}
    if heard.signs:
        if question != "others":
            turn.say("utter_check_noted", noted=_labels(heard.signs))
        draft = _with_signs(draft, heard.signs, turn)
    _go_on(session, turn, draft)


# What was something else


def _danger_told(session: Session, turn: TurnContext) -> bool:
    if turn.conversation.form is not None or (draft := drafts.get(session, turn.person.person_id, OPEN)) is None:
        return False
    give(session, turn, draft | {"said": draft["said"] | {"danger": "yes"}}, said_already=True)
    return True


def _ask_again(session: Session, turn: TurnContext) -> None:
    draft = drafts.get(session, turn.person.person_id, OPEN)
    names = {say.response for say in turn.says}
    if draft is None or any(name.startswith("utter_check_") for name in names):
        return
    if turn.conversation.form is not None:
        put_aside(session, turn, draft)
        return
    if "utter_language" in names:
        return
    turn.says = [say for say in turn.says if say.response not in LOST | {"utter_menu"}]
    if names & LOST and not turn.says:
        turn.say("utter_error_choose")
    turn.says.append(_question(draft, turn))
