"""What is under way in a member of staff's chat."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedJSON
from core.database import Base


class WorkDraft(Base):
    """What somebody began and has not confirmed: a report read back, a contact half entered. One of a kind for each person.

    data: may name people, so encrypted. Nothing is read after expires_at.
    """

    __tablename__ = "work_draft"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    data: Mapped[Any] = mapped_column(EncryptedJSON)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
