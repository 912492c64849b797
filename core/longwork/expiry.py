"""What takes files away: their time, and somebody's wish to be forgotten."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from core.jobs import periodic
from core.longwork import files
from core.longwork.models import OPEN, LongWork

REMEMBERED = timedelta(days=30)
"""How long it is told that something was done."""


@periodic("*/15 * * * *")
def expire(session: Session, now: datetime) -> None:
    """Files whose time has come go, and what was done long ago is forgotten."""
    _without_file(session, LongWork.expires_at <= now)
    session.execute(delete(LongWork).where(LongWork.ended_at < now - REMEMBERED))


def forget_people(session: Session) -> int:
    """Somebody's data are erased: files that name people go, made or in the making, since they may be named there. How many were there."""
    session.execute(update(LongWork).where(LongWork.personal, LongWork.state.in_(OPEN)).values(cancel_asked=True))
    return _without_file(session, LongWork.personal)


def _without_file(session: Session, condition: Any) -> int:
    gone = update(LongWork).where(condition, LongWork.state.not_in(OPEN), LongWork.size.is_not(None)).values(size=None)
    ids = session.scalars(gone.returning(LongWork.id)).all()
    files.drop(session, *ids)
    return len(ids)
