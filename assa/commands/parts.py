"""`assa run`, and each part alone: `web`, `worker`, `actions`, `rasa`."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from assa import local, logs, model, supervisor
from bot.rasa_client import addresses
from core.settings import Settings


def _complete(*needed: str) -> Settings:
    """The settings, for a part that starts alone: with what `assa run` would have given it."""
    settings = Settings()
    missing = [f"ASSA_{name.upper()}" for name in needed if getattr(settings, name) is None]
    if missing:
        raise click.ClickException(f"{' and '.join(missing)} must be set for a part alone (`assa run` starts everything by itself)")
    logs.configure()
    return settings


@click.command()
def run() -> None:
    """Everything on this machine: engines, model, Rasa, actions, web, worker."""
    sys.exit(local.run(Settings()))


@click.command()
def web() -> None:
    """The web process: webhooks, web chat, health."""
    from assa import web as process  # noqa: PLC0415 (a part loads what it needs: half a second each)

    process.main(_complete("database_url", "redis_url", "secret_key"))


@click.command()
@click.option("--ready-file", type=click.Path(dir_okay=False, path_type=Path), help="written when the worker is ready")
def worker(ready_file: Path | None) -> None:
    """A worker: turns, outbox, polling, deleting what is old."""
    from assa import worker as process  # noqa: PLC0415

    process.main(_complete("database_url", "secret_key"), ready_file)


@click.command()
def actions() -> None:
    """The action server, which Rasa calls."""
    from actions import server  # noqa: PLC0415

    settings = _complete("database_url", "secret_key")
    address = urlsplit(settings.actions_url)
    server.create(settings).run(
        host=address.hostname or "127.0.0.1", port=address.port or 5055, single_process=True, access_log=False, motd=False
    )


@click.command()
def rasa() -> None:
    """The Rasa server, with the model of the present inputs, trained if stale."""
    settings = _complete("redis_url", "secret_key")
    try:
        trained = model.ensure(supervisor.say)
    except model.ModelError as error:
        raise click.ClickException(str(error)) from error
    # of several addresses, this process is the first
    part = local.rasa_part(settings, trained, addresses(settings.rasa_url)[0])
    os.chdir(part.cwd)
    os.execve(part.command[0], part.command, dict(part.environment))  # noqa: S606 (our own program)
