"""A Bot API that sends no Telegram message: it refuses what Telegram refuses, with Telegram's words, and remembers what it was sent.

    api = FakeBotApi()
    with serve(api.app) as url: ...            # ASSA_TELEGRAM_API_URL=url
    api.say(7001, "Bonjour")                   # an update: getUpdates brings it; what is returned is what a webhook would get
    api.sent(7001)[-1].text, .choices
    api.tap(7001, "Menu"), api.block(7001)

Limits and errors: https://core.telegram.org/bots/api, https://core.telegram.org/api/errors.
"""

import asyncio
import itertools
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
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
    """A call that was accepted. data: its parameters, JSON ones read. files: what was uploaded: name and content."""

    method: str
    data: Json
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(self.data.get("text", ""))

    @property
    def rows(self) -> list[list[Json]]:
        """The rows of the inline keyboard."""
        found: list[list[Json]] = (self.data.get("reply_markup") or {}).get("inline_keyboard", [])
        return found

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(callback data, title) of the inline keyboard."""
        return [(button["callback_data"], button["text"]) for row in self.rows for button in row]


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
    """Announces a body, sends none: uvicorn closes the connection in the middle of the answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})


def units(text: str) -> int:
    """UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class FakeBotApi:
    """One bot.

    chats: who has started it. blocked: who has blocked it. deactivated: whose account is gone. calls: what was accepted, in order.
    requests: the methods that were asked for, refused ones included. updates: those that are not confirmed. webhook: what was set.
    """

    token: str = "123456789:AAFakeTokenForTests"
    chats: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    deactivated: set[int] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    updates: list[Json] = field(default_factory=list)
    webhook: Json = field(default_factory=dict)
    next_update: int = 870_000_001
    _faults: list[tuple[str | None, Response | float]] = field(default_factory=list)
    _queries: set[str] = field(default_factory=set)
    _voices: set[str] = field(default_factory=set)
    _polls: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/bot{token}/{method}", self._call, methods=["GET", "POST"])])

    # What a test arranges. method: of the Bot API, so that only a call of it is meant; else the next call, whatever it is.

    def fail(self, code: int, description: str = "Injected", *, method: str | None = None, times: int = 1, **parameters: Any) -> None:
        """The next calls are refused."""
        self._faults += [(method, _Refusal(code, description, **parameters).response) for _ in range(times)]

    def flood(self, retry_after: int, method: str | None = None) -> None:
        """The next call came too early."""
        self.fail(429, f"Too Many Requests: retry after {retry_after}", method=method, retry_after=retry_after)

    def answer(self, status: int, body: str, content_type: str = "text/html", method: str | None = None) -> None:
        """The next call gets this answer, which may be none of the Bot API's (a proxy's page)."""
        self._faults.append((method, Response(body, status_code=status, media_type=content_type)))

    def drop(self, method: str | None = None) -> None:
        """The connection of the next call breaks."""
        self._faults.append((method, _Dropped()))

    def hang(self, seconds: float, method: str | None = None) -> None:
        """The next call is answered only after this time."""
        self._faults.append((method, seconds))

    def sent(self, chat: int) -> list[Call]:
        """The messages that this chat was sent."""
        return [call for call in self.calls if call.method == "sendMessage" and call.data["chat_id"] == chat]

    def called(self, method: str) -> list[Call]:
        """The accepted calls of a method."""
        return [call for call in self.calls if call.method == method]

    # What people do. Each gives the update, which also waits for getUpdates.

    def say(self, chat: int, text: str) -> Json:
        """Somebody writes."""
        return self.message(chat, text=text)

    def message(self, chat: int, **content: Any) -> Json:
        """Somebody sends anything: `message(7001, voice={...})`. Whoever writes has started the bot, and blocks it no more."""
        self.chats.add(chat)
        self.blocked.discard(chat)
        head = {"message_id": next(self._numbers), "from": _user(chat), "chat": _chat(chat), "date": int(time.time())}
        return self.update(message={**head, **content})

    def tap(self, chat: int, title: str) -> Json:
        """Somebody taps the button of this title, of what was sent to them last under it."""
        call = next(call for call in reversed(self.sent(chat)) if title in [choice[1] for choice in call.choices])
        data = next(choice[0] for choice in call.choices if choice[1] == title)
        query = str(3_000_000_000_000_000_000 + next(self._numbers))
        self._queries.add(query)
        message = {**self._sent_message(chat), "text": call.text, "reply_markup": call.data["reply_markup"]}
        return self.update(callback_query={"id": query, "from": _user(chat), "message": message, "chat_instance": "-42", "data": data})

    def block(self, chat: int, blocked: bool = True) -> Json:
        """Somebody blocks the bot, or lets it in again."""
        (self.blocked.add if blocked else self.blocked.discard)(chat)
        bot = {"id": int(self.token.partition(":")[0]), "is_bot": True, "first_name": "ASSA", "username": "assa_bot"}
        states: list[Json] = [{"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}]
        old, new = states if blocked else reversed(states)
        change = {"chat": _chat(chat), "from": _user(chat), "date": int(time.time()), "old_chat_member": old, "new_chat_member": new}
        return self.update(my_chat_member=change)

    def update(self, **content: Any) -> Json:
        """Any update: `update(poll={...})`."""
        update = {"update_id": self.next_update, **content}
        self.next_update += 1
        self.updates.append(update)
        return update

    # The API

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        self.requests.append(method)
        fault = next((each for each in self._faults if each[0] in (None, method)), None)
        if fault is not None:
            self._faults.remove(fault)
            if isinstance(fault[1], Response):
                return fault[1]
            await asyncio.sleep(fault[1])
        if request.path_params["token"] != self.token:
            return _Refusal(401, "Unauthorized").response
        handler = getattr(self, f"_{method}", None)
        if handler is None:
            return _Refusal(404, "Not Found").response
        call = Call(method, *await _parameters(request))
        try:
            result = await handler(call)
        except _Refusal as refusal:
            return refusal.response
        self.calls.append(call)
        return JSONResponse({"ok": True, "result": result})

    def _chat(self, data: Json) -> int:
        chat = int(data["chat_id"]) if re.fullmatch(r"-?\d+", str(data.get("chat_id", ""))) else 0
        data["chat_id"] = chat
        if chat not in self.chats:
            raise _Refusal(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise _Refusal(403, "Forbidden: bot was blocked by the user")
        if chat in self.deactivated:
            raise _Refusal(403, "Forbidden: user is deactivated")
        return chat

    async def _sendMessage(self, call: Call) -> Json:
        chat, text = self._chat(call.data), call.text.strip()
        if not text:
            raise _Refusal(400, "Bad Request: message text is empty")
        if units(text) > 4096:
            raise _Refusal(400, "Bad Request: message is too long")
        self._check_keyboard(call.rows)
        return {**self._sent_message(chat), "text": text}

    def _check_keyboard(self, rows: list[list[Json]]) -> None:
        buttons = [button for row in rows for button in row]
        if len(buttons) > 100:
            raise _Refusal(400, "Bad Request: reply markup is too long")
        for button in buttons:
            if not str(button.get("text", "")).strip():
                raise _Refusal(400, "Bad Request: inline keyboard button text must be non-empty")
            if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
                raise _Refusal(400, "Bad Request: BUTTON_DATA_INVALID")

    def _sent_message(self, chat: int) -> Json:
        bot = {"id": int(self.token.partition(":")[0]), "is_bot": True, "first_name": "ASSA", "username": "assa_bot"}
        return {"message_id": next(self._numbers), "from": bot, "chat": _chat(chat), "date": int(time.time())}

    async def _sendVoice(self, call: Call) -> Json:
        chat = self._chat(call.data)
        if "voice" in call.files:
            name, content = call.files["voice"]
            if not content:
                raise _Refusal(400, "Bad Request: file must be non-empty")
            if not name.endswith((".ogg", ".mp3", ".m4a")):
                raise _Refusal(400, "Bad Request: VOICE_FILE_INVALID")
            file_id = f"AwACAgQAAxkDAAIB{next(self._numbers):08d}"
            self._voices.add(file_id)
        else:
            file_id = str(call.data.get("voice", ""))
            if file_id not in self._voices:
                raise _Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
        voice = {"file_id": file_id, "file_unique_id": file_id[-10:], "duration": 3, "mime_type": "audio/ogg"}
        return {**self._sent_message(chat), "voice": voice}

    def forget_voices(self) -> None:
        """The ids of what was uploaded are good no more."""
        self._voices.clear()

    async def _sendChatAction(self, call: Call) -> bool:
        self._chat(call.data)
        if call.data.get("action") != "typing":
            raise _Refusal(400, "Bad Request: wrong parameter action in request")
        return True

    async def _answerCallbackQuery(self, call: Call) -> bool:
        query = call.data.get("callback_query_id")
        if query not in self._queries:
            raise _Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._queries.discard(query)
        return True

    async def _setMyCommands(self, call: Call) -> bool:
        commands = call.data.get("commands") or []
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]) or not 1 <= units(command["description"]) <= 256:
                raise _Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        return True

    async def _setWebhook(self, call: Call) -> bool:
        if not str(call.data.get("url", "")).startswith("https://"):
            raise _Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[\w-]{0,256}", call.data.get("secret_token", ""), re.ASCII):
            raise _Refusal(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = call.data
        return True

    async def _deleteWebhook(self, call: Call) -> bool:
        self.webhook = {}
        return True

    async def _getUpdates(self, call: Call) -> list[Json]:
        """Waits as long as it is asked to; a second one ends the first."""
        self._polls += 1
        poll, until = self._polls, time.monotonic() + int(call.data.get("timeout") or 0)
        if call.data.get("offset"):
            offset = int(call.data["offset"])
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        while True:
            if self.webhook:
                raise _Refusal(
                    409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
                )
            if poll != self._polls:
                raise _Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
            if self.updates or time.monotonic() >= until:
                return self.updates[: int(call.data.get("limit") or 100)]
            await asyncio.sleep(0.01)


def _user(chat: int) -> Json:
    return {"id": chat, "is_bot": False, "first_name": "Awa", "language_code": "fr"}


def _chat(chat: int) -> Json:
    return {"id": chat, "first_name": "Awa", "type": "private"}


async def _parameters(request: Request) -> tuple[Json, dict[str, tuple[str, bytes]]]:
    """Parameters and files: of a JSON body, of a form whose structured values are JSON (python-telegram-bot), of a multipart form."""
    body, kind = await request.body(), request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return dict(json.loads(body)), {}
    fields: dict[str, str] = {}
    files = {}
    if kind.startswith("multipart/"):
        for part in message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP).iter_parts():
            name, content = str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True)
            assert isinstance(content, bytes)
            if (filename := part.get_filename()) is not None:
                files[name] = (filename, content)
            else:
                fields[name] = content.decode()
    else:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    data: Json = {name: json.loads(value) if _structured(name, value) else value for name, value in fields.items()}
    return data, files


def _structured(name: str, value: str) -> bool:
    """What people read stays as it is, whatever it begins with."""
    return name not in ("text", "caption") and value[:1] in ("{", "[")
