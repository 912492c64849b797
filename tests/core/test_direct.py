"""A statement given straight to the driver does what the session would do with it, in the session's transaction."""

import uuid

import pytest
from sqlalchemy import bindparam, event, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from bot import inbox
from bot.models import Conversation
from core.direct import Direct, attach

BY_ADDRESS = Direct(select(Conversation.id, Conversation.address, Conversation.menus).where(Conversation.id == bindparam("wanted")))
MENUS = Direct(
    update(Conversation)
    .where(Conversation.id == bindparam("wanted"))
    .values(menus=bindparam("offered", type_=Conversation.menus.type), form=bindparam("asked"))
)


@pytest.fixture
def known(database):
    with database.transaction() as session:
        return inbox.conversation_of(session, "whatsapp", "22376000001").id


def test_what_is_encrypted_at_rest_is_written_and_read_so(database, known):
    with database.transaction() as session:
        MENUS.rows(session, {"wanted": known, "offered": [{"number": 7}], "asked": None})
    with database.transaction() as session:
        assert BY_ADDRESS.row(session, {"wanted": known}) == (known, "22376000001", [{"number": 7}])
        assert BY_ADDRESS.named(session, {"wanted": known}) == {"id": known, "address": "22376000001", "menus": [{"number": 7}]}
        assert b"number" not in session.scalar(text("SELECT menus FROM conversation"))


def test_it_is_undone_with_the_session(database, known):
    with database.transaction() as session:
        MENUS.rows(session, {"wanted": known, "offered": [1], "asked": "report"})
        session.rollback()
    with database.transaction() as session:
        assert session.get_one(Conversation, known).form is None


def test_nothing_found_is_nothing(database):
    with database.transaction() as session:
        assert BY_ADDRESS.row(session, {"wanted": uuid.uuid4()}) is None
        assert BY_ADDRESS.named(session, {"wanted": uuid.uuid4()}) is None


async def test_servers_ask_the_same_way(async_database, known):
    assert await async_database.run(BY_ADDRESS.row, {"wanted": known}) == (known, "22376000001", [])
    with pytest.raises(ProgrammingError):
        await async_database.run(Direct(text("SELECT nothing FROM conversation")).rows, {})


def test_an_error_is_the_sessions_and_tells_nothing_of_what_was_given(database, known):
    twice = Direct(text("INSERT INTO person (id, locale, created_at) VALUES (:id, :locale, now())"))
    with pytest.raises(DBAPIError) as raised, database.transaction() as session:
        twice.rows(session, {"id": "Awa Traoré", "locale": "fr"})
    assert "Awa" not in str(raised.value.statement) + str(raised.value.params)
    again = Direct(
        text("INSERT INTO conversation (id, channel, person_id, identity_id) SELECT id, channel, person_id, identity_id FROM conversation")
    )
    with pytest.raises(IntegrityError), database.transaction() as session:
        again.rows(session, {})


def test_who_looks_at_the_engines_statements_sees_it(database, known):
    seen = []
    with database.transaction() as session:
        event.listen(database.engine, "before_cursor_execute", lambda *call: seen.append(call[2]), named=False)
        BY_ADDRESS.row(session, {"wanted": known})
    assert seen == [BY_ADDRESS.sql]


def test_a_row_that_was_attached_is_written_when_it_changes(database, known):
    with database.transaction() as session:
        row = session.execute(select(Conversation.__table__).where(Conversation.id == known)).mappings().one()
        attached = attach(session, Conversation(**row))
        assert not session.dirty
        attached.form = "report"
    with database.transaction() as session:
        assert session.get_one(Conversation, known).form == "report"


def test_a_row_that_the_session_holds_stays_one(database, known):
    with database.transaction() as session:
        held = session.get_one(Conversation, known)
        row = session.execute(select(Conversation.__table__).where(Conversation.id == known)).mappings().one()
        assert attach(session, Conversation(**{**row, "slot": "age"})) is held
        assert held.slot == "age"
