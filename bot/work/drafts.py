"""Drafts: what waits for a yes, a next answer, or to be looked at again. They are forgotten by themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bot.work.models import WorkDraft
from core import absent
from core.absent import What

LASTS = timedelta(hours=2)
WAITING = frozenset(
    {"new_contact", "reason", "stock", "stock_ask", "stock_centre", "stock_other_end", "stock_got", "centres", "isolation", "check"}
)
"""What waits for the next message: one at a time, since a "yes" answers what was asked last."""


def get(session: Session, person_id: UUID, kind: str) -> Any | None:
    """What is kept of this kind, as JSON gives it back; None when nothing is, or it is too old."""
    if absent.known(session, What.DRAFT, person_id):
        return None
    kept = select(WorkDraft.data).where(WorkDraft.person_id == person_id, WorkDraft.kind == kind)
    return session.scalar(kept.where(WorkDraft.expires_at > datetime.now(UTC)))


def put(session: Session, person_id: UUID, kind: str, data: Any, lasts: timedelta = LASTS) -> None:
    """Keep it in the place of what was there of this kind. data: what JSON can hold."""
    absent.unsay(session, What.DRAFT)
    if kind in WAITING:
        session.execute(delete(WorkDraft).where(WorkDraft.person_id == person_id, WorkDraft.kind.in_(WAITING - {kind})))
    values = {"data": data, "expires_at": datetime.now(UTC) + lasts}
    made = insert(WorkDraft).values(person_id=person_id, kind=kind, **values)
    session.execute(made.on_conflict_do_update(index_elements=["person_id", "kind"], set_=values))


def waits(session: Session, person_id: UUID) -> bool:
    """Whether a question is open that the next message may answer."""
    if absent.known(session, What.DRAFT, person_id):
        return False
    waiting = select(WorkDraft.kind).where(WorkDraft.person_id == person_id, WorkDraft.kind.in_(WAITING))
    return session.scalar(waiting.where(WorkDraft.expires_at > datetime.now(UTC)).limit(1)) is not None


def drop(session: Session, person_id: UUID, kind: str) -> bool:
    """Forget it; whether something was there."""
    gone = delete(WorkDraft).where(WorkDraft.person_id == person_id, WorkDraft.kind == kind).returning(WorkDraft.kind)
    return session.scalar(gone) is not None


def purge(session: Session) -> int:
    """Take out what is too old to be read."""
    return len(session.scalars(delete(WorkDraft).where(WorkDraft.expires_at <= datetime.now(UTC)).returning(WorkDraft.kind)).all())
