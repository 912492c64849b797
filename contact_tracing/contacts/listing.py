"""The contacts as a list, and all of one, as pages show them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from contact_tracing.assignment import place_of_contact
from contact_tracing.cases.listing import searched
from contact_tracing.contacts.details import CHECKS
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.duplicates.aliases import resolve
from contact_tracing.follow_up.clock import Window, window
from contact_tracing.follow_up.codes import REASONS, STATUSES
from contact_tracing.follow_up.lists import in_places
from contact_tracing.models import Case
from core.errors import NotFound
from core.paging import Slice, sliced


@dataclass(frozen=True, slots=True)
class ContactWish:
    """What is looked for. places: codes, None: the whole country. search: a number, a telephone, or a whole name."""

    places: Collection[str] | None = None
    search: str = ""
    status: str = ""
    risk: str = ""
    assigned_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A line of the list. Holds a name: for roles that may see them."""

    contact_id: str
    name: str | None
    place: str | None
    risk_level: str | None
    status: str
    registered_at: datetime
    assigned_to: UUID | None


def contact_list(
    session: Session, wish: ContactWish, *, sort: str = "-registered", cursor: str | None = None, size: int = 50
) -> Slice[ContactRow]:
    """A page of the contacts of a wish, by the day they were registered. Raises InvalidInput `bad_cursor`."""
    found = select(Contact).where(in_places(wish.places))
    if wish.search:
        found = found.where(searched(Contact, Contact.contact_id.expression, wish.search))
    if wish.status:
        found = found.where(Contact.status == wish.status)
    if wish.risk:
        found = found.where(Contact.risk_level == wish.risk)
    if wish.assigned_to is not None:
        found = found.where(Contact.assigned_to == wish.assigned_to)
    keys: list[ColumnElement[Any]] = [Contact.registered_at.expression, Contact.contact_id.expression]
    return sliced(session, found, keys, _row, descending=sort != "registered", cursor=cursor, size=size)


def _row(row: Row[Any]) -> ContactRow:
    contact: Contact = row[0]
    place = contact.cercle or contact.region
    return ContactRow(
        contact.contact_id, contact.name, place, contact.risk_level, contact.status, contact.registered_at, contact.assigned_to
    )


@dataclass(frozen=True, slots=True)
class ContactExposure:
    """One nearness to a case, by its number; id: to take it away by; case_place: so that a case of another area is not linked to."""

    id: UUID
    case_id: str
    case_place: str | None
    last_contact: date
    type: str | None
    context: str | None
    duration: str | None
    relation: str | None


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """All of a contact. fields: those that `service.amend_contact` takes. next_statuses: that may follow, with the reasons that one needs.

    case_id: of the case that they became. Holds names: for roles that may see them.
    """

    id: UUID
    contact_id: str
    place: str | None
    fields: Mapping[str, Any]
    status: str
    status_reason: str | None
    next_statuses: Mapping[str, tuple[str, ...]]
    registered_at: datetime
    erased_at: datetime | None
    assigned_to: UUID | None
    case_id: str | None
    follow_up: Window | None
    exposures: tuple[ContactExposure, ...]


def contact_sheet(session: Session, contact_id: str) -> ContactSheet:
    """By their number, or that of a record that went into it. Raises NotFound."""
    contact = session.scalar(select(Contact).where(Contact.contact_id == resolve(session, "contact", contact_id)))
    if contact is None:
        raise NotFound("no_such_contact", contact_id=contact_id)
    rows = session.execute(
        select(Exposure, Case)
        .join(Case, Case.id == Exposure.case_uuid)
        .where(Exposure.contact_uuid == contact.id)
        .order_by(Exposure.last_contact)
    ).all()
    exposures = tuple(
        ContactExposure(e.id, case.case_id, case.cercle or case.region, e.last_contact, e.type, e.context, e.duration, e.relation)
        for e, case in rows
    )
    following = {code: REASONS.get(code, ()) for code in STATUSES if code in STATUSES[contact.status] and code != "BECAME_CASE"}
    became = None if contact.case_uuid is None else session.scalar(select(Case.case_id).where(Case.id == contact.case_uuid))
    return ContactSheet(
        contact.id, contact.contact_id, place_of_contact(session, contact), {name: getattr(contact, name) for name in CHECKS},
        contact.status, contact.status_reason, following, contact.registered_at, contact.erased_at, contact.assigned_to, became,
        window(each.last_contact for each in exposures), exposures,
    )  # fmt: skip
