"""Who looks after a case or a contact: a member of staff, of whom it is asked on their board."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor, only_people
from contact_tracing.cases.history import change as change_case
from contact_tracing.cases.history import locked as locked_case
from contact_tracing.contacts.history import change as change_contact
from contact_tracing.contacts.history import locked as locked_contact
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.errors import BadReport
from contact_tracing.models import Case
from core.errors import NotFound
from core.staff import queries as staff
from core.staff.roles import Permission


def _check(session: Session, to: UUID | None, place: str | None, actor: Actor) -> None:
    """Whom it is given to must trace, and be responsible for the place."""
    only_people(actor)
    if to is None:
        return
    try:
        found = staff.by_uuid(session, to)
    except NotFound:
        raise BadReport(assigned_to="unknown_staff") from None
    if not found.may(Permission.TRACE) or not found.covers(place):
        raise BadReport(assigned_to="not_their_area")


def assign_case(session: Session, case_id: str, to: UUID | None, actor: Actor, now: datetime) -> bool:
    """Give an open case to a member of staff, or to nobody. False when it was theirs already.

    Raises BadReport naming `assigned_to` for who is unknown, does not trace, or has another area; NotFound; NotAllowed; Conflict
    `case_closed`.
    """
    case = locked_case(session, case_id)
    _check(session, to, case.cercle or case.region, actor)
    return bool(change_case(session, case, _value(to), actor, None, now))


def assign_contact(session: Session, contact_id: str, to: UUID | None, actor: Actor, now: datetime) -> bool:
    """The same for a contact; without one of their own, they are followed by whoever the case they were near is given to."""
    contact = locked_contact(session, contact_id)
    _check(session, to, place_of_contact(session, contact), actor)
    return bool(change_contact(session, contact, _value(to), actor, None, now))


def _value(to: UUID | None) -> dict[str, Any]:
    return {"assigned_to": to}


def place_of_contact(session: Session, contact: Contact) -> str | None:
    """The smallest known place of a contact; without one, that of the case that they were near last."""
    own = contact.cercle or contact.region
    if own is not None:
        return own
    near = select(func.coalesce(Case.cercle, Case.region)).join(Exposure, Exposure.case_uuid == Case.id)
    return session.scalar(near.where(Exposure.contact_uuid == contact.id).order_by(Exposure.last_contact.desc()).limit(1))
