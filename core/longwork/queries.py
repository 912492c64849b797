"""Reading long work: one's own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.longwork.models import LongWork, State
from core.staff.queries import StaffView


@dataclass(frozen=True, slots=True)
class Work:
    """rows: how far it is. size: of its file; None: there is none (any more). failure: a code."""

    id: uuid.UUID
    kind: str
    wish: dict[str, Any]
    state: State
    rows: int
    cancel_asked: bool
    created_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    failure: str | None
    problems: Sequence[str]
    summary: dict[str, int]
    file_name: str | None
    size: int | None


def progress(session: Session, work_id: uuid.UUID, by: StaffView) -> Work:
    """Raises NotFound `longwork.unknown`."""
    row = session.get(LongWork, work_id, populate_existing=True)
    if row is None or row.by != by.uuid:
        raise NotFound("longwork.unknown")
    return _work(row)


def mine(session: Session, by: StaffView, most: int = 50) -> Sequence[Work]:
    """What somebody asked for, the newest first."""
    rows = session.scalars(select(LongWork).where(LongWork.by == by.uuid).order_by(LongWork.created_at.desc(), LongWork.id).limit(most))
    return [_work(row) for row in rows]


def _work(row: LongWork) -> Work:
    return Work(
        row.id, row.kind, row.wish, State(row.state), row.rows, row.cancel_asked, row.created_at, row.ended_at, row.expires_at,
        row.failure, tuple(row.problems or ()), dict(row.summary or {}), row.file_name, row.size,
    )  # fmt: skip
