"""`assa db`: the database's tables."""

import click

from assa import migration
from assa.commands.session import database


@click.group()
def db() -> None:
    """The database's tables."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to the program."""
    with database() as opened:
        migration.upgrade(opened)
    click.echo("the database is up to date")


@db.command()
@click.argument("message")
def revise(message: str) -> None:
    """Write a migration for what the models have and the database has not."""
    with database() as opened:
        migration.revise(opened, message)
