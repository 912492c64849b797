"""Migrations make the tables that the models describe, and can be run again."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assa import migration
from core.database import Base


def _ours(name, kind, parents):
    """The job queue brings its own tables to its version (`assa.job_queue`)."""
    return not (kind == "table" and name.startswith("procrastinate_"))


def test_the_migrations_make_what_the_models_describe(database):
    with database.engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _ours}), Base.metadata
        )
    assert differences == []


def test_migrating_twice_is_as_good_as_once(database):
    assert migration.is_current(database)
    migration.upgrade(database)
    assert migration.is_current(database)
