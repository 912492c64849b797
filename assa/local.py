"""`assa run`: everything on this machine, from the engines to the web process, until Ctrl-C."""

import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from assa import migration, model, running
from assa.engines import EngineError, start_postgres, start_redis
from assa.lock import AlreadyRunning, only_one
from assa.parts import Part, PartError, answers
from assa.ports import NoPort, free_port, free_ports, is_free
from assa.secret import secret_key
from assa.seeds import import_seeds
from assa.supervisor import Supervisor, say
from bot.rasa_client import addresses
from core import crypto, geography
from core.accounts.service import first_administrator
from core.database import Database
from core.errors import InvalidInput
from core.facilities.service import import_seed as import_facilities
from core.settings import ROOT, Settings
from stock.service import import_products

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (compared, not listened on)
"""Addresses that mean all of this machine's, and where we reach them ourselves."""


def base_url(settings: Settings) -> str:
    """Where the web process is reached from this machine."""
    host = EVERYWHERE.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def invitation_url(settings: Settings, code: str) -> str:
    """The page that makes an account of a one-time code."""
    return f"{(settings.public_url or base_url(settings)).rstrip('/')}/console/invitation?code={code}"


def environment_of(settings: Settings) -> dict[str, str]:
    """Our environment, with every setting as it was decided: a part reads the same, wherever it is started from."""
    given = {}
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        if value is not None:
            given[f"ASSA_{name.upper()}"] = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return {**os.environ, **given, "PYTHONUNBUFFERED": "1"}


def rasa_part(settings: Settings, trained: Path, url: str, name: str = "rasa") -> Part:
    """A Rasa at `url`: it gets the address and password of Redis, that of the actions, the key of its memory, and nothing else of ours."""
    assert settings.secret_key is not None
    address = urlsplit(url)
    environment = {
        **model.rasa_environment(),
        "ASSA_REDIS_URL": settings.redis_url or "",
        "ASSA_ACTIONS_URL": settings.actions_url,
        "ASSA_SECRET_KEY": settings.secret_key.get_secret_value(),
        "ASSA_CONVERSATION_TTL": str(settings.conversation_ttl),
        "PYTHONUNBUFFERED": "1",
    }
    command = [str(model.PYTHON), "-W", "ignore", "-m", "assa_nlu", "serve", "--model", str(trained)]
    command += ["--host", address.hostname or "127.0.0.1", "--port", str(address.port or 5005)]
    ready = answers(f"{url}/webhooks/assa/ready")
    return Part(name, command, model.NLU, environment, _log(settings, name), ready, port=address.port or 5005, patience=300)


def _rasas(settings: Settings, trained: Path) -> list[Part]:
    """`rasa`, `rasa-2`, ... at each of their addresses."""
    urls = addresses(settings.rasa_url)
    return [rasa_part(settings, trained, url, f"rasa-{number}" if number > 1 else "rasa") for number, url in enumerate(urls, 1)]


def parts_of(settings: Settings, trained: Path) -> list[Part]:
    """The parts in the order in which they are started; stopped the other way round, so that first of all nothing new comes in."""
    environment = environment_of(settings)
    ready_file = settings.data_dir / "logs" / "worker.ready"

    def part(name: str, *options: str, **more: Any) -> Part:
        return Part(name, [sys.executable, "-m", "assa", name, *options], ROOT, environment, _log(settings, name), **more)

    return [
        *_rasas(settings, trained),
        part("actions", ready=answers(f"{settings.actions_url}/health"), port=urlsplit(settings.actions_url).port or 5055),
        part("worker", "--ready-file", str(ready_file), ready_file=ready_file),
        part("web", ready=answers(f"{base_url(settings)}/healthz"), port=settings.port),
    ]


def _log(settings: Settings, name: str) -> Path:
    return settings.data_dir / "logs" / f"{name}.log"


def prepare(settings: Settings, supervisor: Supervisor) -> Settings:
    """Engines and key for what the settings leave open; `supervisor` keeps the engines. Raises EngineError, NoPort."""
    given: dict[str, object] = {"secret_key": secret_key(settings)}
    if settings.database_url is None:
        say("starting PostgreSQL")
        postgres = start_postgres(settings.data_dir / "postgres")
        supervisor.parts.append(postgres.part)
        given["database_url"] = postgres.url
    if settings.redis_url is None:
        say("starting Redis")
        redis = start_redis(settings.data_dir / "redis", free_port(6379))
        supervisor.parts.append(redis.part)
        given["redis_url"] = redis.url
    return settings.model_copy(update=given)


def with_ports(settings: Settings) -> Settings:
    """Ports of Rasa and the actions, where the settings leave them open: the usual ones, or free ones. Raises NoPort, PartError."""
    _is_ours(settings)
    given = {}
    for name, count in (("rasa_url", settings.rasa_workers), ("actions_url", 1)):
        if name not in settings.model_fields_set:
            usual = urlsplit(getattr(settings, name)).port or 0
            given[name] = ",".join(f"http://127.0.0.1:{port}" for port in free_ports(usual, count))
    return settings.model_copy(update=given)


def _is_ours(settings: Settings) -> None:
    if not is_free(settings.host, settings.port):
        raise PartError(f"port {settings.port} of {settings.host} is taken: set ASSA_PORT to another")


def set_up(settings: Settings) -> None:
    """Tables, official messages, facilities, products."""
    assert settings.database_url is not None
    _places_are_good()
    database = Database(settings.database_url)
    try:
        if not migration.is_current(database):
            say("bringing the database up to date")
            migration.upgrade(database)
        with database.transaction() as session:
            done = import_seeds(session)
            facilities = import_facilities(session)
            import_products(session)
        if done.added or done.facts:
            say(f"official messages: {done.added} new or changed, {done.unchanged} as they were")
        if facilities is not None:
            say(f"health facilities: {facilities.added}")
    finally:
        database.close()


def _places_are_good() -> None:
    """A bad ASSA_PLACES_FILE is told at the start, not by the first who names a place."""
    try:
        geography.places()
    except (InvalidInput, OSError) as error:
        raise PartError(f"ASSA_PLACES_FILE cannot be used ({error}): try it with `assa places check FILE.csv`") from error


def first_link(settings: Settings) -> list[str]:
    """A link for the first administrator, as long as there is none; each start makes the earlier ones worthless."""
    assert settings.database_url is not None
    assert settings.secret_key is not None
    crypto.use(settings.secret_key.get_secret_value())
    database = Database(settings.database_url)
    try:
        with database.transaction() as session:
            made = first_administrator(session)
    finally:
        database.close()
    if made is None:
        return []
    return [f"first administrator, once, until {made.expires_at:%Y-%m-%d %H:%M} UTC: {invitation_url(settings, made.code)}"]


def _addresses(settings: Settings) -> list[str]:
    base = base_url(settings)
    lines = [f"ready. Talk to ASSA: {base}/   console: {base}/console/   health: {base}/readyz"]
    if settings.telegram_enabled:
        lines.append(f"Telegram: {'webhook ' + base + '/telegram' if settings.telegram_webhook_secret else 'polling'}")
    if settings.whatsapp_enabled:
        lines.append(f"WhatsApp: webhook {base}/whatsapp")
    if settings.show_drafts:
        lines.append("drafts of official messages are shown, marked as not confirmed (ASSA_SHOW_DRAFTS=false: French only)")
    return [*lines, f"logs: {settings.data_dir / 'logs'}", "Ctrl-C stops everything."]


def _everything(settings: Settings, supervisor: Supervisor, stack: ExitStack) -> None:
    """Start, watch until told to stop. What is to be undone is in `stack`."""
    stack.enter_context(only_one(settings.data_dir))
    _is_ours(settings)
    stack.callback(supervisor.stop)
    settings = prepare(settings, supervisor)
    if not supervisor.stopping:
        set_up(settings)
        trained = model.ensure(say, lambda: supervisor.stopping)
        # only now: training takes its time, and ports are taken meanwhile
        settings = with_ports(settings)
        stack.enter_context(running.remembered(settings))
        supervisor.parts += parts_of(settings, trained)
        say("starting Rasa, actions, worker, web")
        supervisor.start()
    for line in () if supervisor.stopping else (*_addresses(settings), *first_link(settings)):
        say(line)
    supervisor.watch()


def run(settings: Settings) -> int:
    """The whole program; returns the exit code. 1 when something did not start, and says what."""
    settings = settings.model_copy(update={"data_dir": settings.data_dir.resolve()})
    supervisor = Supervisor([])

    def stop(number: int, frame: object) -> None:
        # the second time, nobody is waited for
        supervisor.hurry = supervisor.stopping
        supervisor.stopping = True

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with ExitStack() as stack:
            _everything(settings, supervisor, stack)
    except model.Interrupted:
        pass  # as we were told
    except (PartError, EngineError, AlreadyRunning, NoPort, model.ModelError) as error:
        say(str(error))
        return 1
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    say("stopped")
    return 0
