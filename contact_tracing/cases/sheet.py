"""All of one case, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.cases import codes
from contact_tracing.cases.details import CHECKS
from contact_tracing.duplicates.aliases import resolve
from contact_tracing.models import Case
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """fields: those that `service.amend` takes, by name. next_classifications, next_outcomes, next_investigations: codes that may follow;
    needs_reason: those of them of which one must say why. Holds names: for roles that may see them."""

    id: UUID
    case_id: str
    place: str | None
    fields: Mapping[str, Any]
    age_years: int | None
    classification: str
    investigation: str
    outcome: str | None
    outcome_on: date | None
    reported_at: datetime
    channel: str
    verified_at: datetime | None
    closed_at: datetime | None
    erased_at: datetime | None
    definition: str | None
    definition_on: date | None
    assigned_to: UUID | None
    next_classifications: tuple[str, ...]
    needs_reason: frozenset[str]
    next_outcomes: tuple[str, ...]
    next_investigations: tuple[str, ...]


def case_sheet(session: Session, case_id: str) -> CaseSheet:
    """By its number, or that of a record that went into it. Raises NotFound."""
    case = session.scalar(select(Case).where(Case.case_id == resolve(session, "case", case_id)))
    if case is None:
        raise NotFound("no_such_case", case_id=case_id)
    judged = tuple(code for code in codes.CLASSIFICATIONS if code in codes.CLASSIFICATIONS[case.classification])
    return CaseSheet(
        case.id, case.case_id, case.cercle or case.region, {name: getattr(case, name) for name in CHECKS}, case.age_years,
        case.classification, case.investigation, case.outcome, case.outcome_on, case.reported_at, case.channel, case.verified_at,
        case.closed_at, case.erased_at, case.definition, case.definition_on, case.assigned_to, judged,
        frozenset(code for code in judged if codes.classification_needs_reason(case.classification, code)),
        tuple(code for code in codes.OUTCOMES if code in codes.OUTCOMES[case.outcome] and code is not None),
        tuple(code for code in codes.INVESTIGATIONS if code in codes.INVESTIGATIONS[case.investigation]),
    )  # fmt: skip
