"""What waits for an answer is read once in a turn, and as it is after every change."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from bot import inbox
from bot.work import drafts


@pytest.fixture
def person(database):
    with database.transaction() as session:
        person_id = inbox.conversation_of(session, "whatsapp", "22376000001").person_id
        drafts.put(session, person_id, "check", {"step": 1, "signs": ["fever"]})
        drafts.put(session, person_id, "looked_at", ["CA-1"])
        drafts.put(session, person_id, "list", [1], lasts=timedelta(seconds=-1))
        return person_id


def test_whoever_looks_for_theirs_it_is_one_question(database, person):
    asked = []
    with database.transaction() as session:
        event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]), named=False)
        assert drafts.get(session, person, "stock") is None
        assert drafts.get(session, person, "list") is None
        assert drafts.get(session, person, "looked_at") == ["CA-1"]
        assert drafts.waits(session, person)
    assert len(asked) == 1


def test_what_was_changed_since_is_seen(database, person):
    with database.transaction() as session:
        assert drafts.get(session, person, "check")["step"] == 1
        drafts.put(session, person, "check", {"step": 2})
        assert drafts.get(session, person, "check") == {"step": 2}
        assert drafts.drop(session, person, "check")
        assert drafts.get(session, person, "check") is None
        assert not drafts.waits(session, person)


def test_what_was_taken_can_be_changed_without_harm(database, person):
    with database.transaction() as session:
        drafts.get(session, person, "check")["signs"].append("cough")
        assert drafts.get(session, person, "check")["signs"] == ["fever"]


def test_of_another_person_it_is_asked_again(database, person):
    with database.transaction() as session:
        other = inbox.conversation_of(session, "whatsapp", "22376000002").person_id
        assert drafts.get(session, person, "check") is not None
        assert drafts.get(session, other, "check") is None
        assert drafts.get(session, person, "check") is not None
