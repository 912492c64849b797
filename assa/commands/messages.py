"""`assa messages`: official messages between files and the live store."""

from datetime import UTC, datetime
from pathlib import Path

import click

from actions.topics import faq
from assa.commands.session import transaction
from assa.seeds import import_seeds
from core.i18n import LOCALES
from core.settings import ROOT
from messages import queries, service
from messages.errors import BadMessageFile
from messages.files import render


@click.group()
def messages() -> None:
    """Official messages: import, export, status."""


@messages.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=ROOT / "locales")
def import_command(folder: Path) -> None:
    """Bring `<lang>/messages/*.md` below FOLDER into the live store; all or nothing."""
    with transaction() as session:
        try:
            done = import_seeds(session, folder)
        except BadMessageFile as error:
            raise click.ClickException(f"{error.fields['path']}: {error.fields['problem']} {error.fields.get('key', '')}") from error
    click.echo(f"{done.added} added, {done.unchanged} unchanged, {done.facts} facts changed")


@messages.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_command(folder: Path) -> None:
    """Write the newest version of every message below FOLDER, as `<lang>/messages/<topic>.md`."""
    with transaction() as session:
        files = service.export_all(session)
    for file in files:
        path = folder / file.locale / "messages" / f"{file.topic}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(file), encoding="utf-8")
    click.echo(f"{len(files)} written below {folder}")


@messages.command("status")
def status_command() -> None:
    """By language: live, draft, missing, expiring in 30 days, changed in French since they were translated."""
    with transaction() as session:
        rows = queries.status(session, sorted(faq()), list(LOCALES), datetime.now(UTC).date())
    click.echo(f"{'language':<12}{'live':>6}{'draft':>7}{'missing':>9}{'expiring':>10}{'changed':>9}")
    for row in rows:
        click.echo(f"{LOCALES[row.locale]:<12}{row.live:>6}{row.draft:>7}{row.missing:>9}{row.expiring:>10}{row.changed:>9}")
