"""Contacts are registered once, with each exposure that somebody tells of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from assa_text import fold
from contact_tracing.cases.history import Actor, locked
from contact_tracing.contacts import rules
from contact_tracing.contacts.models import CONTACT_NUMBERS, Contact, Exposure
from contact_tracing.errors import BadReport
from contact_tracing.models import Case
from core import audit
from core.crypto import blind_index
from core.errors import InvalidInput
from core.identity.phones import parse_phone


@dataclass(frozen=True, slots=True)
class NamedContact:
    """Somebody named as near a case: phone in E.164 or None, codes as in `contacts.rules`; last_contact: estimated or not."""

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


@dataclass(frozen=True, slots=True)
class Registered:
    """contact_id: the readable number. created: a new person. exposed: a new exposure."""

    contact_id: str
    created: bool
    exposed: bool


def _problems(named: NamedContact, today: date) -> dict[str, str]:
    problems = {
        name: "unknown_code"
        for name, value, allowed in (
            ("type", named.type, rules.EXPOSURE_TYPES),
            ("context", named.context, rules.CONTEXTS),
            ("duration", named.duration, rules.DURATIONS),
            ("certainty", named.certainty, rules.CERTAINTIES),
            ("relation", named.relation, rules.RELATIONS),
            ("risk_level", named.risk_level, rules.RISK_LEVELS),
        )
        if value is not None and value not in allowed
    }
    if not fold(named.name):
        problems["name"] = "missing"
    if named.last_contact > today:
        problems["last_contact"] = "date_in_future"
    if named.phone is not None:
        try:
            if parse_phone(named.phone) != named.phone:
                problems["phone"] = "not_e164"
        except InvalidInput as error:
            problems["phone"] = error.code
    return problems


def _same_person(session: Session, case: Case, name_index: str, phone_index: str | None) -> Contact | None:
    """The contact of this name on this phone; without a phone, only one of this very case: elsewhere a name alone is not enough."""
    if phone_index is None:
        near = select(Contact).join(Exposure, Exposure.contact_uuid == Contact.id).where(Exposure.case_uuid == case.id)
        return session.scalar(near.where(Contact.name_index == name_index).order_by(Contact.contact_id).limit(1))
    # two agents who enter the same person at once wait for each other
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"contact {phone_index} {name_index}"})
    return session.scalar(select(Contact).where(Contact.phone_index == phone_index, Contact.name_index == name_index))


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
    contact = _same_person(session, case, name_index, phone_index)
    created = contact is None
    if contact is None:
        contact = Contact(
            contact_id=rules.make_contact_id(today.year, session.scalar(CONTACT_NUMBERS.next_value()) or 0),
            name=named.name.strip(),
            name_index=name_index,
            phone=named.phone,
            phone_index=phone_index,
            risk_level=named.risk_level,
        )
        session.add(contact)
        session.flush()
    elif named.risk_level is not None and named.risk_level > (contact.risk_level or ""):
        contact.risk_level = named.risk_level  # the codes begin with their rank: of two exposures the higher risk counts
    exposure = session.scalar(
        insert(Exposure)
        .values(
            contact_uuid=contact.id,
            case_uuid=case.id,
            last_contact=named.last_contact,
            estimated=named.estimated,
            type=named.type,
            context=named.context,
            duration=named.duration,
            certainty=named.certainty,
            relation=named.relation,
        )
        .on_conflict_do_nothing(index_elements=["contact_uuid", "case_uuid", "last_contact"])
        .returning(Exposure.id)
    )
    if exposure is not None:
        audit.record(
            session, "contact.exposed", actor=actor, subject=("contact", contact.id), after={"last_contact": str(named.last_contact)}
        )
    return Registered(contact.contact_id, created, exposure is not None)


def forget_registered_before(session: Session, moment: datetime) -> None:
    """Take name and phone out of contacts registered before `moment`: the counts stay right."""
    session.execute(
        update(Contact)
        .where(Contact.registered_at < moment, Contact.erased_at.is_(None))
        .values(name=None, name_index=None, phone=None, phone_index=None, erased_at=datetime.now(UTC))
    )
