"""Verification, classification, investigation, outcome, closing: by people, and only from a state that allows it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.cases import codes
from contact_tracing.cases.history import Actor, change, locked, only_people
from contact_tracing.cases.models import LabSample
from contact_tracing.errors import BadReport
from contact_tracing.models import Case
from core.errors import Conflict


def _step(allowed: frozenset[str], before: str | None, after: str, field: str) -> None:
    if after not in allowed:
        raise Conflict("illegal_transition", field=field, before=before, after=after)


def _with_reason(needed: bool, reason: str | None) -> None:
    if needed and not (reason and reason.strip()):
        raise BadReport(reason="missing")


def verify(session: Session, case_id: str, actor: Actor, now: datetime) -> bool:
    """Note that an agent has looked into the report. False when one had before: the first stays."""
    only_people(actor)
    case = locked(session, case_id)
    if case.verified_at is not None:
        return False
    return bool(change(session, case, {"verified_at": now, "verified_by": str(actor[1])}, actor, None, now))


def classify(
    session: Session, case_id: str, classification: str, *, definition: str, definition_on: date, actor: Actor, now: datetime,
    reason: str | None = None,
) -> bool:  # fmt: skip
    """Classify by a version of the case definition, of its day. Whoever classifies has looked: that verifies too.

    reason: needed where the case becomes less certain, or comes back after it was discarded. False when it was so classified already.
    Raises Conflict `illegal_transition`, BadReport, NotFound, NotAllowed.
    """
    only_people(actor)
    if classification not in codes.CLASSIFICATIONS:
        raise BadReport(classification="unknown_code")
    if not definition.strip() or definition_on > now.date():
        raise BadReport(definition="missing" if not definition.strip() else "date_in_future")
    case = locked(session, case_id)
    values = {"classification": classification, "definition": definition, "definition_on": definition_on}
    if classification != case.classification:
        _step(codes.CLASSIFICATIONS[case.classification], case.classification, classification, "classification")
        _with_reason(codes.classification_needs_reason(case.classification, classification), reason)
    elif classification == "NOT_CLASSIFIED":
        raise Conflict("illegal_transition", field="classification", before=classification, after=classification)
    elif (definition, definition_on) == (case.definition, case.definition_on):
        return False
    if case.verified_at is None:
        verify(session, case_id, actor, now)
    return bool(change(session, case, values | {"classified_at": now}, actor, reason, now))


def investigate(session: Session, case_id: str, investigation: str, actor: Actor, now: datetime, reason: str | None = None) -> bool:
    """Set the state of the investigation. reason: needed to discard it or to take it up again."""
    only_people(actor)
    if investigation not in codes.INVESTIGATIONS:
        raise BadReport(investigation="unknown_code")
    case = locked(session, case_id)
    if case.investigation == investigation:
        return False
    _step(codes.INVESTIGATIONS[case.investigation], case.investigation, investigation, "investigation")
    _with_reason(investigation != "DONE", reason)
    return bool(change(session, case, {"investigation": investigation}, actor, reason, now))


def set_outcome(
    session: Session, case_id: str, outcome: str, on: date | None, actor: Actor, now: datetime, reason: str | None = None
) -> bool:  # fmt: skip
    """Set the outcome and its day (None: not known). reason: needed where one that was final is another now."""
    only_people(actor)
    case = locked(session, case_id)
    if outcome not in codes.OUTCOMES:
        raise BadReport(outcome="unknown_code")
    if on is not None and on > now.date():
        raise BadReport(outcome_on="date_in_future")
    if on is not None and case.onset_date is not None and on < case.onset_date:
        raise BadReport(outcome_on="before_onset_date")
    if outcome != case.outcome:
        _step(codes.OUTCOMES[case.outcome], case.outcome, outcome, "outcome")
        _with_reason(codes.outcome_needs_reason(case.outcome), reason)
    return bool(change(session, case, {"outcome": outcome, "outcome_on": on}, actor, reason, now))


def _missing(session: Session, case: Case) -> list[str]:
    """What is still to do before a case can be closed."""
    missing = []
    if case.classification == "NOT_CLASSIFIED":
        missing.append("classification")
    if case.investigation == "PENDING":
        missing.append("investigation")
    if case.outcome is None and case.classification != "NOT_A_CASE_DISCARDED":
        missing.append("outcome")
    waiting = select(LabSample.id).where(LabSample.case_uuid == case.id, LabSample.result == "PENDING").limit(1)
    if session.scalar(waiting) is not None:
        missing.append("laboratory")
    return missing


def close(session: Session, case_id: str, actor: Actor, now: datetime) -> None:
    """Close a case that is classified, investigated, has its outcome and waits for no result. Raises Conflict `case_not_ready`."""
    only_people(actor)
    case = locked(session, case_id)
    missing = _missing(session, case)
    if missing:
        raise Conflict("case_not_ready", missing=missing)
    change(session, case, {"closed_at": now}, actor, None, now)


def reopen(session: Session, case_id: str, actor: Actor, now: datetime, reason: str) -> None:
    """Open a closed case again, saying why. Raises Conflict `case_open` where it is not closed."""
    only_people(actor)
    _with_reason(True, reason)
    case = locked(session, case_id, closed=True)
    if case.closed_at is None:
        raise Conflict("case_open", case_id=case_id)
    change(session, case, {"closed_at": None}, actor, reason, now)
