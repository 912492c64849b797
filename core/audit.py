"""Who did what to what: changes, reads of personal data, exports. Written in the transaction of what it tells of."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Identity, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.crypto import EncryptedJSON
from core.database import Base


class AuditEntry(Base):
    """One deed. Actor and subject are named by kind and id, without foreign keys: an entry outlives both."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
        Index("ix_audit_entry_actor", "actor_kind", "actor_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC), index=True)
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str | None] = mapped_column(String(64))
    before: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    after: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)


def record(
    session: Session,
    action: str,
    *,
    actor: tuple[str, uuid.UUID | str | None],
    subject: tuple[str, uuid.UUID | str | None],
    before: Any = None,
    after: Any = None,
) -> None:
    """Note a deed: `record(session, "case.reported", actor=("person", person_id), subject=("case", case.id), after={...})`.

    actor: kind (person, agent, system) and id. before, after: JSON values; kept encrypted, but erasure does not reach them: put no
    names, phones or free text into them.
    """
    session.add(
        AuditEntry(
            action=action,
            actor_kind=actor[0],
            actor_id=None if actor[1] is None else str(actor[1]),
            subject_kind=subject[0],
            subject_id=None if subject[1] is None else str(subject[1]),
            before=before,
            after=after,
        )
    )
    session.flush()
