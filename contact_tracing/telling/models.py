"""Who was told, by which way, and what became of it."""

import uuid
from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class ContactNotice(Base):
    """That an agent agreed to a contact being told. way: `chat` (person_id is who is told) or `call`, by an agent. told_at: when it is due
    in the chat. asks_since: the person wants to be asked every day; asked_on: the last day on which they were. stopped_at: the person
    wants no more. called_at, called_by: of a call, when it was made, by which member of staff. ended_at: the end was told.
    """

    __tablename__ = "contact_notice"
    __table_args__ = (
        Index("ix_contact_notice_person", "person_id"),
        Index("ix_contact_notice_calls", "agreed_at", postgresql_where=text("way = 'call' AND called_at IS NULL")),
    )

    contact_uuid: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    way: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    agreed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    agreed_by: Mapped[str] = mapped_column(String(80))
    told_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    asks_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    asked_on: Mapped[date | None] = mapped_column(Date)
    stopped_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    called_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    called_by: Mapped[uuid.UUID | None]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
