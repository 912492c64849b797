"""`assa duplicates`: the same person reported or named twice."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from assa.commands.session import database, transaction
from contact_tracing import queries, service
from core.database import Database
from core.errors import AssaError

KINDS = click.Choice(["case", "contact", "link"])
BY = click.option("--by", required=True, help="Who decides: kept in the history.")


@click.group()
def duplicates() -> None:
    """Records that may be one person. Ids and reasons only, no names."""


@duplicates.command("list")
@click.option("--kind", type=KINDS, default=None, help="link: a case who may be a known contact.")
@click.option("--limit", default=50, show_default=True)
@click.option("--search", is_flag=True, help="Look first at what came by files and was not compared yet.")
def list_command(kind: str | None, limit: int, search: bool) -> None:
    """The pairs that nobody has decided, the likeliest first: score, kind, both ids, what speaks for it."""
    with database() as opened:
        # a batch a transaction: a country's import takes a while, and what was found stays
        while search and _look(opened):
            pass
    with transaction() as session:
        for each in queries.duplicates(session, None, kind=kind, limit=limit):
            click.echo("\t".join((str(each.score), each.kind, each.first.id, each.second.id, ", ".join(each.reasons))))


@duplicates.command("merges")
@click.option("--limit", default=50, show_default=True)
def merges_command(limit: int) -> None:
    """What was merged, the latest first: number, kind, kept, gone, when, whether it can be undone."""
    with transaction() as session:
        for each in queries.merges(session, None, limit=limit):
            state = "can be undone" if each.can_undo else "undone" if each.undone_at else "cannot be undone"
            click.echo("\t".join((str(each.number), each.kind, each.kept_id, each.gone_id, f"{each.at:%Y-%m-%d %H:%M}", state)))


@duplicates.command("merge")
@click.argument("kind", type=KINDS)
@click.argument("one")
@click.argument("other")
@click.option("--keep", default=None, help="The id that stays; else the earlier one's.")
@BY
def merge_command(kind: str, one: str, other: str, keep: str | None, by: str) -> None:
    """Make ONE and OTHER one record; of a link, ONE is the case and OTHER the contact."""
    made = _do(service.merge, kind, one, other, by, keep=keep)
    click.echo(f"{made.kept_id} holds {made.gone_id}; undo: assa duplicates undo {made.number}")


@duplicates.command("undo")
@click.argument("number", type=int)
@BY
def undo_command(number: int, by: str) -> None:
    """Take a merge apart again, by its NUMBER."""
    made = _do(service.undo_merge, number, by)
    click.echo(f"{made.kept_id} and {made.gone_id} are two again")


@duplicates.command("distinct")
@click.argument("kind", type=KINDS)
@click.argument("one")
@click.argument("other")
@BY
def distinct_command(kind: str, one: str, other: str, by: str) -> None:
    """Remember that ONE and OTHER are two people."""
    click.echo("noted" if _do(service.distinct, kind, one, other, by) else "known")


def _look(opened: Database) -> int:
    with opened.transaction() as session:
        return service.find_duplicates(session)


def _do(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """The last argument is who acts."""
    *given, by = arguments
    try:
        with transaction() as session:
            return function(session, *given, ("operator", by), datetime.now(UTC), **options)
    except AssaError as error:
        fields = ", ".join(f"{name}: {value}" for name, value in error.fields.items())
        raise click.ClickException(f"{error.code}{f' ({fields})' if fields else ''}") from error
