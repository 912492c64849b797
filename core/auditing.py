"""Reading the audit. Its entries name people of the staff by id; who sees the audit may see those names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import AuditEntry
from core.paging import Slice, sliced
from core.staff.models import Staff

OF_STAFF = ("staff", "agent", "coordinator")
"""Kinds of actors whose id is that of a member of staff."""


@dataclass(frozen=True, slots=True)
class Entry:
    """As `core.audit.record` noted it."""

    at: datetime
    actor_kind: str
    actor_id: str | None
    action: str
    subject_kind: str
    subject_id: str | None
    after: Any


def entries(session: Session, *, action: str = "", actor: str = "", subject: str = "", cursor: str | None = None) -> Slice[Entry]:
    """The latest first. action: how it begins (`case.`); actor, subject: ids. Raises InvalidInput `bad_cursor`."""
    wanted = select(AuditEntry)
    if action:
        wanted = wanted.where(AuditEntry.action.startswith(action, autoescape=True))
    if actor:
        wanted = wanted.where(AuditEntry.actor_id == actor)
    if subject:
        wanted = wanted.where(AuditEntry.subject_id == subject)
    return sliced(session, wanted, [AuditEntry.id.expression], lambda row: _entry(row[0]), descending=True, cursor=cursor)


def _entry(row: AuditEntry) -> Entry:
    return Entry(row.at, row.actor_kind, row.actor_id, row.action, row.subject_kind, row.subject_id, row.after)


def names(session: Session, rows: Sequence[Entry]) -> Mapping[str, str]:
    """The names of the staff whom entries name as actors, by id; the revoked too: what they did stays done."""
    ids = {found for row in rows if row.actor_kind in OF_STAFF and (found := _uuid(row.actor_id)) is not None}
    return {str(found): name for found, name in session.execute(select(Staff.uuid, Staff.name).where(Staff.uuid.in_(ids)))}


def _uuid(text: str | None) -> UUID | None:
    """None for what is no uuid: not all who act have one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
