"""The only way into Rasa: `bot` posts a turn, and gets response names and arguments back.

| route (below /webhooks/assa) | |
|---|---|
| `GET /ready` | 200 when a model is loaded and Redis answers, else 503 |
| `POST /turn` | `{"conversation", "message_id", "text", "metadata"}` -> `{"messages", "form", "slot", "intent", "confidence"}` |
| `POST /parse` | `{"texts": [...]}` -> `{"rankings": [[{"name", "confidence"}]]}` |
| `DELETE /conversations/<id>` | forget a conversation |

A message of a turn is `{"response", "arguments", "choices", "multiple"}`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import redis
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from assa_nlu.patches import failed_actions, quicken
from assa_nlu.tracker_store import BoundedRedisTrackerStore, loaded

logger = logging.getLogger(__name__)


class NamedOutput(OutputChannel):
    """Collects the messages of a turn as `NamedResponses` made them; never splits, never drops."""

    @classmethod
    def name(cls) -> str:
        return "assa"

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        custom = message.get("custom") or {}
        self.messages.append(
            {
                "response": custom.get("response") or message.get("text"),
                "arguments": custom.get("arguments", {}),
                "choices": [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []],
                "multiple": bool(message.get("multiple")),
            }
        )


async def _turn(processor: MessageProcessor, message: UserMessage) -> tuple[DialogueStateTracker, dict[str, Any]] | None:
    """What `MessageProcessor.handle_message` does but saving; None where an action failed: the turn is to be tried again."""
    failed_actions.set([])
    loaded.set(None)
    quicken(processor)
    tracker = await processor.log_message(message, should_save_tracker=False)
    tracker = await processor.run_action_extract_slots(message.output_channel, tracker)
    await processor._run_prediction_loop(message.output_channel, tracker)
    if failed_actions.get():
        return None
    latest = tracker.latest_message
    intent = latest.intent if latest else {}
    answer = {
        "messages": message.output_channel.messages,
        "form": tracker.active_loop_name,
        "slot": tracker.get_slot("requested_slot"),
        "intent": intent.get("name"),
        "confidence": intent.get("confidence"),
    }
    # not through Rasa's own saving, which would go on in this process's memory where Redis is away
    return tracker, answer


async def _answer(processor: MessageProcessor, memory: BoundedRedisTrackerStore, body: dict[str, Any]) -> HTTPResponse:
    """The answer to a message: the one that was given before, else that of a turn, which is saved with the conversation or not at all."""
    conversation, message_id = body["conversation"], body["message_id"]
    known = memory.begin(conversation, message_id)
    if known is not None:
        return response.json(known)
    metadata = body.get("metadata") or {}
    message = UserMessage(
        body["text"], NamedOutput(), conversation, input_channel=AssaInput.name(), message_id=message_id, metadata=metadata
    )
    done = await _turn(processor, message)
    if done is None:
        return response.json({"error": "action_failed"}, status=503)
    tracker, answer = done
    if memory.commit(tracker, message_id, answer):
        return response.json(answer)
    # whoever asked before us, and died, had another process at work on it: its answer counts
    known = memory.answer(conversation, message_id)
    return response.json({"error": "overtaken"}, status=503) if known is None else response.json(known)


class AssaInput(InputChannel):
    @classmethod
    def name(cls) -> str:
        return "assa"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("assa_webhook", __name__)

        def store(agent: Agent) -> BoundedRedisTrackerStore:
            # Agent wraps its store in AwaitableTrackerStore / FailSafeTrackerStore
            inner = agent.tracker_store
            while not isinstance(inner, BoundedRedisTrackerStore):
                inner = inner._tracker_store
            return inner

        @webhook.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent: Agent | None = getattr(request.app.ctx, "agent", None)
            try:
                up = agent is not None and agent.is_ready() and store(agent).ping()
            except redis.RedisError:
                up = False
            return response.json({"ready": up}, status=200 if up else 503)

        @webhook.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            agent: Agent = request.app.ctx.agent
            return await _answer(agent.processor, store(agent), request.json)

        @webhook.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            agent: Agent = request.app.ctx.agent
            quicken(agent.processor)
            parsed = [await agent.parse_message(text) for text in request.json["texts"]]
            return response.json({"rankings": [p.get("intent_ranking") or [] for p in parsed]})

        @webhook.delete("/conversations/<conversation>")
        async def forget(request: Request, conversation: str) -> HTTPResponse:
            store(request.app.ctx.agent).forget(conversation)
            return response.empty()

        return webhook
