"""Who was told in the chat and erases their data is also taken out of the contact's record."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contact_tracing.contacts.history import forget
from contact_tracing.telling.models import ContactNotice


def forget_told(session: Session, person_id: UUID) -> None:
    """Take who they are out of the contacts that this person was told to be; that somebody was told stays, without whom."""
    mine = ContactNotice.person_id == person_id
    forget(session, session.scalars(select(ContactNotice.contact_uuid).where(mine)).all(), datetime.now(UTC))
    session.execute(update(ContactNotice).where(mine).values(person_id=None))
