"""Reading accounts: session in, plain values out."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.accounts.models import Account
from core.accounts.sessions import Browser, SignedIn, browsers, find
from core.staff.models import Staff
from core.staff.roles import Role

__all__ = ["Browser", "SignedIn", "browsers", "find", "has_administrator", "login_of", "with_accounts"]


def has_administrator(session: Session) -> bool:
    """Whether an administrator who was not revoked has an account."""
    wanted = exists().where(Staff.id == Account.staff_id, Staff.role == Role.ADMINISTRATOR.value, Staff.revoked_at.is_(None))
    return bool(session.scalar(select(wanted)))


def login_of(session: Session, staff_id: int) -> str | None:
    """None for who has no account."""
    return session.scalar(select(Account.login).where(Account.staff_id == staff_id))


def with_accounts(session: Session) -> frozenset[int]:
    """The ids of staff who have one."""
    return frozenset(session.scalars(select(Account.staff_id)))
