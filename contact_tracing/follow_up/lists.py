"""Whom an agent has to see on a day, by place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.follow_up.clock import window
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.models import Case

LONGEST = timedelta(days=60)
"""No rule follows anybody for longer: exposures before that are not read."""


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
    near = exists().where(
        Exposure.contact_uuid == Contact.id, Exposure.case_uuid == Case.id, func.coalesce(Case.cercle, Case.region).in_(places)
    )
    # also where the statement around it has exposures and cases of its own
    near = near.correlate(Contact)
    return or_(own.in_(places), own.is_(None) & near)


def follow_up_list(session: Session, day: date, places: Collection[str] | None) -> Sequence[ToFollow]:
    """The contacts under follow-up whose window holds `day`, by place, locality and id. places: as `in_places`."""
    last = func.max(Exposure.last_contact)
    followed = (
        select(Contact, last)
        .join(Exposure, Exposure.contact_uuid == Contact.id)
        .where(Contact.status == UNDER_FOLLOW_UP, Contact.erased_at.is_(None), in_places(places))
        .group_by(Contact.id)
        .having(last >= day - LONGEST)
    )
    found = [
        (contact, number, (days.last - days.first).days + 1)
        for contact, last_contact in session.execute(followed)
        if (days := window([last_contact])) is not None and (number := days.number(day)) is not None
    ]
    ids = [contact.id for contact, _, _ in found]
    states, near = _states(session, ids, day), places_of_cases(session, ids)
    lines = [
        ToFollow(c.contact_id, c.name, c.cercle or c.region or near.get(c.id), c.locality, number, days, states.get(c.id))
        for c, number, days in found
    ]
    return sorted(lines, key=lambda each: (each.place or "", each.locality or "", each.contact_id))


def _states(session: Session, contacts: Collection[UUID], day: date) -> dict[UUID, str]:
    """The last entry of the day, of those who have one."""
    entered = select(FollowUpEntry.contact_uuid, FollowUpEntry.state).where(
        FollowUpEntry.contact_uuid.in_(contacts), FollowUpEntry.day == day
    )
    return dict(iter(session.execute(entered.order_by(FollowUpEntry.id))))


def places_of_cases(session: Session, contacts: Collection[UUID]) -> dict[UUID, str]:
    """For contacts without a place of their own, that of the case they were near last."""
    place = func.coalesce(Case.cercle, Case.region)
    near = select(Exposure.contact_uuid, place).join(Case, Case.id == Exposure.case_uuid)
    of_these = near.where(Exposure.contact_uuid.in_(contacts), place.is_not(None)).order_by(Exposure.last_contact)
    return {contact: code for contact, code in session.execute(of_these) if contact is not None}
