"""Changes of accounts. Each function runs in the caller's transaction; failures that are to count must not be rolled back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import audit
from core.accounts import guessing, passwords, queries, second_factor
from core.accounts.models import Account, SignInTry
from core.accounts.sessions import SignedIn, begin, end, end_all
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from core.staff import queries as staff_queries
from core.staff import service as staff_service
from core.staff.models import Staff
from core.staff.queries import StaffView
from core.staff.roles import Role
from core.staff.service import Invitation

__all__ = [
    "begin", "change_password", "choose_language", "confirm_second_factor", "end", "end_all", "first_administrator", "give_second_factor",
    "new_second_factor", "open_account", "sign_in",
]  # fmt: skip

SHORTEST_LOGIN, LONGEST_LOGIN = 3, 80
FIRST_LASTS = timedelta(days=1)
_INVITED = "\0invitation"
"""What failures with invitations are counted under, beside their address."""


@dataclass(frozen=True, slots=True)
class Opened:
    """token: of the session that begins, for the cookie."""

    staff: StaffView
    token: str


def open_account(session: Session, code: str, login: str, password: str, address: str, at: datetime) -> Opened:
    """Use a one-time code up: make the account of who was invited, or give it a new login and password and no second factor.

    Other sessions of theirs end. Raises NotAllowed `accounts.wait`; InvalidInput naming `login` or `password`; NotFound `staff.bad_code`;
    Conflict `accounts.login_taken`: told only to who was invited.
    """
    keys = guessing.login_key(_INVITED + address), guessing.address_key(address)
    guessing.check(session, *keys, at)
    login = login.strip()
    if not SHORTEST_LOGIN <= len(login) <= LONGEST_LOGIN or not login.isprintable() or " " in login:
        raise InvalidInput(login="bad_login")
    passwords.check(password, login)
    try:
        # taken back where the login is another's: the code stays good
        with session.begin_nested():
            staff = staff_service.redeem(session, code)
            index = guessing.login_key(login)
            holder = session.scalar(select(Account.staff_id).where(Account.login_index == index))
            if holder is not None and holder != staff.id:
                raise Conflict("accounts.login_taken")
    except NotFound:
        guessing.failed(session, *keys, at)
        raise
    account = session.get(Account, staff.id, with_for_update=True)
    if account is None:
        account = Account(staff_id=staff.id, login=login, login_index=index, password_hash="", created_at=at)
        session.add(account)
    account.login, account.login_index, account.password_hash = login, index, passwords.hashed(password)
    account.totp_secret = account.totp_step = account.second_factor_at = None
    session.flush()
    end_all(session, staff.id)
    _note(session, "account.opened", staff)
    return Opened(staff, begin(session, staff.id, at))


def sign_in(session: Session, login: str, password: str, address: str, at: datetime) -> Opened:
    """The first step: login and password. Whether there is such an account is not told, by words or by time.

    Raises NotAllowed `accounts.wait` or `accounts.bad_sign_in`, which counts.
    """
    index, from_where = guessing.login_key(login), guessing.address_key(address)
    guessing.check(session, index, from_where, at)
    account = session.scalar(
        select(Account).join(Staff, Staff.id == Account.staff_id).where(Account.login_index == index, Staff.revoked_at.is_(None))
    )
    if not passwords.fits(password[: passwords.LONGEST + 1], None if account is None else account.password_hash) or account is None:
        guessing.failed(session, index, from_where, at)
        audit.record(session, "account.refused", actor=("unknown", None), subject=("address", from_where[:16]))
        raise NotAllowed("accounts.bad_sign_in")
    if passwords.is_old(account.password_hash):
        account.password_hash = passwords.hashed(password)
    staff = staff_queries.get(session, account.staff_id)
    if account.second_factor_at is None:
        # else they count until the second factor is right too
        session.execute(delete(SignInTry).where(SignInTry.login_index == index))
    _note(session, "account.signed_in", staff)
    return Opened(staff, begin(session, staff.id, at))


def new_second_factor(session: Session, signed: SignedIn) -> str:
    """A secret to be shown as a picture, and its address. Raises Conflict `accounts.has_second_factor`, until a recovery."""
    account = session.get_one(Account, signed.staff.id, with_for_update=True)
    if account.second_factor_at is not None:
        raise Conflict("accounts.has_second_factor")
    if account.totp_secret is None:
        account.totp_secret = second_factor.new_secret()
        session.flush()
    return second_factor.address(account.totp_secret, account.login)


def confirm_second_factor(session: Session, signed: SignedIn, code: str, address: str, at: datetime) -> str:
    """Their app shows the right code: from now on it is asked for. As `give_second_factor`."""
    return _second_factor(session, signed, code, address, at, confirming=True)


def give_second_factor(session: Session, signed: SignedIn, code: str, address: str, at: datetime) -> str:
    """The second step of signing in; returns the token of the session that takes this one's place.

    Raises NotAllowed `accounts.wait` or `accounts.bad_second_factor`, which counts.
    """
    return _second_factor(session, signed, code, address, at, confirming=False)


def _second_factor(session: Session, signed: SignedIn, code: str, address: str, at: datetime, *, confirming: bool) -> str:
    account = session.get_one(Account, signed.staff.id, with_for_update=True)
    keys = account.login_index, guessing.address_key(address)
    guessing.check(session, *keys, at)
    expected = account.totp_secret is not None and confirming == (account.second_factor_at is None)
    step = second_factor.step_of(code, account.totp_secret, at, account.totp_step) if expected and account.totp_secret else None
    if step is None:
        guessing.failed(session, *keys, at)
        _note(session, "account.second_factor_refused", signed.staff)
        raise NotAllowed("accounts.bad_second_factor")
    account.totp_step = step
    if confirming:
        account.second_factor_at = at
    session.execute(delete(SignInTry).where(SignInTry.login_index == account.login_index))
    _note(session, "account.second_factor_set" if confirming else "account.second_factor_given", signed.staff)
    end(session, signed.id)
    return begin(session, signed.staff.id, at, second_factor=True)


def change_password(session: Session, signed: SignedIn, old: str, new: str, address: str, at: datetime) -> None:
    """All other sessions end. Raises NotAllowed `accounts.wait` or `accounts.bad_sign_in`; InvalidInput naming `password`."""
    account = session.get_one(Account, signed.staff.id, with_for_update=True)
    keys = account.login_index, guessing.address_key(address)
    guessing.check(session, *keys, at)
    passwords.check(new, account.login)
    if not passwords.fits(old[: passwords.LONGEST + 1], account.password_hash):
        guessing.failed(session, *keys, at)
        raise NotAllowed("accounts.bad_sign_in")
    account.password_hash = passwords.hashed(new)
    end_all(session, signed.staff.id, but=signed.id)
    _note(session, "account.password_changed", signed.staff)


def choose_language(session: Session, signed: SignedIn, locale: str) -> None:
    session.get_one(Account, signed.staff.id).locale = locale
    session.flush()


def first_administrator(session: Session) -> Invitation | None:
    """A code for the first administrator, who is made when there is none; an earlier code no longer works. None once one has an account."""
    if queries.has_administrator(session):
        return None
    waiting = select(Staff.id).where(Staff.role == Role.ADMINISTRATOR.value, Staff.revoked_at.is_(None)).order_by(Staff.id).limit(1)
    staff_id = session.scalar(waiting)
    if staff_id is None:
        return staff_service.invite(session, "Administrateur", Role.ADMINISTRATOR, lasts=FIRST_LASTS)
    return staff_service.new_code(session, staff_queries.get(session, staff_id), lasts=FIRST_LASTS)


def _note(session: Session, action: str, staff: StaffView) -> None:
    audit.record(session, action, actor=("staff", staff.uuid), subject=("staff", staff.uuid))
