"""One case, one contact, or those of a phone: what an agent has before them. Holds names: for roles that may see them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.contacts.rules import is_contact_id
from contact_tracing.duplicates.aliases import cases_reported_by, resolve
from contact_tracing.follow_up.clock import Window, window
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.models import Case
from contact_tracing.rules import is_case_id
from core.crypto import blind_index

MOST = 10
_ID = re.compile(r"\b(C[AO])\s*-?\s*(\d{4})\s*-?\s*(\d{6,})\s*-?\s*([0-9A-Z])\b", re.IGNORECASE)


def id_in(text: str) -> str | None:
    """The id of a case or a contact in a text, as it is properly written; None where there is none, or its check character is wrong."""
    match = _ID.search(text)
    if match is None:
        return None
    found = f"{match[1]}-{match[2]}-{match[3]}-{match[4]}".upper()
    return found if is_case_id(found) or is_contact_id(found) else None


_BEGINS = re.compile(r"\s*C[AO]\s*-?\s*\d{4}\s*-\s*\d", re.IGNORECASE)


def is_misspelt_id(text: str) -> bool:
    """Whether a text begins as an id of a case or a contact does, and there is none in it: a character is missing or wrong."""
    return _BEGINS.match(text) is not None and id_in(text) is None


@dataclass(frozen=True, slots=True)
class CaseCard:
    """place: code of the smallest known place. contacts: how many were named."""

    case_id: str
    name: str | None
    phone: str | None
    place: str | None
    locality: str | None
    symptoms: tuple[str, ...]
    onset_date: date | None
    classification: str
    verified: bool
    closed: bool
    contacts: int


@dataclass(frozen=True, slots=True)
class ContactCard:
    """place: code of the smallest known place, of the case where they have none. symptoms: of the last entry that has some. case_id: of the
    case that they became."""

    contact_id: str
    name: str | None
    phone: str | None
    place: str | None
    locality: str | None
    status: str
    follow_up: Window | None
    symptoms: tuple[str, ...]
    case_id: str | None = None


def case_card(session: Session, case_id: str) -> CaseCard | None:
    """None for an unknown id. Of a case that was merged into another, that one."""
    case = session.scalar(select(Case).where(Case.case_id == resolve(session, "case", case_id)))
    if case is None:
        return None
    named = select(func.count(Exposure.contact_uuid.distinct())).where(Exposure.case_uuid == case.id)
    return CaseCard(
        case.case_id, case.name, case.phone, case.cercle or case.region, case.locality, tuple(case.symptoms), case.onset_date,
        case.classification, case.verified_at is not None, case.closed_at is not None, session.scalar(named) or 0,
    )  # fmt: skip


def contact_card(session: Session, contact_id: str) -> ContactCard | None:
    """None for an unknown id. Of a contact that was merged into another, that one."""
    contact = session.scalar(select(Contact).where(Contact.contact_id == resolve(session, "contact", contact_id)))
    if contact is None:
        return None
    exposures = session.execute(
        select(Exposure.last_contact, func.coalesce(Case.cercle, Case.region))
        .join(Case, Case.id == Exposure.case_uuid)
        .where(Exposure.contact_uuid == contact.id)
        .order_by(Exposure.last_contact.desc())
    ).all()
    entries = select(FollowUpEntry.symptoms).where(FollowUpEntry.contact_uuid == contact.id).order_by(FollowUpEntry.id.desc())
    symptoms: list[str] = next((each for each in session.scalars(entries) if each), [])
    place = contact.cercle or contact.region or next((each for _, each in exposures if each), None)
    became = None if contact.case_uuid is None else session.scalar(select(Case.case_id).where(Case.id == contact.case_uuid))
    return ContactCard(
        contact.contact_id, contact.name, contact.phone, place, contact.locality, contact.status,
        window(day for day, _ in exposures), tuple(symptoms), became,
    )  # fmt: skip


def own_report(session: Session, person_id: UUID, since: date) -> str | None:
    """The id of the last case that a person reported since a day, or None."""
    theirs = or_(Case.reporter_id == person_id, Case.id.in_(cases_reported_by(session, person_id)))
    own = select(Case.case_id).where(theirs, func.date(Case.reported_at) >= since)
    return session.scalar(own.order_by(Case.reported_at.desc()).limit(1))


def by_phone(session: Session, phone: str) -> Sequence[CaseCard | ContactCard]:
    """The cases, then the contacts, of a phone in E.164, the latest first: several people may share one."""
    index = blind_index("phone", phone)
    cases = session.scalars(select(Case.case_id).where(Case.phone_index == index).order_by(Case.case_id.desc()).limit(MOST)).all()
    contacts = select(Contact.contact_id).where(Contact.phone_index == index).order_by(Contact.contact_id.desc()).limit(MOST)
    cards = [case_card(session, each) for each in cases] + [contact_card(session, each) for each in session.scalars(contacts)]
    return [card for card in cards if card is not None]
