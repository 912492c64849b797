"""Conversation memory: few events, sealed, bounded in time, erasable."""

import asyncio

import pytest
import redis
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assa_nlu.sealing import Seal
from assa_nlu.tracker_store import EVENTS, KEPT_TURNS, BoundedRedisTrackerStore, loaded


@pytest.fixture
def store(domain, redis_url):
    return BoundedRedisTrackerStore(domain, redis_url)


def tracker_of(domain, turns):
    events = [ActiveLoop("report_case_form"), SlotSet("report_name", "Awa Traoré"), SlotSet("requested_slot", "report_age")]
    for number in range(turns):
        events += [
            UserUttered(f"message {number}", {"name": "masks"}),
            ActionExecuted("utter_masks"),
            BotUttered("x"),
            ActionExecuted("action_listen"),
        ]
    return DialogueStateTracker.from_events("c", events, domain.slots)


def saved(store, tracker):
    asyncio.run(store.save(tracker))
    return asyncio.run(store.retrieve("c"))


def test_a_long_conversation_keeps_its_slots_and_form_and_few_events(store, domain):
    back = saved(store, tracker_of(domain, 50))
    assert len(back.events) <= 4 * KEPT_TURNS + 4
    assert back.get_slot("report_name") == "Awa Traoré"
    assert back.get_slot("requested_slot") == "report_age"
    assert back.active_loop_name == "report_case_form"
    assert back.latest_message.text == "message 49"


def test_names_are_not_readable_in_redis_and_do_not_stay_for_ever(store, domain, redis_url):
    saved(store, tracker_of(domain, 2))
    client = redis.Redis.from_url(redis_url)
    raw = client.get("assa:conversation:c")
    assert b"Awa" not in raw
    assert 0 < client.ttl("assa:conversation:c") <= 86_400


def test_a_conversation_can_be_forgotten(store, domain):
    saved(store, tracker_of(domain, 2))
    store.forget("c")
    assert asyncio.run(store.retrieve("c")) is None


def test_a_conversation_sealed_under_another_key_starts_anew(store, domain):
    saved(store, tracker_of(domain, 2))
    store._seal = Seal("another key")
    assert asyncio.run(store.retrieve("c")) is None


def read(store):
    """As a turn does: a new one, which reads the conversation first."""
    loaded.set(None)
    return asyncio.run(_retrieve(store))


async def _retrieve(store):
    tracker = await store.retrieve("c")
    return tracker, loaded.get()


def committed(store, tracker, digest, message_id, answer):
    loaded.set(digest)
    return store.commit(tracker, message_id, answer)


def test_the_answer_to_a_message_is_remembered_for_the_same_message_only(store, domain):
    store.forget("c")
    _, digest = read(store)
    assert committed(store, tracker_of(domain, 1), digest, "7", {"messages": []})
    assert store.answer("c", "7") == {"messages": []}
    assert store.answer("c", "8") is None


def test_of_two_turns_that_read_the_same_conversation_the_first_is_saved_and_the_other_not_at_all(store, domain):
    store.forget("c")
    _, first = read(store)
    _, second = read(store)
    assert committed(store, tracker_of(domain, 1), first, "first", {"messages": [1]})
    assert not committed(store, tracker_of(domain, 2), second, "second", {"messages": [2]})
    tracker, after = read(store)
    assert tracker.latest_message.text == "message 0"
    assert store.answer("c", "second") is None
    assert committed(store, tracker_of(domain, 3), after, "third", {"messages": [3]})
    assert not committed(store, tracker_of(domain, 4), after, "fourth", {})


def test_every_event_is_read_as_rasa_reads_it():
    assert {name: Event.resolve_by_type(name) for name in EVENTS} == EVENTS


def test_the_first_turn_of_somebody_new_is_saved(store, domain):
    async def first_turn():
        loaded.set(None)
        tracker = await store.get_or_create_tracker("c")
        return store.commit(tracker, "1", {"messages": []})

    store.forget("c")
    assert asyncio.run(first_turn())
    assert store.answer("c", "1") == {"messages": []}


def test_a_turn_reads_the_conversation_with_the_question_for_its_answer_and_not_again(store, domain, monkeypatch):
    saved(store, tracker_of(domain, 2))

    async def begun():
        loaded.set(None)
        assert store.begin("c", "m") is None
        monkeypatch.setattr(store._redis, "get", lambda key: pytest.fail(f"read again: {key}"))
        tracker = await store.retrieve("c")
        assert tracker.get_slot("report_name") == "Awa Traoré"
        assert store.commit(tracker, "m", {"messages": [1]})
        monkeypatch.undo()
        # the turn is over: what is read now is read anew
        assert (await store.retrieve("c")) is not None
        return store.begin("c", "m")

    assert asyncio.run(begun()) == {"messages": [1]}
