"""A connection that the server closed meanwhile is not handed out; one that lives is, without a question."""

import pytest
from sqlalchemy import event, text

from core.database import AsyncDatabase, Database

END_OTHERS = text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = :name")


@pytest.fixture
def named(settings):
    """The URL with a name of its own, so that only its connections are ended."""

    def name(value):
        return f"{settings.database_url}&application_name={value}"

    return name


def test_after_the_server_ended_our_connection_the_next_use_works(named, database):
    opened = Database(named("sync-look"))
    with opened.transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1
    with database.transaction() as session:
        assert session.execute(END_OTHERS, {"name": "sync-look"}).all()
    with opened.transaction() as session:
        assert session.scalar(text("SELECT 2")) == 2
    opened.close()


async def test_the_same_for_servers(named, database):
    opened = AsyncDatabase(named("async-look"))

    def ask(session):
        return session.scalar(text("SELECT 3"))

    assert await opened.run(ask) == 3
    with database.transaction() as session:
        assert session.execute(END_OTHERS, {"name": "async-look"}).all()
    assert await opened.run(ask) == 3
    await opened.close()


def test_a_word_of_the_servers_own_does_not_end_a_connection_that_lives(named):
    opened = Database(named("notices"))
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("LISTEN assa_test_look")
        connection.commit()
        first = connection.scalar(text("SELECT pg_backend_pid()"))
    with opened.transaction() as session:
        session.execute(text("NOTIFY assa_test_look"))
    with opened.engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) == first
    opened.close()


def test_nothing_is_asked_before_the_first_statement(named):
    opened = Database(named("quiet"))
    asked = []
    with opened.transaction() as session:
        session.execute(text("SELECT 1"))
    event.listen(opened.engine, "before_cursor_execute", lambda *call: asked.append(call[2]), named=False)
    with opened.transaction() as session:
        session.execute(text("SELECT 2"))
    assert asked == ["SELECT 2"]
    opened.close()
