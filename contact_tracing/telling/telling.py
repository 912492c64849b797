"""Telling a contact that they may have been near somebody ill, by the way that is known: their own chat, else an agent's call."""

import secrets
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor, only_people
from contact_tracing.contacts.history import locked
from contact_tracing.contacts.models import Contact
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.models import Case
from contact_tracing.telling.models import ContactNotice
from contact_tracing.telling.moments import by_chance
from core import absent, audit, notifications
from core.absent import What
from core.errors import Conflict
from core.identity import queries as identity

TOLD, END = "utter_contact_told", "utter_contact_end"
LASTS = timedelta(days=2)
"""Later than that after it was due, nobody is told: an agent sees that they were not."""

Way = Literal["chat", "call"]
_RANDOM = secrets.SystemRandom()


def tell_contact(session: Session, contact_id: str, actor: Actor, now: datetime) -> Way:
    """Have a contact under follow-up told, an agent agreeing: in the chat of their own phone, at a moment by chance within a day; where no
    chat is known, or several people share the phone, an agent calls. A second time changes nothing and gives the way of the first.

    What is sent has no arguments at all: no name, relation, place or day can be in it.
    Raises NotFound; NotAllowed; Conflict `not_followed`, `contact_erased`.
    """
    only_people(actor)
    contact = locked(session, contact_id)
    known = session.get(ContactNotice, contact.id)
    if known is not None:
        return "chat" if known.way == "chat" else "call"
    if contact.erased_at is not None:
        raise Conflict("contact_erased", contact_id=contact.contact_id)
    if contact.status != UNDER_FOLLOW_UP:
        raise Conflict("not_followed", status=contact.status)
    person = _person(session, contact)
    way: Way = "call" if person is None else "chat"
    at = None if person is None else by_chance(now, _RANDOM.random())
    notice = ContactNotice(
        contact_uuid=contact.id, way=way, person_id=person, agreed_at=now, agreed_by=f"{actor[0]} {actor[1]}", told_at=at
    )
    session.add(notice)
    absent.unsay(session, What.NOTICE)
    if person is not None and at is not None:
        notifications.request(session, person, TOLD, key=f"contact:{contact.id}:told", due_at=at, expires_at=at + LASTS)
    audit.record(session, "contact.told", actor=actor, subject=("contact", contact.id), after={"way": way})
    return way


def _person(session: Session, contact: Contact) -> UUID | None:
    """Who writes from the contact's phone: by its WhatsApp, or by a report that they made of themselves. None where that is not one
    person, or where several people are known under the phone: it might be the wrong one who reads."""
    if contact.phone is None or contact.phone_index is None:
        return None
    sharing = select(func.count()).select_from(Contact).where(Contact.phone_index == contact.phone_index, Contact.erased_at.is_(None))
    others = select(func.count()).select_from(Case)
    others = others.where(Case.phone_index == contact.phone_index, Case.name_index != contact.name_index, Case.erased_at.is_(None))
    if (session.scalar(sharing) or 0) > 1 or session.scalar(others):
        return None
    own = select(Case.reporter_id).where(Case.phone_index == contact.phone_index, Case.subject == "self", Case.reporter_id.is_not(None))
    found = set(session.scalars(own)) | set(identity.at_phone(session, contact.phone))
    return next(iter(found)) if len(found) == 1 else None


def call_made(session: Session, contact_id: str, staff: UUID, now: datetime) -> bool:
    """Note that an agent called. False when somebody had. Raises NotFound; Conflict `not_to_call` for who is told otherwise."""
    contact = locked(session, contact_id)
    notice = session.get(ContactNotice, contact.id, with_for_update=True)
    if notice is None or notice.way != "call":
        raise Conflict("not_to_call", contact_id=contact.contact_id)
    if notice.called_at is not None:
        return False
    notice.called_at, notice.called_by = now, staff
    audit.record(session, "contact.called", actor=("staff", staff), subject=("contact", contact.id))
    return True
