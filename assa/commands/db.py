"""`assa db`: the database's tables."""

import click

from assa import migration
from core.database import Database
from core.settings import Settings


def _database() -> Database:
    url = Settings().database_url
    if url is None:
        raise click.ClickException("ASSA_DATABASE_URL must be set (`assa run` migrates by itself)")
    return Database(url)


@click.group()
def db() -> None:
    """The database's tables."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to the program."""
    migration.upgrade(_database())
    click.echo("the database is up to date")


@db.command()
@click.argument("message")
def revise(message: str) -> None:
    """Write a migration for what the models have and the database has not."""
    migration.revise(_database(), message)
