"""The JSON route of the web chat: `POST /chat/messages` does the turn and gives the answer, `GET` gives what came later."""

import hashlib
import json
import uuid
from typing import Any

import redis.asyncio as redis
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot import inbox, outbox
from bot.channels.webchat.limits import WINDOW, Limits
from bot.inbound import Inbound, Kind
from bot.models import OutboxMessage
from bot.turn import Turns
from core.database import AsyncDatabase
from core.settings import Settings
from messages import queries as messages

CHANNEL = "webchat"
MAX_BODY = 100_000
MAX_TEXT = 20_000
MAX_SENDER = 128
SPARE = 10.0
"""Seconds beside Rasa's own time after which a worker takes a message over, should this process die."""

Json = dict[str, Any]


class Bad(Exception):
    """What is wrong with a request: an HTTP status and a code."""

    def __init__(self, status: int, code: str) -> None:
        self.status, self.code = status, code
        super().__init__(code)

    @property
    def response(self) -> Response:
        headers = {"Retry-After": str(WINDOW)} if self.status == 429 else None
        return JSONResponse({"error": self.code}, status_code=self.status, headers=headers)


def shown(row: OutboxMessage) -> Json:
    """A part as the page gets it."""
    audio = row.part.get("audio")
    return {
        "response": row.response,
        "text": row.part["text"],
        "choices": [{"id": choice["id"], "title": choice["title"]} for choice in row.part["choices"]],
        "audio": f"/chat/audio/{audio}" if audio else None,
    }


def _sender(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_SENDER or not value.isprintable():
        raise Bad(422, "bad_sender")
    return value


def read(body: object) -> Inbound:
    """The message in a request's body. Raises Bad naming what is missing or wrong."""
    if not isinstance(body, dict):
        raise Bad(422, "not_an_object")
    sender, text, choice = _sender(body.get("sender")), body.get("text"), body.get("choice")
    if (text is None) == (choice is None):
        raise Bad(422, "text_or_choice")
    if not isinstance(choice if text is None else text, str):
        raise Bad(422, "not_a_text")
    if text is not None and len(text) > MAX_TEXT:
        raise Bad(413, "text_too_long")
    given = body.get("id")
    if given is not None and (not isinstance(given, str) or not 1 <= len(given) <= MAX_SENDER):
        raise Bad(422, "bad_id")
    # the page's ids are unique to their sender only
    unique = uuid.uuid4().hex if given is None else hashlib.sha256(f"{sender}\0{given}".encode()).hexdigest()
    kind = Kind.TEXT if choice is None else Kind.CHOICE
    return Inbound(CHANNEL, sender, unique, kind, text=text or "", choice=choice)


class Api:
    def __init__(self, settings: Settings, database: AsyncDatabase, turns: Turns) -> None:
        self.settings, self.database, self.turns = settings, database, turns
        self.redis = redis.Redis.from_url(settings.redis_url or "redis://127.0.0.1:6379/0", socket_timeout=1, socket_connect_timeout=1)
        self.limits = Limits(self.redis)

    async def post(self, request: Request) -> Response:
        try:
            inbound = read(await self._body(request))
            await self._limit(request, inbound.sender)
        except Bad as bad:
            return bad.response
        stored = await self.database.run(self._store, inbound)
        conversation_id, inbox_id, new = stored
        if new:
            await self.turns.now(conversation_id, inbox_id)
        rows = await self.database.run(_taken, inbound.sender, inbox_id)
        return JSONResponse({"messages": [shown(row) for row in rows]})

    async def get(self, request: Request) -> Response:
        """What came since: answers that were late, and what is sent unasked."""
        try:
            sender = _sender(request.query_params.get("sender"))
            await self._limit(request, sender)
        except Bad as bad:
            return bad.response
        rows = await self.database.run(_taken, sender, None)
        return JSONResponse({"messages": [shown(row) for row in rows]})

    async def audio(self, request: Request) -> Response:
        """A voice recording of an official message, by its handle; which is of its bytes, so that it can be kept for ever."""
        content = await self.database.run(messages.recording, request.path_params["handle"])
        if content is None:
            return PlainTextResponse("not found\n", status_code=404)
        return Response(content, media_type="audio/ogg", headers={"Cache-Control": "public, max-age=31536000, immutable"})

    def _store(self, session: Session, inbound: Inbound) -> tuple[uuid.UUID, int, bool]:
        conversation = inbox.conversation_of(session, CHANNEL, inbound.sender)
        stored = inbox.store(session, inbound, hold=self.settings.rasa_timeout + SPARE)
        if stored is not None:
            return conversation.id, stored, True
        before = inbox.stored_before(session, CHANNEL, inbound.provider_id)
        return conversation.id, before or 0, False

    async def _limit(self, request: Request, sender: str) -> None:
        address = request.client.host if request.client else ""
        digests = [hashlib.sha256(value.encode()).hexdigest()[:24] for value in (sender, address)]
        if await self.limits.exceeded(*digests):
            raise Bad(429, "too_many")

    async def _body(self, request: Request) -> object:
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise Bad(415, "json_only")
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise Bad(413, "too_large")
        try:
            return json.loads(body)
        except ValueError:
            raise Bad(400, "bad_json") from None


def _taken(session: Session, sender: str, inbox_id: int | None) -> list[OutboxMessage]:
    """Looked up by the sender, not by the conversation before: that one may just have been erased."""
    conversation = inbox.conversation_of(session, CHANNEL, sender)
    return outbox.take(session, conversation.id, inbox_id)
