"""What is known when a report is opened: said in the symptom check, so not asked again."""

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qsl

from actions.report_case.state import UNKNOWN, Events, put
from contact_tracing import rules
from core.errors import InvalidInput


def known(value: str | None, today: date) -> Events:
    """The slots of `subject=self&age=25-34&symptoms=fever|cough&onset=2026-11-20&exposure=no`; a value that is none of ours is asked."""
    said = dict(parse_qsl(value or ""))
    legal = {f"report_{name}": answer for name, answer in said.items() if name in _LEGAL and _LEGAL[name](answer, today)}
    return put(**legal)


def _symptoms(answer: str, today: date) -> bool:
    return answer == "none" or set(answer.split("|")) <= rules.SYMPTOMS.keys()


def _onset(answer: str, today: date) -> bool:
    if answer == UNKNOWN:
        return True
    try:
        rules.check_onset(date.fromisoformat(answer), today)
    except (ValueError, InvalidInput):
        return False
    return True


_LEGAL: dict[str, Callable[[str, date], bool]] = {
    "subject": lambda answer, today: answer in rules.SUBJECTS,
    "age": lambda answer, today: answer in rules.AGE_BANDS,
    "symptoms": _symptoms,
    "onset": _onset,
    "exposure": lambda answer, today: answer in rules.EXPOSURES,
}
