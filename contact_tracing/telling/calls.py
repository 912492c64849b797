"""The contacts whom an agent has to call, since no chat of theirs is known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.follow_up.lists import in_places, places_of_cases
from contact_tracing.telling.models import ContactNotice


@dataclass(frozen=True, slots=True)
class ToCall:
    """Holds names: for roles that may see them. place: code of the smallest known place."""

    contact_id: str
    name: str | None
    phone: str | None
    place: str | None
    since: datetime


def to_call(session: Session, places: Collection[str] | None) -> Sequence[ToCall]:
    """Those of these places (codes; None: the whole country) who are followed and were not called yet, the longest waiting first."""
    waiting = (
        select(Contact, ContactNotice.agreed_at)
        .join(ContactNotice, ContactNotice.contact_uuid == Contact.id)
        .where(ContactNotice.way == "call", ContactNotice.called_at.is_(None), Contact.status == UNDER_FOLLOW_UP)
        .where(Contact.erased_at.is_(None), in_places(places))
        .order_by(ContactNotice.agreed_at)
    )
    found = session.execute(waiting).all()
    near = places_of_cases(session, [contact.id for contact, _ in found])
    return [ToCall(c.contact_id, c.name, c.phone, c.cercle or c.region or near.get(c.id), since) for c, since in found]
