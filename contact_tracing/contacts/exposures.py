"""Exposures: of a contact to a case, or of a case that was never listed as a contact."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor, locked
from contact_tracing.contacts import rules
from contact_tracing.contacts.history import locked as locked_contact
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.errors import BadReport
from contact_tracing.models import Case
from core import audit

EXPOSURE_FIELDS = (
    "last_contact", "estimated", "type", "context", "duration", "certainty", "relation", "frequency", "cluster", "comment",
)  # fmt: skip

_CODES = {
    "type": rules.EXPOSURE_TYPES,
    "context": rules.CONTEXTS,
    "duration": rules.DURATIONS,
    "certainty": rules.CERTAINTIES,
    "relation": rules.RELATIONS,
    "frequency": rules.FREQUENCIES,
}


def exposure_problems(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """What is wrong with the fields of an exposure, by field; {} when nothing is."""
    problems = {name: "unknown_code" for name, known in _CODES.items() if values.get(name) is not None and values[name] not in known}
    if values.get("last_contact") is None:
        problems["last_contact"] = "missing"
    elif values["last_contact"] > today:
        problems["last_contact"] = "date_in_future"
    return problems


def expose(session: Session, target: Contact | Case, source: Case, values: Mapping[str, Any], actor: Actor) -> bool:
    """Store an exposure of `target` to `source`, fields as in `EXPOSURE_FIELDS`; False when that day of these two was there."""
    kind, column = ("contact", "contact_uuid") if isinstance(target, Contact) else ("case", "target_case_uuid")
    same = select(Exposure.id).where(getattr(Exposure, column) == target.id, Exposure.case_uuid == source.id)
    if session.scalar(same.where(Exposure.last_contact == values["last_contact"]).limit(1)) is not None:
        return False
    fields = {"estimated": False} | {name: value for name, value in values.items() if value is not None}
    statement = insert(Exposure).values({column: target.id, "case_uuid": source.id} | fields)
    if kind == "contact":
        statement = statement.on_conflict_do_nothing(
            index_elements=["contact_uuid", "case_uuid", "last_contact"], index_where=Exposure.origin.is_(None)
        )
    made = session.scalar(statement.returning(Exposure.id))
    if made is None:
        return False
    audit.record(session, f"{kind}.exposed", actor=actor, subject=(kind, target.id), after={"last_contact": str(values["last_contact"])})
    return True


def record_exposure(
    session: Session, source_case_id: str, values: Mapping[str, Any], actor: Actor, today: date, *, contact_id: str | None = None,
    target_case_id: str | None = None,
) -> bool:  # fmt: skip
    """Store that a contact, or a case, was near a case; False when it was known.

    Raises BadReport naming each bad field (`target`: none, both, or the case itself); NotFound; Conflict `case_closed` for the source.
    """
    problems = exposure_problems(values, today)
    if (contact_id is None) == (target_case_id is None):
        problems["target"] = "one_of_two"
    if problems:
        raise BadReport(**problems)
    source = locked(session, source_case_id)
    target: Contact | Case = locked_contact(session, contact_id) if contact_id else locked(session, str(target_case_id), closed=True)
    if source.id in (target.id, getattr(target, "case_uuid", None)):
        raise BadReport(target="itself")
    return expose(session, target, source, values, actor)
