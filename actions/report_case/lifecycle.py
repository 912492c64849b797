"""Opening and closing the report."""

from datetime import date
from typing import Any
from uuid import UUID

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.clock import today
from actions.context import database
from actions.message import Message, latest
from actions.report_case import state
from actions.report_case.known import known
from actions.report_case.state import SKIPPED, UNKNOWN, Events, put
from contact_tracing.service import CaseReport, ReportedCase, report_case
from core.i18n import N_
from core.identity import service as identity

CONSENT_VERSION = "2026-11"
"""Of the text `utter_ask_report_consent`; changes when what is kept, why, or how long does."""

OF_THEMSELVES = [
    {"title": N_("Être accompagné"), "payload": '/care{"do":"begin"}'},
    {"title": N_("Isolement"), "payload": "/isolation"},
    {"title": N_("Nommer un contact"), "payload": '/care{"do":"contact"}'},
    {"title": N_("Menu"), "payload": "/menu"},
]
"""What can be done after a report of oneself: to be accompanied, first."""


class OpenReport(Action):
    """A new report, with what the symptom check knows; or the one that was put aside: "resume" goes on with it, "report" asks first."""

    def name(self) -> str:
        return "action_report_open"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        message = latest(tracker)
        paused = tracker.get_slot("report_state") == "paused"
        if message.intent == "resume":
            return put(report_resume="continue") if paused else put(report_state="nothing")
        if paused and tracker.get_slot("report_consent") is not None:
            return put(report_resume=None, report_known=message.value)
        return state.clear() + state.fresh() + known(message.value, today())


class CloseReport(Action):
    """Stores a confirmed report, and only then says its number. A failure here fails the turn, which is then tried again whole."""

    def name(self) -> str:
        return "action_report_close"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        how = tracker.get_slot("report_state")
        if how == "paused":
            return []
        if how == "confirmed":
            stored = await database().run(_store, report_from(tracker), latest(tracker))
            response = "utter_report_taken" if stored.created else "utter_report_already_taken"
            own = stored.created and tracker.get_slot("report_subject") == "self"
            dispatcher.utter_message(response=response, number=stored.case_id, **({"buttons": OF_THEMSELVES} if own else {}))
            return state.clear() + put(report_number=stored.case_id)
        response = {"refused": "utter_report_no_consent", "cancelled": "utter_report_cancelled"}.get(how or "", "utter_nothing_to_resume")
        dispatcher.utter_message(response=response)
        return state.clear()


def _given(tracker: Tracker, slot: str) -> str | None:
    value = tracker.get_slot(slot)
    return None if value in (None, SKIPPED, UNKNOWN, "none") else str(value)


def report_from(tracker: Tracker) -> CaseReport:
    """The report in the slots."""
    message = latest(tracker)
    onset = _given(tracker, "report_onset")
    symptoms = _given(tracker, "report_symptoms")
    return CaseReport(
        submission_key=tracker.get_slot("report_key"),
        reporter_id=None if message.person is None else UUID(message.person),
        channel=message.channel,
        subject=tracker.get_slot("report_subject"),
        name=tracker.get_slot("report_name"),
        age_band=tracker.get_slot("report_age"),
        sex=tracker.get_slot("report_sex"),
        phone=_given(tracker, "report_phone"),
        region=tracker.get_slot("report_region"),
        cercle=_given(tracker, "report_cercle"),
        locality=_given(tracker, "report_locality"),
        symptoms=tuple(symptoms.split("|")) if symptoms else (),
        onset_date=date.fromisoformat(onset) if onset else None,
        exposure=tracker.get_slot("report_exposure"),
    )


def _store(session: Session, report: CaseReport, message: Message) -> ReportedCase:
    """The case and the consent to keeping it: one transaction."""
    stored = report_case(session, report)
    if stored.created and report.reporter_id is not None:
        identity.give_consent(session, report.reporter_id, "case_report", CONSENT_VERSION, message.locale)
    return stored


class StaleAnswer(Action):
    """An answer to a question that is closed: a second tap on "send" gets the same number again."""

    def name(self) -> str:
        return "action_stale_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        number = tracker.get_slot("report_number")
        if number is not None and latest(tracker).value == "yes":
            dispatcher.utter_message(response="utter_report_already_taken", number=number)
        else:
            dispatcher.utter_message(response="utter_stale_answer")
        return []
