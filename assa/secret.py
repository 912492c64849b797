"""The key of the encryption at rest, where nobody gives one: made once, kept in the data folder, readable by its owner only."""

import os
import secrets

from pydantic import SecretStr

from core.settings import Settings


def secret_key(settings: Settings) -> SecretStr:
    """The key of the settings; else the one in the data folder, made now if there is none."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.data_dir / "secret.key"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"secret.key.{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            # a link, not a rename: of two that make one at once, the first is kept, whole
            path.hardlink_to(unfinished)
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    return SecretStr(path.read_text(encoding="utf-8").strip())
