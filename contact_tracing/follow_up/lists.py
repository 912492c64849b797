"""Whom an agent has to see on a day, by place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, select, true
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.follow_up.windows import days_after, holds
from contact_tracing.models import Case


@dataclass(frozen=True, slots=True)
class ToFollow:
    """Somebody to see. Holds names: for roles that may see them.

    place: code of their smallest known place, else of a case they were near. number: the day of follow-up, of `days`. state: what was
    entered for the day, None when nothing was.
    """

    contact_id: str
    name: str | None
    place: str | None
    locality: str | None
    number: int
    days: int
    state: str | None


def in_places(places: Collection[str] | None) -> ColumnElement[bool]:
    """Contacts of these places (codes); without a place of their own, by that of a case they were near. None: of the whole country."""
    if places is None:
        return Contact.id.is_not(None)
    own = func.coalesce(Contact.cercle, Contact.region)
    # a value, and no EXISTS: PostgreSQL would read the exposures of everybody to answer that of all at once
    near = (
        select(literal(True))
        .join(Case, Exposure.case_uuid == Case.id)
        .where(Exposure.contact_uuid == Contact.id, func.coalesce(Case.cercle, Case.region).in_(places))
        .select_from(Exposure)
        .limit(1)
        .scalar_subquery()
    )
    return or_(own.in_(places), own.is_(None) & near.is_(True))


def follow_up_list(session: Session, day: date, places: Collection[str] | None) -> Sequence[ToFollow]:
    """The contacts under follow-up whose window holds `day`, by place, locality and id. places: as `in_places`.

    One question, and of each contact no more is read, and deciphered, than is shown.
    """
    place = func.coalesce(Case.cercle, Case.region)
    near = (
        select(place)
        .join(Exposure, Exposure.case_uuid == Case.id)
        .where(Exposure.contact_uuid == Contact.id, place.is_not(None))
        .order_by(Exposure.last_contact.desc())
        .limit(1)
        .scalar_subquery()
    )
    entered = (
        select(FollowUpEntry.state)
        .where(FollowUpEntry.contact_uuid == Contact.id, FollowUpEntry.day == day)
        .order_by(FollowUpEntry.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    # beside each contact, and not an expression of it: that would be worked out anew wherever the day is named
    met = select(func.max(Exposure.last_contact).label("last")).where(Exposure.contact_uuid == Contact.id).lateral()
    where = func.coalesce(Contact.cercle, Contact.region, near).label("place")
    days = days_after(met.c.last)
    followed = select(Contact.contact_id, Contact.name, where, Contact.locality, met.c.last, days, entered).join(met, true())
    mine = (Contact.status == UNDER_FOLLOW_UP, Contact.erased_at.is_(None), in_places(places))
    rows = session.execute(followed.where(*mine, holds(met.c.last, days, day)))
    lines = [
        ToFollow(contact_id, name, place, locality, (day - last_met).days, days, state)
        for contact_id, name, place, locality, last_met, days, state in rows
    ]
    return sorted(lines, key=lambda line: (line.place or "", line.locality or "", line.contact_id))


def places_of_cases(session: Session, contacts: Collection[UUID]) -> dict[UUID, str]:
    """For contacts without a place of their own, that of the case they were near last."""
    place = func.coalesce(Case.cercle, Case.region)
    near = select(Exposure.contact_uuid, place).join(Case, Case.id == Exposure.case_uuid)
    of_these = near.where(Exposure.contact_uuid.in_(contacts), place.is_not(None)).order_by(Exposure.last_contact)
    return {contact: code for contact, code in session.execute(of_these) if contact is not None}
