"""Bringing the database's tables up to the program."""

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from assa.job_queue import ensure_tables
from core.database import Database
from core.settings import ROOT

LOCK = 4_155_541
"""PostgreSQL advisory lock: of two that start at once, one migrates."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def upgrade(database: Database) -> None:
    """Bring the tables to the newest revision; nothing to do is quick."""
    config = _config()
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        connection.commit()
        try:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            ensure_tables(driver)
            connection.commit()
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
            connection.commit()


def is_current(database: Database) -> bool:
    """Whether the tables are of the newest revision."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def revise(database: Database, message: str) -> None:
    """Write a revision for what the models have and the database has not (`assa db revise`)."""
    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)
