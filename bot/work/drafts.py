"""Drafts: what waits for a yes, a next answer, or to be looked at again. They are forgotten by themselves."""

from copy import deepcopy
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

_READ = "drafts"
"""In the session: the owner, and what was read of theirs."""


def get(session: Session, person_id: UUID, kind: str) -> Any | None:
    """What is kept of this kind, as JSON gives it back; None when nothing is, or it is too old."""
    return deepcopy(_kept(session, person_id).get(kind))


def _kept(session: Session, person_id: UUID) -> dict[str, Any]:
    """All of a person's drafts by their kind. Half a dozen stages of a turn look for theirs: they are read once, until one changes."""
    if absent.known(session, What.DRAFT, person_id):
        return {}
    known: tuple[UUID, dict[str, Any]] | None = session.info.get(_READ)
    if known is None or known[0] != person_id:
        mine = select(WorkDraft.kind, WorkDraft.data).where(WorkDraft.person_id == person_id, WorkDraft.expires_at > datetime.now(UTC))
        known = session.info[_READ] = (person_id, {row.kind: row.data for row in session.execute(mine)})
    return known[1]


def put(session: Session, person_id: UUID, kind: str, data: Any, lasts: timedelta = LASTS) -> None:
    """Keep it in the place of what was there of this kind. data: what JSON can hold."""
    absent.unsay(session, What.DRAFT)
    session.info.pop(_READ, None)
    if kind in WAITING:
        session.execute(delete(WorkDraft).where(WorkDraft.person_id == person_id, WorkDraft.kind.in_(WAITING - {kind})))
    values = {"data": data, "expires_at": datetime.now(UTC) + lasts}
    made = insert(WorkDraft).values(person_id=person_id, kind=kind, **values)
    session.execute(made.on_conflict_do_update(index_elements=["person_id", "kind"], set_=values))


def waits(session: Session, person_id: UUID) -> bool:
    """Whether a question is open that the next message may answer."""
    return not WAITING.isdisjoint(_kept(session, person_id))


def drop(session: Session, person_id: UUID, kind: str) -> bool:
    """Forget it; whether something was there."""
    session.info.pop(_READ, None)
    gone = delete(WorkDraft).where(WorkDraft.person_id == person_id, WorkDraft.kind == kind).returning(WorkDraft.kind)
    return session.scalar(gone) is not None


def purge(session: Session) -> int:
    """Take out what is too old to be read."""
    return len(session.scalars(delete(WorkDraft).where(WorkDraft.expires_at <= datetime.now(UTC)).returning(WorkDraft.kind)).all())
