"""`assa reports`: who gets the report of use by mail."""

import click

from assa.commands.session import transaction
from core.errors import AssaError
from usage.mailing import service

ACTOR = ("system", None)


@click.group()
def reports() -> None:
    """The report of use by mail, each week or month (ASSA_SMTP_HOST)."""


@reports.command("add")
@click.argument("address")
@click.option("--every", type=click.Choice(service.EVERY), default="week", show_default=True)
def add(address: str, every: str) -> None:
    """Put an address on the list; the last report goes out to it the next morning."""
    with transaction() as session:
        try:
            click.echo(service.subscribe(session, address, every, ACTOR))
        except AssaError as error:
            raise click.ClickException(error.code) from error


@reports.command("list")
def list_command() -> None:
    """Number, address, how often, the last day of what was sent last, why the newest one failed."""
    with transaction() as session:
        for each in service.subscribers(session):
            click.echo(f"{each.id}  {each.address}  {each.every}  {each.last_sent or '-'}  {each.failure or '-'}")


@reports.command("remove")
@click.argument("number", type=int)
def remove(number: int) -> None:
    """Take an address off the list."""
    with transaction() as session:
        try:
            service.unsubscribe(session, number, ACTOR)
        except AssaError as error:
            raise click.ClickException(error.code) from error
