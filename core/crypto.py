"""Encryption at rest of what tells who a person is, and the keyed blind index to look it up.

`EncryptedText` and `EncryptedJSON` are column types; `blind_index` is an HMAC of the value under a key of its own, so that equal
values can be found without being readable (as CipherSweet and acra do it). The keys are derived by HKDF from `ASSA_SECRET_KEY`.
The process says once which key it uses: `use(secret)`.
"""

import base64
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class CryptoError(Exception):
    """The key was not set, or a stored value was written under another key."""


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"assa", info=purpose.encode()).derive(secret.encode())


class _Keys:
    """The keys of this process. One instance; set by `use` before the first query."""

    fernet: Fernet | None = None
    index: bytes = b""


def use(secret: str) -> None:
    """Use keys derived from `secret` (any non-empty text) from now on, in this process."""
    if not secret:
        raise CryptoError("an empty secret key")
    _Keys.fernet = Fernet(base64.urlsafe_b64encode(_derive(secret, "at-rest")))
    _Keys.index = _derive(secret, "blind-index")


def encrypt(text: str) -> bytes:
    """`text` as a Fernet token. Raises CryptoError before `use`."""
    return encrypt_bytes(text.encode())


def decrypt(token: bytes) -> str:
    """The text of a token made by `encrypt`. Raises CryptoError for another key's token or a damaged one."""
    return decrypt_bytes(token).decode()


def encrypt_json(value: Any) -> bytes:
    """The same for any JSON value, as a column of `EncryptedJSON` keeps it."""
    return encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def encrypt_bytes(content: bytes) -> bytes:
    """The same for bytes."""
    if _Keys.fernet is None:
        raise CryptoError("core.crypto.use was not called")
    return _Keys.fernet.encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """The same for bytes."""
    if _Keys.fernet is None:
        raise CryptoError("core.crypto.use was not called")
    try:
        return _Keys.fernet.decrypt(token)
    except InvalidToken as error:
        raise CryptoError("stored under another key, or damaged") from error


def blind_index(purpose: str, value: str) -> str:
    """A keyed digest (hex) of `value`: equal for equal values of the same purpose, unreadable without the key."""
    if not _Keys.index:
        raise CryptoError("core.crypto.use was not called")
    return hmac.digest(_Keys.index, f"{purpose}\0{value}".encode(), "sha256").hex()


class EncryptedText(TypeDecorator[str]):
    """A column of text that is stored encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else decrypt(value)


class EncryptedJSON(TypeDecorator[Any]):
    """A column of any JSON value that is stored encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else encrypt_json(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(decrypt(value))


class EncryptedBytes(TypeDecorator[bytes]):
    """A column of bytes that is stored encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else encrypt_bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else decrypt_bytes(value)
