"""The slots of the report and what may happen to it.

report_state: open, correcting (asked what to correct), paused, refused (no consent), cancelled, confirmed, nothing (nothing to resume).
"""

from typing import Any
from uuid import uuid4

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

QUESTIONS = (
    "report_resume", "report_consent", "report_subject", "report_name", "report_age", "report_sex", "report_phone", "report_region",
    "report_cercle", "report_locality", "report_symptoms", "report_onset", "report_exposure", "report_confirm",
)  # fmt: skip
"""In the order in which they are asked; the same as the form's in domain.yml (a test holds them together)."""

OPTIONAL = frozenset({"report_phone", "report_cercle", "report_locality", "report_onset"})
CORRECTABLE = QUESTIONS[2:-1]
ALL = (*QUESTIONS, "report_symptoms_noted", "report_key", "report_state", "report_known", "report_number")

SKIPPED = "skip"
UNKNOWN = "unknown"

DEPENDENT = {
    "report_region": ("report_cercle", "report_locality"),
    "report_cercle": ("report_locality",),
    "report_symptoms": ("report_onset",),
}
"""What is asked again when an answer is corrected, since it hangs on it."""

Events = list[dict[str, Any]]


def put(**slots: Any) -> Events:
    return [SlotSet(name, value) for name, value in slots.items()]


def reask(slot: str) -> Events:
    """Ask the same question again: the form takes the first that has no value."""
    return [SlotSet(slot, None)]


def correct(slot: str) -> Events:
    """Forget an answer and what hangs on it, so that they are asked anew."""
    return [SlotSet(name, None) for name in (slot, *DEPENDENT.get(slot, ()), "report_confirm")] + put(report_state="open")


def end(state: str) -> Events:
    """Close the form; `action_report_close` then acts on the state."""
    return put(report_state=state, requested_slot=None)


def clear() -> Events:
    return [SlotSet(name, None) for name in ALL if name != "report_number"]


def previous(tracker: Tracker, slot: str) -> str | None:
    """The question answered before this one, that may be corrected."""
    before = CORRECTABLE[: CORRECTABLE.index(slot)] if slot in CORRECTABLE else CORRECTABLE
    return next((name for name in reversed(before) if tracker.get_slot(name) not in (None, SKIPPED)), None)


def fresh() -> Events:
    """A new report: a key of its own, so that the same confirmation twice is one case."""
    return put(report_key=uuid4().hex, report_resume="new", report_state="open")
