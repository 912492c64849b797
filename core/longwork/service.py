"""Asking for long work, cancelling it, having its file. Each function is one change, in the caller's transaction."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import audit
from core.errors import AssaError, Conflict, InvalidInput, NotAllowed, NotFound
from core.jobs import defer
from core.longwork import files, jobs
from core.longwork.kinds import KINDS, Kind, Wish
from core.longwork.models import OPEN, LongWork, State
from core.staff.queries import StaffView

MOST_OPEN = 5
LARGEST_GIVEN = 20_000_000
"""Bytes of a file that comes with a wish."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file that comes with a wish."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class File:
    """Its content: `content`."""

    name: str
    media_type: str
    size: int


def start(session: Session, kind: str, wish: Wish, by: StaffView, at: datetime, given: Given | None = None) -> uuid.UUID:
    """Ask for work of a kind; it begins when this is committed. Raises NotAllowed, InvalidInput, Conflict (`core.longwork.errors`)."""
    there = KINDS.get(kind)
    if there is None:
        raise InvalidInput("longwork.kind", kind=kind)
    wish = _checked(there, wish, by)
    if there.takes:
        wish["given"] = _name(there, given)
    waiting = session.scalar(select(func.count()).where(LongWork.by == by.uuid, LongWork.state.in_(OPEN)))
    if (waiting or 0) >= MOST_OPEN:
        raise Conflict("longwork.too_many", most=MOST_OPEN)
    work = LongWork(id=uuid.uuid4(), kind=kind, wish=wish, by=by.uuid, personal=there.personal(wish), created_at=at)
    session.add(work)
    session.flush()
    if given is not None and there.takes:
        writer = files.Writer(session, work.id, given=True)
        writer.write(given.content)
        writer.finish()
    defer(session, jobs.run, work_id=str(work.id))
    audit.record(session, "longwork.started", actor=("staff", by.uuid), subject=("long_work", work.id), after={"kind": kind})
    return work.id


def _checked(kind: Kind, wish: Wish, by: StaffView) -> Wish:
    if not by.may(kind.permission):
        raise NotAllowed("longwork.not_allowed")
    return dict(kind.check(wish, by))


def _name(kind: Kind, given: Given | None) -> str:
    """Under which it lies while it is read, and what is wrong in it is told."""
    if given is None:
        raise InvalidInput("longwork.no_given")
    if len(given.content) > LARGEST_GIVEN:
        raise InvalidInput("longwork.too_large", most=LARGEST_GIVEN)
    ending = PurePath(given.name).suffix.lower()
    if ending not in kind.takes:
        raise InvalidInput("longwork.ending", takes=",".join(kind.takes))
    return re.sub(r"[^\w.-]+", "_", PurePath(given.name).stem)[-60:] + ending


def cancel(session: Session, work_id: uuid.UUID, by: StaffView, at: datetime) -> None:
    """Do not begin it, or end it at its next row; nothing of it stays. Raises NotFound, Conflict `longwork.ended`."""
    work = _own(session, work_id, by)
    if work.state not in OPEN:
        raise Conflict("longwork.ended")
    work.cancel_asked = True
    if work.state == State.QUEUED:
        work.state, work.ended_at = State.CANCELLED.value, at
        files.drop(session, work.id)
    session.flush()
    audit.record(session, "longwork.cancelled", actor=("staff", by.uuid), subject=("long_work", work.id))


def fetch(session: Session, work_id: uuid.UUID, by: StaffView, at: datetime) -> File:
    """The file of what was done, noted in the audit. Raises NotFound, also where they may not have it any more."""
    work = _own(session, work_id, by)
    if work.state != State.DONE or work.size is None or work.expires_at is None or work.expires_at <= at:
        raise NotFound("longwork.no_file")
    try:
        _checked(KINDS[work.kind], work.wish, by)
    except AssaError as error:
        raise NotFound("longwork.unknown") from error
    audit.record(session, "longwork.fetched", actor=("staff", by.uuid), subject=("long_work", work.id), after={"kind": work.kind})
    return File(work.file_name or "assa", work.media_type or "application/octet-stream", work.size)


def content(session: Session, work_id: uuid.UUID) -> Iterator[bytes]:
    """The pieces of the file that `fetch` allowed, one at a time."""
    return files.pieces(session, work_id)


def _own(session: Session, work_id: uuid.UUID, by: StaffView) -> LongWork:
    work = session.scalars(
        select(LongWork)
        .where(LongWork.id == work_id, LongWork.by == by.uuid)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if work is None:
        raise NotFound("longwork.unknown")
    return work
