"""Encryption of what Rasa remembers of a conversation: names and phones pass through its slots, and Redis writes to disk."""

from __future__ import annotations

import base64
import os
import zlib
from typing import Any

import ujson
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Seal:
    """Seals JSON values under a key derived from `ASSA_SECRET_KEY`. Without one (training, tests) the key lives as long as the process."""

    def __init__(self, secret: str | None = None) -> None:
        secret = secret or os.environ.get("ASSA_SECRET_KEY") or base64.b64encode(os.urandom(32)).decode()
        key = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"assa", info=b"conversation").derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, value: Any) -> bytes:
        return self._fernet.encrypt(zlib.compress(ujson.dumps(value, escape_forward_slashes=False).encode(), 1))

    def open(self, sealed: bytes) -> Any:
        """The value. Raises cryptography.fernet.InvalidToken for what was sealed under another key."""
        return ujson.loads(zlib.decompress(self._fernet.decrypt(sealed)))
