"""What is official is read once by a process, and a change of it is seen by the next turn."""

from datetime import date

import pytest
from sqlalchemy import event, select, text

from assa.seeds import import_seeds
from core.kept import ContentRevision
from messages import queries

DAY = date(2026, 11, 27)
CHANGES = (
    "UPDATE official_fact SET source = source || '.'",
    "DELETE FROM case_figure",
    "UPDATE official_message SET published_at = now() WHERE topic = 'masks' AND state = 'live'",
    "DELETE FROM official_recording",
    "UPDATE product SET name_bm = NULL",
    "DELETE FROM facility",
)


@pytest.fixture
def seeded(database):
    with database.transaction() as session:
        import_seeds(session)
    return database


def mark(session):
    return session.scalar(select(ContentRevision.mark))


def read(database, statements):
    """What a turn reads, and how many statements that takes."""
    with database.transaction() as session:
        queries.keep(session, mark(session))
        before = len(statements)
        found = queries.live(session, "masks", "fr", on=DAY)
        return found, len(statements) - before


@pytest.fixture
def statements(seeded):
    seen = []

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    event.listen(seeded.engine, "before_cursor_execute", note)
    yield seen
    event.remove(seeded.engine, "before_cursor_execute", note)


def test_the_second_turn_reads_nothing(seeded, statements):
    first, asked = read(seeded, statements)
    assert first is not None
    assert asked > 0
    assert read(seeded, statements) == (first, 0)


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_gives_a_new_mark(seeded, change):
    with seeded.transaction() as session:
        before = mark(session)
        assert before is not None
        session.execute(text(change))
        assert mark(session) != before


def test_what_was_withdrawn_is_not_said_by_the_next_turn(seeded, statements):
    assert read(seeded, statements)[0] is not None
    with seeded.transaction() as session:
        session.execute(text("UPDATE official_message SET state = 'withdrawn' WHERE topic = 'masks'"))
    assert read(seeded, statements)[0] is None


def test_a_change_that_was_rolled_back_leaves_nothing_behind(seeded, statements):
    known = read(seeded, statements)[0]
    session = seeded._sessions()
    session.execute(text("UPDATE official_message SET state = 'withdrawn' WHERE topic = 'masks'"))
    queries.keep(session, mark(session))
    assert queries.live(session, "masks", "fr", on=DAY) is None
    session.rollback()
    session.close()
    assert read(seeded, statements)[0] == known


def test_without_a_mark_everything_is_read_anew(seeded, statements):
    read(seeded, statements)
    with seeded.transaction() as session:
        before = len(statements)
        assert queries.facts(session, DAY)["hotline"]
        assert len(statements) > before
