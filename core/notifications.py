"""What the domain has to tell people: requests, written in the domain's transaction, which the bot renders and sends when due."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, String, delete, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import absent
from core.absent import What
from core.crypto import EncryptedJSON
from core.database import Base


def _now() -> datetime:
    return datetime.now(UTC)


CHANNEL = "assa_notices"
"""The PostgreSQL notification that says that somebody is to be told something now."""

LASTS = timedelta(days=7)
"""After how long a request that names no end is stale: nobody is told last week's news because a phone, or we, were away."""


class Notification(Base):
    """A request to tell a person something. key: unique, so that asking twice tells once.

    expires_at: after it, it is stale and not sent. necessary: sent although the person wants nothing unasked (danger; what they asked for).
    taken_at: when the bot was done with it; outcome: `sent` (it is in the outbox), `stopped` (the person wants nothing unasked), `stale`,
    `unreachable` (no address takes messages), `unknown` (no such response).
    held: it waits until the person writes. refused_at: when a channel refused it; there it is tried again only after they wrote.
    knocked_at: when they were asked to write, so that their channel opens (the 24-hour window of WhatsApp).
    """

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_due", "due_at", "id", postgresql_where=text("taken_at IS NULL")),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    response: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[Any] = mapped_column(EncryptedJSON)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    necessary: Mapped[bool] = mapped_column(default=False, server_default="false")
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str | None] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    held: Mapped[bool] = mapped_column(default=False, server_default="false")
    refused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    knocked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def request(
    session: Session,
    person_id: uuid.UUID,
    response: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    key: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    necessary: bool = False,
) -> bool:
    """Ask that the person be told `response` with `arguments` (JSON values) at `due_at` (now), or never after `expires_at` (7 days later).

    necessary: also to who said STOP. False when `key` was asked before.
    """
    due = due_at or _now()
    made = session.execute(
        insert(Notification)
        .values(
            person_id=person_id,
            response=response,
            arguments=dict(arguments or {}),
            key=key,
            due_at=due,
            expires_at=expires_at or due + LASTS,
            necessary=necessary,
            created_at=_now(),
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Notification.id)
    ).scalar_one_or_none()
    if made is not None and due <= _now():
        session.execute(text(f"NOTIFY {CHANNEL}"))
    return made is not None


def refused(session: Session, notification_id: int) -> None:
    """A channel refused what was sent of this request: it is open again, for another channel or another day."""
    session.execute(
        update(Notification)
        .where(Notification.id == notification_id)
        .values(taken_at=None, outcome=None, refused_at=_now(), due_at=_now(), attempts=Notification.attempts + 1)
    )


def release(session: Session, person_id: uuid.UUID) -> None:
    """The person wrote: what waited for that is due now."""
    if absent.known(session, What.HELD, person_id):
        return
    session.execute(
        update(Notification)
        .where(Notification.person_id == person_id, Notification.taken_at.is_(None), Notification.held.is_(True))
        .values(due_at=_now(), held=False)
    )


def cancel(session: Session, key: str) -> bool:
    """Take back a request that nobody was told yet. False when there is none."""
    return (
        session.execute(
            delete(Notification).where(Notification.key == key, Notification.taken_at.is_(None)).returning(Notification.id)
        ).first()
        is not None
    )


def purge(session: Session, older_than: datetime) -> int:
    """Delete what was done with before `older_than`; how many."""
    return len(session.execute(delete(Notification).where(Notification.taken_at < older_than).returning(Notification.id)).all())
