"""Passwords: argon2id, and what may be one (NIST SP 800-63B: length counts, composition rules do not)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from core.errors import InvalidInput

SHORTEST, LONGEST = 10, 200
_HASHER = PasswordHasher()
_OBVIOUS = ("123456", "azerty", "qwerty", "password", "motdepasse", "abcdef", "bamako", "assa")


def check(password: str, login: str) -> None:
    """Raises InvalidInput with field `password`: `too_short`, `too_long`, `too_easy` (few letters, a known row of keys, the login)."""
    if len(password) < SHORTEST:
        raise InvalidInput(password="too_short")  # noqa: S106 (a code)
    if len(password) > LONGEST:
        raise InvalidInput(password="too_long")  # noqa: S106
    rest = password.lower().replace(login.lower(), "")
    for obvious in _OBVIOUS:
        rest = rest.replace(obvious, "")
    if len(set(password)) < 5 or len(rest) < 5:
        raise InvalidInput(password="too_easy")  # noqa: S106


def hashed(password: str) -> str:
    return _HASHER.hash(password)


@cache
def _nobodys() -> str:
    return hashed("nobody has this one")


def fits(password: str, stored: str | None) -> bool:
    """Whether it is the password of that hash; None takes as long, and is False."""
    try:
        return _HASHER.verify(stored or _nobodys(), password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_old(stored: str) -> bool:
    """Whether the parameters have become stronger since it was made."""
    return _HASHER.check_needs_rehash(stored)
