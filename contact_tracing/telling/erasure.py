"""Who was told in the chat and erases their data is also taken out of the contact's record."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.contacts.history import forget
from contact_tracing.telling.models import ContactNotice


def forget_told(session: Session, person_id: UUID) -> None:
    """Take who they are out of the contacts that this person was told to be; that somebody was told stays, without whom."""
    mine = select(ContactNotice.contact_uuid).where(ContactNotice.person_id == person_id)
    forget(session, session.scalars(mine).all(), datetime.now(UTC))
