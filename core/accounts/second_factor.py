"""The second factor: codes of six digits from an app (TOTP, RFC 6238, steps of 30 s), each good once."""

import hmac
import re
from datetime import datetime

import pyotp

from core.staff.roles import Permission, Role, may

ISSUER = "ASSA"
STEP = 30
"""Seconds."""
AROUND = 1
"""Steps that a clock may be wrong, either way."""


def is_needed(role: Role) -> bool:
    """Of those who see names, and of those who could let themselves in as somebody who does."""
    return may(role, Permission.SEE_PEOPLE) or may(role, Permission.INVITE)


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """What an app reads from the picture: `otpauth://totp/ASSA:awa?secret=...`."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(code: str, secret: str, at: datetime, used: int | None) -> int | None:
    """The step whose code this is, later than the last one used; None where it is none."""
    digits = re.sub(r"\s", "", code)
    generator, present = pyotp.TOTP(secret, interval=STEP), int(at.timestamp()) // STEP
    for step in range(present - AROUND, present + AROUND + 1):
        # bytes: what was typed may be anything
        if (used is None or step > used) and hmac.compare_digest(generator.generate_otp(step).encode(), digits.encode()):
            return step
    return None
