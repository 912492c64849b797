"""What slows down who guesses: waiting times that grow with each failure, by account and by address, be there such an account or not."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.models import SignInTry
from core.crypto import blind_index
from core.errors import NotAllowed

WINDOW = timedelta(hours=24)
"""How long a failure counts."""
FREE_LOGIN, FREE_ADDRESS = 5, 30
"""Failures without waiting: of one account; of one address, which a whole health district may share."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def login_key(login: str) -> str:
    return blind_index("account-login", login.strip().lower())


def address_key(address: str) -> str:
    return blind_index("account-address", address)


def wait_after(failures: int, free: int) -> timedelta:
    """30 s after the first one too many, doubled with each, an hour at most."""
    over = failures - free
    return timedelta(0) if over < 0 else min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(over, 10))


def check(session: Session, login_index: str, address_index: str, at: datetime) -> None:
    """Raises NotAllowed `accounts.wait` with `minutes`, while one has to wait: the right password does not count then either."""
    # one at a time for an account: many tries at once would each find that none had failed
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(login_index, 0))))
    for column, key, free in (
        (SignInTry.login_index, login_index, FREE_LOGIN),
        (SignInTry.address_index, address_index, FREE_ADDRESS),
    ):
        failures, last = session.execute(
            select(func.count(), func.max(SignInTry.at)).where(column == key, SignInTry.at > at - WINDOW)
        ).one()
        if last is not None and (until := last + wait_after(failures, free)) > at:
            raise NotAllowed("accounts.wait", minutes=int((until - at).total_seconds() // 60) + 1)


def failed(session: Session, login_index: str, address_index: str, at: datetime) -> None:
    """Note a failure. To be kept: the caller's transaction must not be rolled back."""
    session.add(SignInTry(login_index=login_index, address_index=address_index, at=at))
    session.flush()
