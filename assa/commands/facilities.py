"""`assa facilities`: the health facilities that the program knows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import click

from assa.commands.session import transaction
from core.errors import InvalidInput
from core.facilities import queries, service, table


@click.group()
def facilities() -> None:
    """Health facilities: bring them in, look at them."""


@facilities.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def import_command(file: Path, dry_run: bool) -> None:
    """Bring in a CSV with the columns of core/facilities/facilities.csv. All or nothing; every bad cell is named; none is removed."""
    with transaction() as session:
        try:
            done = service.import_facilities(session, file.read_bytes())
        except InvalidInput as error:
            cells = cast("list[table.Cell]", error.fields["cells"])
            lines = (f"row {row}{', ' + column if column else ''}: {problem}" for row, column, problem in cells)
            raise click.ClickException("nothing was imported\n" + "\n".join(lines)) from error
        if dry_run:
            session.rollback()
    click.echo(f"{'would be ' if dry_run else ''}{done.added} added, {done.changed} changed, {done.unchanged} unchanged")


@facilities.command("list")
@click.option("--under", "place", default=None, help="Code of a place (ML-BKO): those in it and below.")
@click.option("--kind", type=click.Choice(table.KINDS), default=None)
def list_command(place: str | None, kind: str | None) -> None:
    """The facilities open today: code, kind, place, supplier, name."""
    today = datetime.now(UTC).date()
    with transaction() as session:
        found = queries.every(session, today) if place is None else queries.under(session, place, today)
    for each in found:
        if kind in (None, each.kind):
            click.echo("\t".join((each.code, each.kind, each.place, each.supplied_by or "-", each.name)))
