"""A contact who becomes a case: one person, whose exposures and follow-up stay where they are."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing import rules
from contact_tracing.cases.history import Actor, note
from contact_tracing.contacts.history import change, locked
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.duplicates.find import look
from contact_tracing.errors import BadReport
from contact_tracing.follow_up.codes import STATUSES
from contact_tracing.models import Case
from core import audit
from core.errors import Conflict, InvalidInput, NotAllowed

BY = ("agent", "coordinator", "person")
"""Who may: whoever saw the contact, and the contact, who reports symptoms."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """case_id: the contact's own readable id, unchanged. created: False when they were that case already."""

    case_id: str
    created: bool


def _problems(symptoms: Collection[str], onset: date | None, today: date) -> dict[str, str]:
    problems = {}
    if not symptoms:
        problems["symptoms"] = "missing"
    elif set(symptoms) - rules.SYMPTOMS.keys():
        problems["symptoms"] = "unknown_code"
    if onset is not None:
        try:
            rules.check_onset(onset, today)
        except InvalidInput as error:
            problems["onset_date"] = error.code
    return problems


def become_case(
    session: Session, contact_id: str, symptoms: Collection[str], actor: Actor, now: datetime, *, onset_date: date | None = None,
    channel: str = "agent", definition: str | None = None, definition_on: date | None = None,
) -> NewCase:  # fmt: skip
    """Make a suspect case of a contact who has symptoms (codes of `rules.SYMPTOMS`); a second time changes nothing.

    The case has the contact's id, readable id, name, phone and places (without one, those of the case they were near last), and
    `was_contact`; the contact is `BECAME_CASE`, since `now`, and
    keeps exposures and entries. By an agent it is verified; by the contact (actor kind `person`) it waits for one.
    Raises BadReport naming each bad field; NotFound; NotAllowed for the system; Conflict `illegal_transition` for who died.
    """
    if actor[0] not in BY:
        raise NotAllowed("needs_a_person", actor=actor[0])
    contact = locked(session, contact_id)
    if contact.case_uuid is not None:
        stands = session.scalar(select(Case.case_id).where(Case.id == contact.case_uuid))
        return NewCase(stands or contact_id, created=False)
    if "BECAME_CASE" not in STATUSES[contact.status]:
        raise Conflict("illegal_transition", field="status", before=contact.status, after="BECAME_CASE")
    problems = _problems(symptoms, onset_date, now.date())
    if problems:
        raise BadReport(**problems)
    case = _case_of(contact, symptoms, onset_date, channel, actor, now)
    if case.region is None:
        # where nobody said it, they are looked for where the case is that they were near: without a place, no agent would see them
        case.region, case.cercle = _place_of_source(session, contact)
    case.definition, case.definition_on = definition, definition_on
    session.add(case)
    session.flush()
    look(session, case, now)
    note(session, case, "was_contact", None, contact_id, actor, None, now)
    audit.record(session, "case.from_contact", actor=actor, subject=("case", case.id), after={"case_id": case.case_id})
    values = {"status": "BECAME_CASE", "status_reason": None, "case_uuid": case.id, "became_case_at": now}
    change(session, contact, values, actor, None, now)
    return NewCase(case.case_id, created=True)


def _case_of(
    contact: Contact, symptoms: Collection[str], onset: date | None, channel: str, actor: Actor, now: datetime
) -> Case:  # fmt: skip
    """The case of a contact, as it begins. By themselves: not verified yet."""
    myself = actor[0] == "person"
    return Case(
        id=contact.id,
        case_id=contact.contact_id,
        submission_key=f"contact:{contact.id}",
        classification="SUSPECT",
        classified_at=now,
        reported_at=now,
        verified_at=None if myself else now,
        verified_by=None if myself or actor[1] is None else str(actor[1]),
        reporter_id=_person(actor) if myself else None,
        channel=channel,
        subject="self" if myself else "other",
        name=contact.name,
        name_index=contact.name_index,
        phone=contact.phone,
        phone_index=contact.phone_index,
        age_years=contact.age_years,
        age_band=None if contact.age_years is None else rules.age_band(contact.age_years),
        sex=contact.sex or "UNKNOWN",
        region=contact.region,
        cercle=contact.cercle,
        locality=contact.locality,
        occupation=contact.occupation,
        pregnancy=contact.pregnancy,
        risk_level=contact.risk_level,
        symptoms=list(symptoms),
        onset_date=onset,
        exposure="yes",
        was_contact=True,
    )


def _place_of_source(session: Session, contact: Contact) -> tuple[str | None, str | None]:
    near = select(Case.region, Case.cercle).join(Exposure, Exposure.case_uuid == Case.id).where(Exposure.contact_uuid == contact.id)
    row = session.execute(near.where(Case.region.is_not(None)).order_by(Exposure.last_contact.desc()).limit(1)).one_or_none()
    return (None, None) if row is None else (row.region, row.cercle)


def _person(actor: Actor) -> uuid.UUID | None:
    return actor[1] if isinstance(actor[1], uuid.UUID) or actor[1] is None else uuid.UUID(actor[1])
