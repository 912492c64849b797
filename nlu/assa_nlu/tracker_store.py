"""Conversation memory in Redis: few events, a bounded lifetime, sealed at rest."""

from __future__ import annotations

import contextvars
import hashlib
import logging
import os
from collections.abc import Iterable
from typing import Any

import redis
from cryptography.fernet import InvalidToken
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from assa_nlu.sealing import Seal

logger = logging.getLogger(__name__)

loaded: contextvars.ContextVar[str | None] = contextvars.ContextVar("loaded", default=None)
"""Digest of what was read of the conversation in this turn; None: nothing was read yet, "": there was nothing."""

read_ahead: contextvars.ContextVar[tuple[str, bytes | None] | None] = contextvars.ContextVar("read_ahead", default=None)
"""Conversation and what Redis holds of it, read with the question for its last answer: the turn begins with it, once."""

ANSWER_TTL = 3600
"""Seconds for which the answer to a message is kept."""

_COMMIT = """
local now = redis.call('GET', KEYS[1])
if (now and redis.sha1hex(now) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[5])
return 1
"""
"""Conversation and answer together, where the conversation still is as it was read."""

KEPT_TURNS = 2
"""Turns whose events are kept, before the one that begins. Rules look back one turn, and so does the second fallback in a row."""

EVENTS = {kind.type_name: kind for kind in reversed(all_subclasses(Event))}
"""By the name in what is stored. `Event.from_parameters` walks through all of them for each event of each conversation."""


def bounded(tracker: DialogueStateTracker, domain: Domain) -> list[Event]:
    """The tracker's events without what no rule reads: what was uttered, and all but the slots and the open form of old turns."""
    events = [event for event in tracker.events if not isinstance(event, BotUttered)]
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= KEPT_TURNS:
        return events
    cut = turns[-KEPT_TURNS]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], domain.slots)
    summary: list[Event] = [
        SlotSet(name, slot.value) for name, slot in before.slots.items() if slot.value is not None and slot.value != slot.initial_value
    ]
    if before.active_loop_name:
        summary.insert(0, ActiveLoop(before.active_loop_name))
    return [*summary, ActionExecuted("action_listen"), *events[cut:]]


def _digest(sealed: bytes) -> str:
    return hashlib.sha1(sealed).hexdigest()  # noqa: S324 (Redis has no other; it hides nothing)


class BoundedRedisTrackerStore(TrackerStore):
    """A conversation is one Redis key `assa:conversation:<id>` that lives ASSA_CONVERSATION_TTL seconds after its last message."""

    def __init__(self, domain: Domain, host: str, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        """host: the Redis URL (`url` in endpoints.yml)."""
        super().__init__(domain, event_broker, **kwargs)
        self._redis = redis.Redis.from_url(host)
        self._ttl = int(os.environ.get("ASSA_CONVERSATION_TTL", "86400"))
        self._seal = Seal()
        self._commit = self._redis.register_script(_COMMIT)

    def _key(self, sender_id: str) -> str:
        return f"assa:conversation:{sender_id}"

    def _answer_key(self, sender_id: str, message_id: str) -> str:
        return f"assa:answer:{sender_id}:{message_id}"

    def _sealed(self, tracker: DialogueStateTracker) -> bytes:
        return self._seal.close([event.as_dict() for event in bounded(tracker, self.domain)])

    async def save(self, tracker: DialogueStateTracker) -> None:
        sealed = self._sealed(tracker)
        self._redis.set(self._key(tracker.sender_id), sealed, ex=self._ttl)
        if loaded.get() is not None:
            # Rasa saves a conversation that it has just made, in the middle of its first turn: that is what this turn has read, then
            loaded.set(_digest(sealed))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        ahead = read_ahead.get()
        sealed = ahead[1] if ahead is not None and ahead[0] == sender_id else self._redis.get(self._key(sender_id))
        read_ahead.set(None)
        if loaded.get() is None:
            loaded.set("" if sealed is None else _digest(sealed))
        if sealed is None:
            return None
        try:
            events = self._seal.open(sealed)
        except InvalidToken:
            logger.warning("a conversation was sealed under another key: it starts anew")
            return None
        read = [EVENTS[parameters["event"]]._from_parameters(parameters) for parameters in events]
        return DialogueStateTracker.from_events(sender_id, read, self.domain.slots)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        return await self.retrieve(conversation_id)

    async def keys(self) -> Iterable[str]:
        prefix = self._key("")
        return [key.decode().removeprefix(prefix) for key in self._redis.scan_iter(match=prefix + "*")]

    # Beyond Rasa's interface: what the channel needs.

    def forget(self, sender_id: str) -> None:
        """Erase the conversation. Rasa itself has no way to."""
        self._redis.delete(self._key(sender_id))

    def commit(self, tracker: DialogueStateTracker, message_id: str, answer: dict[str, Any]) -> bool:
        """Save the conversation after a turn, and the answer, in one step: the same message sent again must not fill two slots.

        False, and nothing is saved, where the conversation is no longer as this turn read it: another process did a turn meanwhile.
        """
        keys = [self._key(tracker.sender_id), self._answer_key(tracker.sender_id, message_id)]
        values = [loaded.get() or "", self._sealed(tracker), self._ttl, self._seal.close(answer), ANSWER_TTL]
        return bool(self._commit(keys=keys, args=values))

    def begin(self, sender_id: str, message_id: str) -> dict[str, Any] | None:
        """The answer that was given to this message. Where there is none, its turn begins: the conversation was read with it."""
        sealed, conversation = self._redis.mget(self._answer_key(sender_id, message_id), self._key(sender_id))
        read_ahead.set((sender_id, conversation))
        return None if sealed is None else self._seal.open(sealed)

    def answer(self, sender_id: str, message_id: str) -> dict[str, Any] | None:
        sealed = self._redis.get(self._answer_key(sender_id, message_id))
        return None if sealed is None else self._seal.open(sealed)

    def ping(self) -> bool:
        return bool(self._redis.ping())
