"""`assa run`: everything on this machine, from the engines to the worker, until Ctrl-C."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import click

from assa import migration, model
from assa.engines import EngineError, secret_key, start_postgres, start_redis
from assa.lock import AlreadyRunning, only_one
from assa.parts import Part, PartError, answers
from assa.seeds import import_seeds
from core.database import Database
from core.settings import ROOT, Settings

RESTARTS = (1, 2, 5, 15, 30)
"""Seconds before a part that died is started again; after the last, always that long."""


def say(text: str) -> None:
    """A line for the person at the terminal."""
    click.echo(f"assa: {text}")


def free_port(wanted: int = 0) -> int:
    """`wanted` if it is free on loopback, else any free port."""
    for port in (wanted, 0):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            chosen: int = listener.getsockname()[1]
            return chosen
    raise PartError("no free port on 127.0.0.1")


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
        return True


def parts_of(settings: Settings, trained: Path) -> list[Part]:
    """The parts in the order in which they are started; they are stopped the other way round."""
    assert settings.secret_key is not None
    environment = {
        "ASSA_DATABASE_URL": settings.database_url or "",
        "ASSA_REDIS_URL": settings.redis_url or "",
        "ASSA_SECRET_KEY": settings.secret_key.get_secret_value(),
        "ASSA_DATA_DIR": str(settings.data_dir),
        "ASSA_RASA_URL": settings.rasa_url,
        "ASSA_ACTIONS_URL": settings.actions_url,
        "ASSA_HOST": settings.host,
        "ASSA_PORT": str(settings.port),
        "PYTHONUNBUFFERED": "1",
    }
    # Rasa holds no database credentials
    for_rasa = {**environment, "ASSA_DATABASE_URL": "", "ASSA_CONVERSATION_TTL": str(settings.conversation_ttl)}
    logs = settings.data_dir / "logs"
    assa = [sys.executable, "-m", "assa"]

    def part(name: str, command: list[str], ready: Callable[[], bool], cwd: Path = ROOT, env: dict[str, str] = environment) -> Part:
        return Part(name, command, cwd, env, logs / f"{name}.log", ready)

    rasa = [str(model.PYTHON), "-W", "ignore", "-m", "assa_nlu", "serve", "--model", str(trained)]
    rasa += ["--port", str(urlsplit(settings.rasa_url).port), "--actions", settings.actions_url, "--redis", settings.redis_url or ""]
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 (compared, not listened on)
    worker_ready = logs / "worker.ready"
    worker_ready.unlink(missing_ok=True)
    return [
        part("rasa", rasa, answers(f"{settings.rasa_url}/webhooks/assa/ready"), model.NLU, for_rasa),
        part("actions", [*assa, "actions"], answers(f"{settings.actions_url}/health")),
        part("web", [*assa, "web"], answers(f"http://{host}:{settings.port}/healthz")),
        part("worker", [*assa, "worker", "--ready-file", str(worker_ready)], worker_ready.is_file),
    ]


class Supervisor:
    """Starts the parts, keeps them alive, stops them in order."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.stopping = False
        self._died: dict[str, int] = {}

    def start(self) -> None:
        """Start all at once, and wait until each is ready, in order. Raises PartError."""
        for part in self.parts:
            part.start()
        for part in self.parts:
            part.wait_ready(lambda: self.stopping)
            if not self.stopping:
                say(f"{part.name} is ready")

    def watch(self) -> None:
        """Until we are told to stop: start again what died, and say so."""
        while not self.stopping:
            for part in self.parts:
                if not part.alive and not self.stopping:
                    self._restart(part)
            time.sleep(0.2)

    def _restart(self, part: Part) -> None:
        deaths = self._died.get(part.name, 0)
        self._died[part.name] = deaths + 1
        delay = RESTARTS[min(deaths, len(RESTARTS) - 1)]
        code = None if part.process is None else part.process.returncode
        say(f"{part.name} died (code {code}); starting it again in {delay} s; its log: {part.log}")
        until = time.monotonic() + delay
        while time.monotonic() < until and not self.stopping:
            time.sleep(0.1)
        if not self.stopping:
            part.start()

    def stop(self) -> None:
        """Stop the parts, the last started first."""
        self.stopping = True
        for part in reversed(self.parts):
            if part.process is not None:
                part.stop()
                say(f"{part.name} has stopped")


def prepare(settings: Settings, stack: ExitStack) -> Settings:
    """Engines, key and ports for what the settings leave open. The engines are stopped when `stack` closes."""
    given: dict[str, object] = {"secret_key": secret_key(settings)}
    if settings.database_url is None:
        say("starting PostgreSQL")
        postgres = start_postgres(settings.data_dir / "postgres")
        stack.callback(postgres.stop)
        given["database_url"] = postgres.url
    if settings.redis_url is None:
        say("starting Redis")
        redis = start_redis(settings.data_dir / "redis", free_port(6379))
        stack.callback(redis.stop)
        given["redis_url"] = redis.url
    for name in ("rasa_url", "actions_url"):
        if name not in settings.model_fields_set:
            given[name] = f"http://127.0.0.1:{free_port(urlsplit(getattr(settings, name)).port or 0)}"
    return settings.model_copy(update=given)


def set_up(settings: Settings) -> Path:
    """Tables, official messages, model. Returns the trained model."""
    assert settings.database_url is not None
    database = Database(settings.database_url)
    try:
        if not migration.is_current(database):
            say("bringing the database up to date")
            migration.upgrade(database)
        with database.transaction() as session:
            done = import_seeds(session)
        if done.added or done.facts:
            say(f"official messages: {done.added} new or changed, {done.unchanged} as they were")
    finally:
        database.close()
    if not model.path().is_file():
        say("training the model (about a minute; only when its inputs changed)")
    return model.ensure()


def _addresses(settings: Settings) -> list[str]:
    base = f"http://{'127.0.0.1' if settings.host == '0.0.0.0' else settings.host}:{settings.port}"  # noqa: S104 (compared)
    lines = [f"ready. Talk to ASSA: {base}/   health: {base}/readyz"]
    if settings.telegram_enabled:
        lines.append(f"Telegram: {'webhook ' + base + '/telegram' if settings.telegram_webhook_secret else 'polling'}")
    if settings.whatsapp_enabled:
        lines.append(f"WhatsApp: webhook {base}/whatsapp")
    return [*lines, "Ctrl-C stops everything."]


def run(settings: Settings) -> int:
    """The whole program; returns the exit code. 1 when something did not start, and says what."""
    settings = settings.model_copy(update={"data_dir": settings.data_dir.resolve()})
    os.environ.pop("ASSA_READY_FILE", None)
    supervisor = Supervisor([])

    def stop(number: int, frame: object) -> None:
        supervisor.stopping = True

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with ExitStack() as stack:
            stack.enter_context(only_one(settings.data_dir))
            if not is_free(settings.host, settings.port):
                raise PartError(f"port {settings.port} of {settings.host} is taken: set ASSA_PORT to another")
            settings = prepare(settings, stack)
            trained = set_up(settings)
            supervisor.parts = parts_of(settings, trained)
            stack.callback(supervisor.stop)
            supervisor.start()
            for line in _addresses(settings) if not supervisor.stopping else ():
                say(line)
            supervisor.watch()
    except (PartError, EngineError, AlreadyRunning, model.ModelError) as error:
        say(str(error))
        return 1
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    say("stopped")
    return 0
