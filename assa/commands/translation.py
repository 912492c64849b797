"""`assa messages to-translate`, `translated`: official messages to translators and back, as a gettext catalog."""

from datetime import UTC, datetime
from pathlib import Path

import click

from actions.topics import faq
from assa.commands.session import transaction
from core.i18n import LOCALES, SOURCE
from messages.errors import BadTranslation
from messages.translation import as_catalog, take_catalog

_LOCALE = click.Choice([locale for locale in LOCALES if locale != SOURCE])


@click.command("to-translate")
@click.argument("locale", type=_LOCALE)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def to_translate(locale: str, file: Path) -> None:
    """Write FILE.po: the French of each topic, and what there is in LOCALE, drafts marked fuzzy."""
    with transaction() as session:
        file.write_bytes(as_catalog(session, sorted(faq()), locale, datetime.now(UTC).date()))
    click.echo(f"written: {file}")


@click.command("translated")
@click.argument("locale", type=_LOCALE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "actor", required=True, help="Who translated; kept.")
def translated(locale: str, file: Path, actor: str) -> None:
    """Make drafts of what FILE.po says anew in LOCALE; all or nothing. Somebody else reviews and approves them."""
    with transaction() as session:
        try:
            done = take_catalog(session, file.read_bytes(), locale, actor, datetime.now(UTC).date())
        except BadTranslation as error:
            raise click.ClickException("\n".join(f"{entry.context or file.name}: {entry.problem}" for entry in error.entries)) from error
    for topic in done.drafts:
        click.echo(f"{locale}/{topic}: draft")
    click.echo(f"{len(done.drafts)} drafts, {done.unchanged} unchanged")
