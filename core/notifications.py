"""What the domain has to tell people: requests, written in the domain's transaction, which the bot renders and sends when due."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, String, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.crypto import EncryptedJSON
from core.database import Base


def _now() -> datetime:
    return datetime.now(UTC)


class Notification(Base):
    """A request to tell a person something. key: unique, so that asking twice tells once. taken_at: when the bot put it into its outbox."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_due", "due_at", "id", postgresql_where=text("taken_at IS NULL")),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    response: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[Any] = mapped_column(EncryptedJSON)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def request(
    session: Session,
    person_id: uuid.UUID,
    response: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    key: str,
    due_at: datetime | None = None,
) -> bool:
    """Ask that the person be told `response` with `arguments` (JSON values) at `due_at` (now). False when `key` was asked before."""
    made = session.execute(
        insert(Notification)
        .values(
            person_id=person_id, response=response, arguments=dict(arguments or {}), key=key, due_at=due_at or _now(), created_at=_now()
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Notification.id)
    ).scalar_one_or_none()
    return made is not None
