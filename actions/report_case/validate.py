"""Everything that a person may write while the report is open: an answer, a question, a correction, "stop"."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import today
from actions.message import Message, latest
from actions.report_case import state
from actions.report_case.known import known
from actions.report_case.read import FREE_TEXT, READERS, Several
from actions.report_case.state import Events, put, reask
from actions.topics import faq
from contact_tracing import rules
from core import geography
from core.errors import InvalidInput
from core.i18n.keywords import keywords
from core.i18n.speech import speech

SURE_OF_A_QUESTION = 0.75
"""Confidence from which a text is a question to us rather than a bad answer. For names of people and villages, a question mark or more
words are wanted besides."""

SAID_AND_BACK = frozenset({"human", "bot_challenge", "greet", "thank", "symptom_check", "find_health_centre"})
"""Answered in passing; the report's question is asked again."""


class ValidateReportCase(Action):
    def name(self) -> str:
        return "validate_report_case_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        slot = tracker.get_slot("requested_slot")
        if slot is None:
            return _opening(tracker)
        message = latest(tracker)
        passing = _in_passing(dispatcher, tracker, message, slot)
        if passing is not None:
            return passing
        if slot == "report_confirm":
            return _confirm(dispatcher, tracker, message)
        if slot == "report_symptoms":
            return _symptoms(dispatcher, tracker, message)
        return _answer(dispatcher, tracker, message, slot)


def _opening(tracker: Tracker) -> Events:
    """At activation nothing was answered yet; a report with nothing to resume closes at once."""
    if tracker.get_slot("report_state") == "nothing":
        return state.end("nothing")
    return put(report_state="open")


# What is not an answer


def _in_passing(dispatcher: CollectingDispatcher, tracker: Tracker, message: Message, slot: str) -> Events | None:
    """Deals with everything but an answer; None for what may be one."""
    if message.intent == "pause":
        dispatcher.utter_message(response="utter_report_paused")
        if message.value == "menu":
            dispatcher.utter_message(response="utter_menu")
        return state.end("paused")
    if message.intent == "answer":
        return None
    if not message.text:
        return _payload(dispatcher, message, slot)
    word = keywords().match(message.text, message.locale)
    if word == "back" or (word == "correct" and slot != "report_confirm"):
        before = state.previous(tracker, slot)
        return reask(slot) if before is None else state.correct(before) + reask(slot)
    if word == "cancel" or speech().refuses_report(message.text):
        return state.end("refused" if slot == "report_consent" else "cancelled")
    if word == "skip" and slot in state.OPTIONAL:
        return put(**{slot: state.UNKNOWN if slot == "report_onset" else state.SKIPPED})
    if word is None and slot in FREE_TEXT and _asks(message):
        return _tell(dispatcher, message, slot)
    return None


def _payload(dispatcher: CollectingDispatcher, message: Message, slot: str) -> Events:
    """A choice of an older message, tapped now: answered in passing, or the report is put aside for it."""
    if message.intent in (None, "repeat", "report_case", "resume"):
        return reask(slot)
    if message.intent in faq() | SAID_AND_BACK:
        return _tell(dispatcher, message, slot)
    dispatcher.utter_message(response="utter_report_paused")
    dispatcher.utter_message(response="utter_menu" if message.intent == "menu" else f"utter_{message.intent}")
    return state.end("paused")


def _asks(message: Message) -> bool:
    """Whether a text that could be a name is plainly a question to us."""
    known = message.intent in faq() or message.intent in SAID_AND_BACK
    telling = "?" in message.text or len(message.text.split()) > 3
    return known and telling and message.confidence >= SURE_OF_A_QUESTION and speech().told(message.text) is None


def _tell(dispatcher: CollectingDispatcher, message: Message, slot: str) -> Events:
    # the symptom check has questions of its own, and these are open: what to do in a word, then ours again
    said = "care_seeking" if message.intent == "symptom_check" else message.intent
    dispatcher.utter_message(response=f"utter_{said}")
    return reask(slot)


# Answers


def _answer(dispatcher: CollectingDispatcher, tracker: Tracker, message: Message, slot: str) -> Events:
    try:
        value = READERS[slot](message, today(), tracker.get_slot("report_region"))
    except Several:
        # the question itself then offers what may be meant, and nothing else: a number must not mean another list's place
        return reask(slot)
    except InvalidInput as error:
        return _not_an_answer(dispatcher, message, slot, error.code)
    if slot == "report_resume" and value == "new":
        return state.clear() + state.fresh() + known(tracker.get_slot("report_known"), today())
    return _follow(slot, value)


def _not_an_answer(dispatcher: CollectingDispatcher, message: Message, slot: str, error: str) -> Events:
    """A question to us is answered; anything else is told what is wrong. Either way the question is asked again."""
    known = message.intent in faq() | SAID_AND_BACK and message.confidence >= SURE_OF_A_QUESTION
    # who tells of an illness, or denies one, asks for no definition
    if message.text and known and not _counts(message.text) and speech().told(message.text) is None:
        return _tell(dispatcher, message, slot)
    dispatcher.utter_message(response=f"utter_{error}")
    return reask(slot)


def _counts(text: str) -> bool:
    """Whether a text is a number with its unit ("500 ans"): an answer that missed, whatever topic the model sees in it."""
    return any(character.isdigit() for character in text) and len(text.split()) <= 2 and "?" not in text


def _follow(slot: str, value: str) -> Events:
    """The answer, and what it settles of later questions."""
    if slot == "report_consent" and value == "no":
        return state.end("refused")
    if slot == "report_region":
        return _place(value)
    return put(**{slot: value})


def _place(code: str) -> Events:
    """Whoever names a cercle or a commune has said its region; where nothing is listed below, nothing is asked."""
    place = geography.place(code, today())
    assert place is not None
    if place.kind in ("cercle", "commune"):
        return put(report_region=geography.path(code, today())[-1], report_cercle=code)
    if not geography.below(code, today()):
        return put(report_region=code, report_cercle=state.SKIPPED)
    return put(report_region=code)


def _symptoms(dispatcher: CollectingDispatcher, tracker: Tracker, message: Message) -> Events:
    """Several numbers at once are the whole answer; one adds to what is noted, until "that is all"."""
    noted = [code for code in (tracker.get_slot("report_symptoms_noted") or "").split("|") if code]
    codes = _codes(message)
    if not codes and speech().told(message.text) == "not_ill":
        dispatcher.utter_message(response="utter_report_sign_denied")
        return reask("report_symptoms")
    if not codes:
        return _not_an_answer(dispatcher, message, "report_symptoms", "error_choose")
    if codes == ["none"]:
        return put(report_symptoms="none", report_onset="none", report_symptoms_noted=None)
    signs = list(dict.fromkeys([*noted, *(code for code in codes if code in rules.SYMPTOMS)]))
    if rules.EMERGENCY_SYMPTOMS & set(codes):
        dispatcher.utter_message(response="utter_emergency")
    if "done" in codes or len(codes) > 1:
        return put(report_symptoms="|".join(signs) or "none", report_symptoms_noted=None)
    return put(report_symptoms=None, report_symptoms_noted="|".join(signs))


def _codes(message: Message) -> list[str]:
    """The signs that were chosen, or written in words ("fièvre et toux")."""
    if message.value is not None:
        return [code for code in message.value.split("|") if code in rules.SYMPTOMS or code in ("none", "done")]
    word = keywords().match(message.text, message.locale)
    if word == "no":
        return ["none"]
    return rules.symptoms_in(message.text)


def _confirm(dispatcher: CollectingDispatcher, tracker: Tracker, message: Message) -> Events:
    value = message.value or {"yes": "yes", "no": "correct", "correct": "correct"}.get(keywords().match(message.text, message.locale) or "")
    if value == "yes":
        return state.end("confirmed")
    if value == "cancel":
        return state.end("cancelled")
    if value == "correct":
        return put(report_state="correcting") + reask("report_confirm")
    if value == "fix:none":
        return put(report_state="open") + reask("report_confirm")
    if value is not None and value.startswith("fix:") and value[4:] in state.CORRECTABLE:
        return state.correct(value[4:])
    return _not_an_answer(dispatcher, message, "report_confirm", "error_choose")
