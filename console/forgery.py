"""Whether a form was made by a page of ours, for this session, and sent from one."""

import base64
import binascii
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request

from core.crypto import blind_index

LENGTH = 16
"""Bytes of the token."""


def _of(token: str) -> bytes:
    return bytes.fromhex(blind_index("console-csrf", token))[:LENGTH]


def made_for(token: str) -> str:
    """The token of forms of the session with this cookie. Masked anew in each answer: answers are compressed, and their length would tell
    it to who can make us write something beside it (BREACH)."""
    pad = secrets.token_bytes(LENGTH)
    return base64.urlsafe_b64encode(pad + bytes(a ^ b for a, b in zip(pad, _of(token), strict=True))).decode()


def _fits(given: str, token: str) -> bool:
    try:
        raw = base64.urlsafe_b64decode(given)
    except (binascii.Error, ValueError):
        return False
    pad, masked = raw[:LENGTH], raw[LENGTH:]
    return len(masked) == LENGTH and hmac.compare_digest(bytes(a ^ b for a, b in zip(pad, masked, strict=True)), _of(token))


def is_own(request: Request, form: FormData, token: str) -> bool:
    """By the token, and by what browsers say of where a form comes from."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return False
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    given = form.get("csrf")
    return bool(token) and isinstance(given, str) and _fits(given, token)
