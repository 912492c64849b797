"""Sessions of browsers: they end when nobody uses them, at the end of a day's work, and everywhere at once when told to."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.accounts.models import Account, AccountSession
from core.accounts.second_factor import is_needed
from core.errors import NotFound
from core.staff import queries as staff_queries
from core.staff.queries import StaffView

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """id: of the session. complete: the second factor was given, or the role needs none and has set up none."""

    id: UUID
    staff: StaffView
    complete: bool
    has_second_factor: bool
    locale: str | None


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that is signed in."""

    id: UUID
    created_at: datetime
    seen_at: datetime


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, staff_id: int, at: datetime, *, second_factor: bool = False) -> str:
    """A new session; its token is for the cookie and is not kept."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(AccountSession).where(AccountSession.created_at < at - LONGEST))
    session.add(AccountSession(token_hash=_hash(token), staff_id=staff_id, second_factor=second_factor, created_at=at, seen_at=at))
    session.flush()
    return token


def find(session: Session, token: str, at: datetime) -> SignedIn | None:
    """Who is signed in by this token; None where nobody is, any more, or they were revoked."""
    row = session.execute(
        select(AccountSession, Account)
        .join(Account, Account.staff_id == AccountSession.staff_id)
        .where(AccountSession.token_hash == _hash(token))
        .where(AccountSession.seen_at > at - IDLE, AccountSession.created_at > at - LONGEST)
    ).one_or_none()
    if row is None:
        return None
    found, account = row
    try:
        staff = staff_queries.get(session, found.staff_id)
    except NotFound:
        return None
    if at - found.seen_at > _SEEN_EVERY:
        found.seen_at = at
    has = account.second_factor_at is not None
    return SignedIn(found.id, staff, found.second_factor or not (has or is_needed(staff.role)), has, account.locale)


def end(session: Session, session_id: UUID) -> None:
    session.execute(delete(AccountSession).where(AccountSession.id == session_id))


def end_all(session: Session, staff_id: int, *, but: UUID | None = None) -> None:
    """Everywhere; but: that one stays."""
    session.execute(delete(AccountSession).where(AccountSession.staff_id == staff_id, AccountSession.id != (but or UUID(int=0))))


def second_factor_given(session: Session, session_id: UUID) -> None:
    session.execute(update(AccountSession).where(AccountSession.id == session_id).values(second_factor=True))


def browsers(session: Session, staff_id: int, at: datetime) -> Sequence[Browser]:
    """Where somebody is signed in, the latest first."""
    rows = session.scalars(
        select(AccountSession)
        .where(AccountSession.staff_id == staff_id, AccountSession.seen_at > at - IDLE, AccountSession.created_at > at - LONGEST)
        .order_by(AccountSession.created_at.desc())
    )
    return [Browser(each.id, each.created_at, each.seen_at) for each in rows]
