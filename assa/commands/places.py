"""`assa places`: regions, cercles, communes, health districts; a deployment's own CSV of them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import click

from core import geography
from core.errors import InvalidInput
from core.geography import table


@click.group()
def places() -> None:
    """Places: try a CSV of them (then set ASSA_PLACES_FILE), look at them."""


@places.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_command(file: Path) -> None:
    """Try a CSV with the columns of core/geography/places.csv; every bad cell is named, and nothing is changed."""
    try:
        ours = table.read_ours()
        theirs = table.read(file.read_bytes(), ours)
    except InvalidInput as error:
        cells = cast("list[tuple[int, str, str]]", error.fields["cells"])
        raise click.ClickException("\n".join(f"row {row}{', ' + column if column else ''}: {why}" for row, column, why in cells)) from error
    replaced = {each.code for each in theirs} & {each.code for each in ours}
    click.echo(f"{len(theirs)} rows; {len(replaced)} of our places are replaced")


@places.command("list")
@click.option("--under", default=None, help="Code of a region or cercle: all that lies in it.")
def list_command(under: str | None) -> None:
    """The places of today: code, kind, parent, name, source."""
    today = datetime.now(UTC).date()
    for each in geography.places():
        if each.holds(today) and (under is None or under in geography.path(each.code, today)[1:]):
            click.echo("\t".join((each.code, each.kind, each.parent or "-", each.name, each.source)))
