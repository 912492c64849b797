"""The one way in which a contact is changed: locked, and noted field by field."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor, stored
from contact_tracing.contacts.models import Contact, ContactChange, Exposure, ExposureRemoval
from contact_tracing.duplicates.aliases import resolve
from contact_tracing.duplicates.erasure import forget_merges
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.telling.models import ContactNotice
from core import audit
from core.errors import NotFound

PERSONAL = ("name", "phone", "locality", "risk_reason")
"""Fields that tell who somebody is, where to find them, or are free text."""


def locked(session: Session, contact_id: str) -> Contact:
    """The contact of a readable id, or of that which it was merged into, held until the transaction ends. Raises NotFound."""
    found = select(Contact).where(Contact.contact_id == resolve(session, "contact", contact_id))
    contact = session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if contact is None:
        raise NotFound("no_such_contact", contact_id=contact_id)
    return contact


def change(
    session: Session, contact: Contact, values: Mapping[str, Any], actor: Actor, reason: str | None, now: datetime
) -> list[str]:  # fmt: skip
    """Give fields of a contact new values, and note those that differ. Returns their names; [] when nothing did."""
    changed = []
    for field, after in values.items():
        before = getattr(contact, field)
        if before == after:
            continue
        session.add(
            ContactChange(
                contact_uuid=contact.id,
                at=now,
                actor_kind=actor[0],
                actor_id=None if actor[1] is None else str(actor[1]),
                field=field,
                before=stored(before),
                after=stored(after),
                reason=reason,
            )
        )
        setattr(contact, field, after)
        changed.append(field)
    session.flush()
    if changed:
        audit.record(session, "contact.changed", actor=actor, subject=("contact", contact.id), after={"fields": changed})
    return changed


def forget(session: Session, contacts: Sequence[UUID], now: datetime) -> None:
    """Take who they are out of contacts, of their histories, exposures and entries: the counts, and who changed what when, stay."""
    forget_merges(session, contacts)
    lines = update(ContactChange).where(ContactChange.contact_uuid.in_(contacts))
    session.execute(lines.values(reason=None))
    session.execute(lines.where(ContactChange.field.in_(PERSONAL)).values(before=None, after=None))
    session.execute(update(Exposure).where(Exposure.contact_uuid.in_(contacts)).values(comment=None, extra=None))
    session.execute(update(ExposureRemoval).where(ExposureRemoval.contact_uuid.in_(contacts)).values(detail=None))
    session.execute(update(FollowUpEntry).where(FollowUpEntry.contact_uuid.in_(contacts)).values(extra=None))
    session.execute(update(ContactNotice).where(ContactNotice.contact_uuid.in_(contacts)).values(person_id=None))
    session.execute(
        update(Contact)
        .where(Contact.id.in_(contacts))
        .values(
            name=None,
            name_index=None,
            phone=None,
            phone_index=None,
            locality=None,
            risk_reason=None,
            extra=None,
            match_keys=None,
            erased_at=now,
        )
    )
