"""`assa figures`: the case figures that people are told."""

from datetime import UTC, datetime
from pathlib import Path

import click

from assa.commands.session import transaction
from messages.errors import BadFigures
from messages.figures import queries, service


@click.group()
def figures() -> None:
    """Case figures: bring them in, look at them."""


@figures.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "actor", default="operator", show_default=True, help="Name or office of who brings them in; kept.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def import_command(file: Path, actor: str, dry_run: bool) -> None:
    """Bring in a CSV: place,date,cases,deaths,recovered,tests,new,source. All or nothing; every bad cell is named."""
    with transaction() as session:
        try:
            done = service.bring(session, file.read_bytes(), actor)
        except BadFigures as error:
            lines = (f"row {cell.row}{', ' + cell.column if cell.column else ''}: {cell.problem}" for cell in error.cells)
            raise click.ClickException("nothing was imported\n" + "\n".join(lines)) from error
        if dry_run:
            session.rollback()
    click.echo(f"{'would be ' if dry_run else ''}{done.added} added, {done.corrected} corrected, {done.unchanged} unchanged")


@figures.command("show")
@click.option("--place", default=None, help="Code of a place (ML-BKO); absent: the country.")
def show_command(place: str | None) -> None:
    """The figures that people are told today."""
    with transaction() as session:
        latest = queries.latest(session, datetime.now(UTC).date(), place)
    if latest is None:
        raise click.ClickException("there are no figures: assa figures import FILE.csv")
    each = latest.figure
    click.echo(f"{latest.name}, {each.day}{' (old)' if latest.stale else ''}; {each.source}")
    click.echo(f"cases {each.cases}, new {each.new}, deaths {each.deaths}, recovered {each.recovered}, tests {each.tests}")
