"""`assa db`: the database's tables."""

import click

from assa import local, migration
from assa.commands.session import database
from assa.parts import PartError
from assa.secret import secret_key
from core import crypto
from core.settings import Settings


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
def setup() -> None:
    """The tables, and what the program brings: official messages, facilities, products. Twice is the same as once."""
    settings = Settings()
    if settings.database_url is None:
        raise click.ClickException("ASSA_DATABASE_URL must be set (`assa run` sets up its own by itself)")
    crypto.use(secret_key(settings).get_secret_value())
    try:
        local.set_up(settings)
    except PartError as error:
        raise click.ClickException(str(error)) from error
    click.echo("the database is set up")


@db.command()
@click.argument("message")
def revise(message: str) -> None:
    """Write a migration for what the models have and the database has not."""
    with database() as opened:
        migration.revise(opened, message)
