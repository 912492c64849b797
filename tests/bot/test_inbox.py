"""What was accepted is stored once, taken in order, one message of a conversation at a time."""

import threading

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from bot import inbox
from bot.arrival import claim
from bot.inbound import Inbound, Kind
from bot.models import Conversation, InboxMessage
from core.database import AsyncDatabase


def message(provider_id, sender="1", text="bonjour", channel="telegram"):
    return Inbound(channel, sender, provider_id, Kind.TEXT, text)


def count(database, model=InboxMessage):
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_the_same_message_twice_is_one(database):
    with database.transaction() as session:
        first = inbox.store(session, message("a"))
        assert inbox.store(session, message("a")) is None
        assert inbox.stored_before(session, "telegram", "a") == first
        assert inbox.stored_before(session, "telegram", "b") is None
    assert count(database) == 1


def test_the_same_id_on_another_channel_is_another_message(database):
    with database.transaction() as session:
        inbox.store(session, message("a"))
        assert inbox.store(session, message("a", channel="whatsapp")) is not None
    assert count(database) == 2


def test_eight_deliveries_of_a_first_message_at_once_make_one_message_and_one_conversation(database):
    stored = []

    def deliver():
        with database.transaction() as session:
            stored.append(inbox.store(session, message("a")))

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([number for number in stored if number is not None]) == 1
    assert (count(database), count(database, Conversation)) == (1, 1)


def test_one_message_of_a_conversation_at_a_time_others_in_parallel(database):
    with database.transaction() as session:
        for provider_id, sender in (("a", "1"), ("b", "1"), ("c", "2")):
            inbox.store(session, message(provider_id, sender))
    with database.transaction() as first, database.transaction() as second, database.transaction() as third:
        taken = [claim(session) for session in (first, second, third)]
        assert [claimed and claimed.inbound.provider_id for claimed in taken] == ["a", "c", None]


def test_a_worker_that_dies_lets_go_of_its_message(database):
    with database.transaction() as session:
        inbox.store(session, message("a"))
    session = database._sessions()
    assert claim(session) is not None
    session.close()
    with database.transaction() as session:
        assert claim(session) is not None


def test_after_a_failure_the_conversation_waits_and_the_later_message_does_not_overtake(database):
    with database.transaction() as session:
        first = inbox.store(session, message("a"))
        inbox.store(session, message("b"))
    with database.transaction() as session:
        failed, given_up = inbox.failed(session, first)
        assert (failed.attempts, given_up) == (1, False)
    with database.transaction() as session:
        assert claim(session) is None


def test_an_emergency_overtakes_what_waits_and_what_is_first_in_line(database):
    with database.transaction() as session:
        first = inbox.store(session, message("a"))
        inbox.store(session, message("b", sender="2"))
        inbox.store(session, message("danger", text="mon père n'arrive plus à respirer"))
        inbox.failed(session, first)
    with database.transaction() as session:
        claimed = claim(session)
        assert claimed.inbound.provider_id == "danger"
        assert inbox.urgent_waits(session, claimed.conversation.id)
        session.get_one(InboxMessage, claimed.inbox_id).state = "done"
        session.flush()
        assert not inbox.urgent_waits(session, claimed.conversation.id)
    with database.transaction() as session:
        assert claim(session).inbound.provider_id == "b"


def test_an_emergency_that_fails_waits_like_any_other(database):
    with database.transaction() as session:
        number = inbox.store(session, message("danger", text="mon père n'arrive plus à respirer"))
        inbox.failed(session, number)
    with database.transaction() as session:
        assert claim(session) is None


def test_only_what_was_typed_is_urgent():
    assert inbox.is_urgent(message("a", text="n'ka tɛ se ka ninakili"))
    assert not inbox.is_urgent(message("a"))
    assert not inbox.is_urgent(Inbound("telegram", "1", "a", Kind.VOICE))


def test_a_message_is_stored_while_a_turn_of_its_conversation_is_under_way(database):
    """A provider's call must not wait for the turn: it is acknowledged when it is stored."""
    with database.transaction() as session:
        inbox.store(session, message("a"))
    with database.transaction() as turn:
        assert claim(turn) is not None
        with database.transaction() as webhook:
            webhook.execute(text("SET LOCAL lock_timeout = '2s'"))
            assert inbox.store(webhook, message("b")) is not None


def test_after_the_last_attempt_it_is_given_up(database):
    with database.transaction() as session:
        number = inbox.store(session, message("a"))
    for _ in inbox.DELAYS:
        with database.transaction() as session:
            assert inbox.failed(session, number)[1] is False
    with database.transaction() as session:
        failed, given_up = inbox.failed(session, number)
        assert (failed.state, given_up) == ("failed", True)
    with database.transaction() as session:
        assert inbox.failed(session, number) is None


def test_a_message_that_its_receiver_answers_itself_is_left_alone_for_a_while(database):
    with database.transaction() as session:
        inbox.store(session, message("a", channel="webchat"), hold=30)
    with database.transaction() as session:
        assert claim(session) is None


def test_an_inbound_comes_back_from_the_store_as_it_went_in(database):
    sent = Inbound("telegram", "1", "a", Kind.CONTACT, contact_name="Awa", contact_phone="+22376000000", edited=True)
    with database.transaction() as session:
        inbox.store(session, sent)
    with database.transaction() as session:
        assert claim(session).inbound == sent


async def test_what_a_provider_hands_over_is_there_when_it_is_acknowledged(database, async_database):
    for provider_id in ("first of a person", "second"):
        assert await inbox.accept(async_database, message(provider_id))
        assert not await inbox.accept(async_database, message(provider_id))
    assert (count(database), count(database, Conversation)) == (2, 1)


async def test_what_is_not_stored_is_not_acknowledged(settings, database):
    opened = AsyncDatabase(f"{settings.database_url}&options=-cdefault_transaction_read_only%3Don")
    with pytest.raises(DBAPIError) as raised:
        await inbox.accept(opened, message("a", text="Awa a la fièvre"))
    assert "Awa" not in str(raised.value)
    await opened.close()
    assert count(database) == 0
