"""A Bot API that refuses what Telegram's refuses, and can be told to fail: over real HTTP, for python-telegram-bot as it is."""

import asyncio
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was accepted. data: its parameters, JSON ones read."""

    method: str
    data: Json

    @property
    def text(self) -> str:
        return str(self.data.get("text", ""))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(callback data, title) of the inline keyboard."""
        rows = (self.data.get("reply_markup") or {}).get("inline_keyboard", [])
        return [(button["callback_data"], button["text"]) for row in rows for button in row]


class _Refusal(Exception):
    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        self.code, self.description, self.parameters = code, description, parameters
        super().__init__(description)

    @property
    def response(self) -> Response:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return JSONResponse(body, status_code=self.code)


class _Dropped(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise ConnectionResetError("dropped by the test")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass
class FakeBotApi:
    """One bot. chats: who has started it. blocked: who has blocked it. calls: what was accepted, in order."""

    token: str = "123456789:AAFakeTokenForTests"
    chats: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    updates: list[Json] = field(default_factory=list)
    webhook: str = ""
    offset: int = 0
    _faults: list[Response] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/bot{token}/{method}", self._call, methods=["GET", "POST"])])

    # What a test arranges

    def fail(self, code: int, description: str = "Injected", **parameters: Any) -> None:
        """The next call is refused."""
        self._faults.append(_Refusal(code, description, **parameters).response)

    def drop(self) -> None:
        """The connection of the next call breaks."""
        self._faults.append(_Dropped())

    def sent(self, chat: int) -> list[Call]:
        """The messages that this chat was sent."""
        return [call for call in self.calls if call.method == "sendMessage" and call.data["chat_id"] == chat]

    def arrives(self, chat: int, text: str) -> Json:
        """Somebody writes: an update for polling."""
        self.chats.add(chat)
        user = {"id": chat, "is_bot": False, "first_name": "Test"}
        message = {"message_id": next(self._numbers), "date": 1, "from": user, "chat": {"id": chat, "type": "private"}, "text": text}
        update = {"update_id": 1000 + next(self._numbers), "message": message}
        self.updates.append(update)
        return update

    # The API

    async def _call(self, request: Request) -> Response:
        if self._faults:
            return self._faults.pop(0)
        if request.path_params["token"] != self.token:
            return _Refusal(401, "Unauthorized").response
        method = request.path_params["method"]
        handler = getattr(self, f"_{method}", None)
        if handler is None:
            return _Refusal(404, "Not Found").response
        data = await _parameters(request)
        try:
            result = await handler(data)
        except _Refusal as refusal:
            return refusal.response
        self.calls.append(Call(method, data))
        return JSONResponse({"ok": True, "result": result})

    def _chat(self, data: Json) -> int:
        chat = int(data["chat_id"])
        data["chat_id"] = chat
        if chat not in self.chats:
            raise _Refusal(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise _Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    async def _sendMessage(self, data: Json) -> Json:
        chat = self._chat(data)
        text = str(data.get("text", "")).strip()
        if not text:
            raise _Refusal(400, "Bad Request: message text is empty")
        if units(text) > 4096:
            raise _Refusal(400, "Bad Request: message is too long")
        for row in (data.get("reply_markup") or {}).get("inline_keyboard", []):
            for button in row:
                if not button.get("text"):
                    raise _Refusal(400, "Bad Request: button text is empty")
                if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
                    raise _Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        return self._message(chat, text=text)

    def _message(self, chat: int, **content: Any) -> Json:
        return {"message_id": next(self._numbers), "date": 1, "chat": {"id": chat, "type": "private"}, **content}

    async def _sendVoice(self, data: Json) -> Json:
        voice = {"file_id": "v", "file_unique_id": "v", "duration": 1}
        return self._message(self._chat(data), voice=voice)

    async def _sendChatAction(self, data: Json) -> bool:
        self._chat(data)
        return True

    async def _answerCallbackQuery(self, data: Json) -> bool:
        return True

    async def _deleteWebhook(self, data: Json) -> bool:
        self.webhook = ""
        return True

    async def _setWebhook(self, data: Json) -> bool:
        self.webhook = data["url"]
        return True

    async def _getUpdates(self, data: Json) -> list[Json]:
        if self.webhook:
            raise _Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self.offset = int(data.get("offset") or self.offset)
        self.updates = [update for update in self.updates if update["update_id"] >= self.offset]
        if not self.updates:
            await asyncio.sleep(0.05)
        return list(self.updates)


async def _parameters(request: Request) -> Json:
    """Parameters as python-telegram-bot sends them: a form whose structured values are JSON; with a file, a multipart form."""
    body = await request.body()
    if request.headers.get("content-type", "").startswith("multipart/"):
        fields = dict(re.findall(r'name="(\w+)"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]*)\r\n', body.decode("latin-1")))
    else:
        fields = dict(parse_qsl(body.decode()))
    return {name: json.loads(value) if value[:1] in ("{", "[") else value for name, value in fields.items()}
