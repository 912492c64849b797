"""What was official before states were kept is official after, and can be carried back."""

import psycopg
import pytest
from alembic import command
from sqlalchemy import make_url, text

from assa.migration import _config
from core.database import Database

ROWS = """
INSERT INTO official_message
    (topic, locale, audience, version, status, title, text, source, source_date, valid_from, approved_by, next, imported_at)
VALUES
    ('masks', 'fr', 'citizen', 1, 'approved', 'M', 'un', 'OMS', '2023-01-13', '2023-01-13', 'A', '[]', '2026-01-01'),
    ('masks', 'fr', 'citizen', 2, 'approved', 'M', 'deux', 'OMS', '2023-01-13', '2023-01-13', 'A', '[]', '2026-02-01'),
    ('masks', 'fr', 'citizen', 3, 'withdrawn', 'M', 'trois', 'OMS', '2023-01-13', '2023-01-13', NULL, '[]', '2026-03-01'),
    ('masks', 'bm', 'citizen', 1, 'draft', 'M', 'kelen', 'OMS', '2023-01-13', '2023-01-13', NULL, '[]', '2026-01-01')
"""
AFTER = [("bm", 1, "draft", False), ("fr", 1, "approved", True), ("fr", 2, "live", True), ("fr", 3, "withdrawn", False)]
BACK = [("bm", 1, "draft"), ("fr", 1, "approved"), ("fr", 2, "approved"), ("fr", 3, "withdrawn")]


@pytest.fixture
def old(settings):
    """A database of its own, as it was before."""
    url = make_url(settings.database_url).set(database="before_states").render_as_string(hide_password=False)
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE before_states")
    opened = Database(url)
    yield opened
    opened.close()


def to(database, revision, move=command.upgrade):
    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        move(config, revision)
        connection.commit()


def rows(database, columns):
    with database.transaction() as session:
        found = session.execute(text(f"SELECT {columns} FROM official_message ORDER BY locale, version"))
        return [tuple(row) for row in found]


def test_rows_are_carried_over_and_back(old):
    to(old, "0002")
    with old.transaction() as session:
        session.execute(text(ROWS))
    to(old, "0003")
    assert rows(old, "locale, version, state, published_at IS NOT NULL") == AFTER
    with old.transaction() as session:
        steps = session.execute(text("SELECT to_state, actor, comment FROM official_message_transition ORDER BY id")).all()
    assert [tuple(step) for step in steps] == [
        ("approved", "A", "carried over"),
        ("live", "A", "carried over"),
        ("withdrawn", "import", "carried over"),
        ("draft", "import", "carried over"),
    ]
    to(old, "0002", command.downgrade)
    assert rows(old, "locale, version, status") == BACK
