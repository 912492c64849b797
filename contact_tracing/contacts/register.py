"""Contacts are registered once, with each exposure that somebody tells of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assa_text import fold
from contact_tracing.cases.history import Actor, locked
from contact_tracing.contacts import rules
from contact_tracing.contacts.details import FIELDS, person_problems
from contact_tracing.contacts.exposures import EXPOSURE_FIELDS, expose, exposure_problems
from contact_tracing.contacts.history import change, forget
from contact_tracing.contacts.models import CONTACT_NUMBERS, Contact, Exposure
from contact_tracing.duplicates.find import look
from contact_tracing.errors import BadReport
from contact_tracing.models import Case
from core.crypto import blind_index
from core.entities.names import similarity


@dataclass(frozen=True, slots=True)
class NamedContact:
    """Somebody named as near a case: phone in E.164 or None, codes as in `contacts.rules`; last_contact: estimated or not.

    region and cercle: place codes. What is None of somebody known stays as it was.
    """

    name: str
    last_contact: date
    phone: str | None = None
    estimated: bool = False
    type: str | None = None
    context: str | None = None
    duration: str | None = None
    certainty: str | None = None
    relation: str | None = None
    risk_level: str | None = None
    risk_reason: str | None = None
    sex: str | None = None
    age_years: int | None = None
    region: str | None = None
    cercle: str | None = None
    locality: str | None = None
    occupation: str | None = None
    frequency: str | None = None
    cluster: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """contact_id: the readable number. created: a new person. exposed: a new exposure."""

    contact_id: str
    created: bool
    exposed: bool


def _problems(named: NamedContact, today: date) -> dict[str, str]:
    exposure = exposure_problems({field: getattr(named, field) for field in EXPOSURE_FIELDS}, today)
    return exposure | person_problems({field: getattr(named, field) for field in FIELDS}, today)


def _same_person(session: Session, case: Case, name: str, phone_index: str | None) -> Contact | None:
    """The contact of this name on this phone, in any spelling and order of its words (Keita Oumar, Oumar Keïta; a variant such as Fatim
    for Fatoumata is a likely duplicate, which a person decides); without a phone, only one of this very case and spelling: elsewhere a
    name alone is not enough."""
    name_index = blind_index("name", fold(name))
    if phone_index is None:
        near = select(Contact).join(Exposure, Exposure.contact_uuid == Contact.id).where(Exposure.case_uuid == case.id)
        return session.scalar(near.where(Contact.name_index == name_index).order_by(Contact.contact_id).limit(1))
    # two agents who enter the same person at once wait for each other
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"contact {phone_index}"})
    known = session.scalars(select(Contact).where(Contact.phone_index == phone_index).order_by(Contact.contact_id)).all()
    same = [each for each in known if each.name_index == name_index]
    return next(iter(same or [each for each in known if similarity(each.name or "", name) == 1]), None)


def name_contact(session: Session, case_id: str, named: NamedContact, actor: Actor, today: date) -> Registered:
    """Register a contact of a case, or one more exposure of somebody known. A second time the same changes nothing.

    Raises BadReport naming each bad field; NotFound for the case; Conflict `case_closed`.
    """
    problems = _problems(named, today)
    if problems:
        raise BadReport(**problems)
    case = locked(session, case_id)
    name_index = blind_index("name", fold(named.name))
    phone_index = None if named.phone is None else blind_index("phone", named.phone)
    contact = _same_person(session, case, named.name, phone_index)
    created = contact is None
    if contact is None:
        contact = Contact(
            contact_id=rules.make_contact_id(today.year, session.scalar(CONTACT_NUMBERS.next_value()) or 0),
            name_index=name_index,
            phone_index=phone_index,
            **{field: getattr(named, field) for field in FIELDS} | {"name": named.name.strip()},
        )
        session.add(contact)
        session.flush()
    else:
        _learn(session, contact, named, actor)
    exposed = expose(session, contact, case, {field: getattr(named, field) for field in EXPOSURE_FIELDS}, actor)
    if created:
        look(session, contact)
    return Registered(contact.contact_id, created, exposed)


def _learn(session: Session, contact: Contact, named: NamedContact, actor: Actor) -> None:
    """What is new about somebody known: fields that were empty, and the higher risk of two exposures (the codes begin with their rank)."""
    values = {field: value for field in FIELDS if getattr(contact, field) is None and (value := getattr(named, field)) is not None}
    if named.risk_level is not None and named.risk_level > (contact.risk_level or ""):
        values |= {"risk_level": named.risk_level, "risk_reason": named.risk_reason or contact.risk_reason}
    values.pop("phone", None)  # of this case and name, but without a phone: another number would be another person
    change(session, contact, values, actor, None, datetime.now(UTC))


def forget_registered_before(session: Session, moment: datetime) -> None:
    """Take who they are out of contacts registered before `moment`: the counts stay right."""
    old = session.scalars(select(Contact.id).where(Contact.registered_at < moment, Contact.erased_at.is_(None))).all()
    forget(session, old, datetime.now(UTC))


def forget_same_people(session: Session, cases: Sequence[UUID]) -> None:
    """The same for the contacts who became these cases: one person."""
    forget(session, session.scalars(select(Contact.id).where(Contact.case_uuid.in_(cases))).all(), datetime.now(UTC))
