"""What an `assa run` over the data folder has made (URLs, key, ports), so that the other commands find it without being told."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr

from assa import lock, migration
from assa.engines import start_postgres
from assa.secret import secret_key
from core import crypto
from core.database import Database
from core.settings import Settings

NAME = "running.json"
KEPT = ("database_url", "redis_url", "rasa_url", "actions_url", "host", "port")


@contextmanager
def remembered(settings: Settings) -> Iterator[None]:
    """Write down what runs, for our user only, and forget it at the end."""
    path = settings.data_dir / NAME
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({name: getattr(settings, name) for name in KEPT}, file)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def found(settings: Settings) -> Settings:
    """The settings, and for what they leave open what the running program uses. Nothing runs: as they are."""
    path = settings.data_dir / NAME
    if not path.is_file() or not lock.is_held(settings.data_dir):
        return settings
    there = json.loads(path.read_text(encoding="utf-8"))
    update: dict[str, object] = {
        name: there[name] for name in KEPT if name not in settings.model_fields_set or getattr(settings, name) is None
    }
    return settings.model_copy(update=update)


@contextmanager
def database(settings: Settings) -> Iterator[Database]:
    """The database for a command: of the URL, else of the running program, else the embedded one, started for the command alone.

    The key of the encryption at rest is set. Raises EngineError, AlreadyRunning (a program that is just starting).
    """
    settings = found(settings)
    key: SecretStr = secret_key(settings)
    crypto.use(key.get_secret_value())
    if settings.database_url is not None:
        opened = Database(settings.database_url)
        try:
            yield opened
        finally:
            opened.close()
        return
    with lock.only_one(settings.data_dir):
        engine = start_postgres(settings.data_dir / "postgres")
        opened = Database(engine.url)
        try:
            migration.upgrade(opened)
            yield opened
        finally:
            opened.close()
            engine.stop()
