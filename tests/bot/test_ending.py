"""The end of a turn writes all that the turn leaves, or nothing of it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import DBAPIError

from bot import inbox
from bot.arrival import claim
from bot.ending import end
from bot.inbound import Inbound, Kind
from bot.models import InboxMessage, OutboxMessage
from bot.outbound import Part
from bot.work import drafts
from core.absent import What, unsay
from usage.models import UsageDay, UsagePerson
from usage.service import Exchange

PARTS = [Part("masks", "un"), Part("utter_menu", "deux"), Part("utter_menu", "trois")]


@pytest.fixture
def waiting(database):
    with database.transaction() as session:
        return [inbox.store(session, Inbound("whatsapp", "22376000001", name, Kind.TEXT, "bonjour")) for name in ("a", "b")]


def ended(session, parts=PARTS, topic="masks"):
    claimed = claim(session)
    inbox.begin(claimed.conversation, claimed.received_at)
    claimed.conversation.menus = [{"number": 1, "choices": [], "open": True}]
    claimed.conversation.menu_number = 1
    claimed.conversation.form = "report"
    exchange = Exchange(claimed.person.person_id, claimed.received_at, "whatsapp", "fr", "understood", len(parts), topic)
    end(session, claimed.conversation, claimed.inbox_id, parts, exchange)
    return claimed


def test_all_is_there_afterwards(database, waiting):
    with database.transaction() as session:
        first = ended(session)
    with database.transaction() as session:
        message = session.get_one(InboxMessage, waiting[0])
        assert (message.state, message.done_at <= datetime.now(UTC)) == ("done", True)
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        assert [(row.part["text"], row.response, row.inbox_id, row.state, row.attempts) for row in rows] == [
            (part.text, part.response, waiting[0], "pending", 0) for part in PARTS
        ]
        assert {row.conversation_id for row in rows} == {first.conversation.id}
        second = claim(session)
        assert second.inbound.provider_id == "b"
        kept = second.conversation
        assert (kept.form, kept.slot, kept.menu_number, kept.address) == ("report", None, 1, "22376000001")
        assert kept.menus == [{"number": 1, "choices": [], "open": True}]
        assert kept.last_inbound_at == first.received_at


def test_it_is_one_statement_and_the_first_of_a_person_some_more(database, waiting):
    asked = []
    with database.transaction() as session:
        ended(session)
    with database.transaction() as session:
        event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]), named=False)
        ended(session)
    assert len(asked) == 2  # the claim, with all about the person, and the end


def test_a_first_message_and_the_next_are_counted_once_each(database, waiting):
    for _ in waiting:
        with database.transaction() as session:
            ended(session)
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(UsagePerson)) == 1
        (day,) = session.scalars(select(UsageDay)).all()
        assert (day.messages_in, day.messages_out, day.sessions, day.understood, day.topic) == (2, 6, 1, 2, "masks")


def test_an_answer_without_words_is_an_answer(database, waiting):
    with database.transaction() as session:
        ended(session, parts=[])
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
        assert session.get_one(InboxMessage, waiting[0]).state == "done"


def test_what_a_stage_began_is_written_with_it(database, waiting):
    with database.transaction() as session:
        claimed = claim(session)
        drafts.put(session, claimed.person.person_id, "check", {"step": 1})
        exchange = Exchange(claimed.person.person_id, claimed.received_at, "whatsapp", "fr", "understood", 0)
        end(session, claimed.conversation, claimed.inbox_id, [], exchange)
    with database.transaction() as session:
        unsay(session, What.DRAFT)
        assert drafts.get(session, claimed.person.person_id, "check") == {"step": 1}


def test_where_one_part_of_it_fails_nothing_is_written(database, waiting):
    with pytest.raises(DBAPIError), database.transaction() as session:
        ended(session, topic="x" * 500)
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
        assert session.get_one(InboxMessage, waiting[0]).state == "pending"
        assert claim(session).conversation.form is None
