"""`assa chat`: talk to it in the terminal."""

from collections.abc import Iterator

import click

from assa import running
from assa.local import base_url
from bot.channels.terminal.chat import NotRunning, talk
from core.i18n import LOCALES
from core.settings import Settings


def _typed() -> Iterator[str]:
    while True:
        try:
            yield input("> ")
        except EOFError:
            return


@click.command()
@click.option("--locale", type=click.Choice(list(LOCALES)), help="the language to talk in; else it is asked")
@click.option("--url", help="of a running web process; default: this machine's")
def chat(locale: str | None, url: str | None) -> None:
    """Talk to a running ASSA in the terminal; Ctrl-D ends."""
    try:
        talk(url or base_url(running.found(Settings())), _typed(), click.echo, locale)
    except NotRunning as error:
        raise click.ClickException(f"nothing answers at {error}: start it with `make run`, or give --url") from error
