"""A Graph API that sends no WhatsApp message: it checks what the Cloud API checks, refuses as it refuses, and remembers what was sent.

    graph = FakeGraphApi()
    with serve(graph.app) as url: ...          # ASSA_WHATSAPP_API_URL=url
    body = graph.event(graph.text("22376000001", "Bonjour"))
    POST /whatsapp with `body` and `graph.headers(body)`
    graph.sent[-1].text, graph.sent[-1].choices

Limits: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages (text, reply buttons, lists, audio).
Meta tells some failures (outside the window, not on WhatsApp) at once or later, by a status: `late_failures` chooses.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

Json = dict[str, Any]

AUDIO_TYPES = {"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}
DAY = 86_400.0


def sign(body: bytes, secret: str) -> str:
    """The value of `X-Hub-Signature-256` for this body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the API accepted. choices: what can be tapped, as (id, title). audio: what was uploaded, of a recording."""

    id: str
    to: str
    type: str
    raw: Json
    audio: bytes | None = None

    @property
    def text(self) -> str:
        content = self.raw[self.type]
        return str(content["body"]["text"] if self.type == "interactive" else content.get("body", ""))

    @property
    def choices(self) -> list[tuple[str, str]]:
        action = self.raw.get("interactive", {}).get("action", {})
        buttons = [button["reply"] for button in action.get("buttons", [])]
        rows = [row for section in action.get("sections", []) for row in section["rows"]]
        return [(each["id"], each["title"]) for each in buttons or rows]


class _Refusal(Exception):
    """An error as the Graph API answers it."""

    def __init__(self, status: int, code: int, message: str, details: str = "", headers: Mapping[str, str] | None = None) -> None:
        self.response = JSONResponse(
            {
                "error": {
                    "message": f"(#{code}) {message}",
                    "type": "OAuthException",
                    "code": code,
                    "error_data": {"messaging_product": "whatsapp", "details": details or message},
                    "fbtrace_id": "AFakeTraceOfTheFakeGraph",
                }
            },
            status_code=status,
            headers=headers,
        )
        super().__init__(message)


class _Dropped(Response):
    """Announces a body, sends none: uvicorn closes the connection in the middle of the answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})


@dataclass
class FakeGraphApi:
    """One business number. People count as writing to it when `text`, `tap` or `message` made a message of theirs, or by `wrote`.

    nobody: numbers without WhatsApp. stopped: people who stopped what we send. late_failures: the 24-hour window and `nobody` are not
    refused at once but accepted, and `failed` holds what the status would say. always_open: the window is not checked.
    templates: those that Meta approved, by name and language; the window does not hold them back.
    """

    token: str = "EAAFakeToken"
    phone_id: str = "106540352242922"
    app_secret: str = "fake-app-secret"
    nobody: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    late_failures: bool = False
    always_open: bool = False
    templates: set[tuple[str, str]] = field(default_factory=lambda: {("assa_message", "fr")})
    sent: list[Sent] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    failed: list[tuple[str, int]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    _faults: list[Response | float] = field(default_factory=list)
    _wrote: dict[str, float] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v{version}/{phone_id}/messages", self._guarded(self._messages), methods=["POST"]),
                Route("/v{version}/{phone_id}/media", self._guarded(self._media), methods=["POST"]),
            ]
        )

    # What a test arranges

    def fail(self, status: int, code: int, message: str = "Injected", *, times: int = 1, retry_after: str | None = None) -> None:
        """The next calls are refused with this HTTP status and code of Meta."""
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        self._faults += [_Refusal(status, code, message, headers=headers).response for _ in range(times)]

    def answer(self, status: int, body: str, content_type: str = "text/html") -> None:
        """The next call gets this answer, which may be none of the Cloud API's (a proxy's page)."""
        self._faults.append(Response(body, status_code=status, media_type=content_type))

    def drop(self) -> None:
        """The connection of the next call breaks."""
        self._faults.append(_Dropped())

    def hang(self, seconds: float) -> None:
        """The next call is answered only after this time."""
        self._faults.append(seconds)

    def wrote(self, sender: str, ago: float = 0) -> None:
        """This person wrote to us, so many seconds ago: the 24-hour window opened then."""
        self._wrote[sender] = time.time() - ago

    def clear(self) -> None:
        """Forget what was sent and what was injected; keep who wrote."""
        for each in (self.sent, self.read, self.typing, self.failed, self.requests, self._faults):
            each.clear()

    # What Meta sends us

    def message(self, sender: str, kind: str, content: Any, message_id: str | None = None, **more: Any) -> Json:
        """A message as it stands in an event: `message("223…", "sticker", {"id": "1"})`. Opens the window."""
        self.wrote(sender)
        stamp = str(int(time.time()))
        return {"from": sender, "id": message_id or self._wamid(), "timestamp": stamp, "type": kind, kind: content, **more}

    def text(self, sender: str, text: str, message_id: str | None = None) -> Json:
        return self.message(sender, "text", {"body": text}, message_id)

    def tap(self, sender: str, title: str) -> Json:
        """A tap on what was sent to this person last under that title."""
        message = next(sent for sent in reversed(self.sent) if sent.to == sender and title in [choice[1] for choice in sent.choices])
        reply = {"id": next(choice[0] for choice in message.choices if choice[1] == title), "title": title}
        kind = "button_reply" if message.raw["interactive"]["type"] == "button" else "list_reply"
        return self.message(sender, "interactive", {"type": kind, kind: reply}, context={"from": "22320000000", "id": message.id})

    def status(self, message_id: str, status: str, code: int | None = None) -> Json:
        """A status update as it stands in an event."""
        errors = {} if code is None else {"errors": [{"code": code, "title": "Injected", "error_data": {"details": "Injected"}}]}
        return {"id": message_id, "status": status, "timestamp": str(int(time.time())), "recipient_id": "22376000001", **errors}

    def event(self, *messages: Json, statuses: list[Json] | None = None, phone_id: str | None = None) -> bytes:
        """The body of a POST to the webhook."""
        value: Json = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "22320000000", "phone_number_id": phone_id or self.phone_id},
        }
        if messages:
            value["contacts"] = [{"profile": {"name": "Test"}, "wa_id": messages[0].get("from", "")}]
            value["messages"] = list(messages)
        if statuses:
            value["statuses"] = statuses
        entry = {"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    def headers(self, body: bytes) -> dict[str, str]:
        """The headers of a POST to the webhook, signature included."""
        return {"Content-Type": "application/json", "User-Agent": "facebookexternalua", "X-Hub-Signature-256": sign(body, self.app_secret)}

    # The API

    def _guarded(self, endpoint: Any) -> Any:
        """Injected faults first, then the token and the number, then the call; a refusal becomes its answer."""

        async def guarded(request: Request) -> Response:
            self.requests.append(request.url.path)
            fault = self._faults.pop(0) if self._faults else None
            if isinstance(fault, Response):
                return fault
            if fault is not None:
                await asyncio.sleep(fault)
            try:
                if request.headers.get("authorization") != f"Bearer {self.token}":
                    raise _Refusal(401, 190, "Invalid OAuth access token - Cannot parse access token")
                if request.path_params["phone_id"] != self.phone_id:
                    raise _Refusal(400, 100, "Unsupported post request. Object with this ID does not exist")
                return JSONResponse(await endpoint(request))
            except _Refusal as refusal:
                return refusal.response

        return guarded

    async def _messages(self, request: Request) -> Json:
        data = await request.json()
        if data.get("messaging_product") != "whatsapp":
            raise _Refusal(400, 100, "The parameter messaging_product is required")
        if data.get("status") == "read":
            return self._mark(data)
        to = data.get("to") or data.get("recipient") or ""
        if not re.fullmatch(r"\+?\d{6,15}|[A-Z]{2}\.\w+", to):
            raise _Refusal(400, 131009, "Parameter value is not valid", "to is not a phone number")
        kind = data.get("type")
        check = {
            "text": _check_text,
            "interactive": _check_interactive,
            "audio": self._check_audio,
            "template": self._check_template,
        }.get(str(kind))
        if check is None:
            raise _Refusal(400, 131051, "Unsupported message type")
        check(data.get(kind) or {})
        wa_id = to.removeprefix("+")
        failure = self._failure(wa_id, template=kind == "template")
        message_id = self._wamid()
        if failure is not None and not (self.late_failures and failure[0] in (131026, 131047)):
            raise _Refusal(400, *failure)
        if failure is not None:
            self.failed.append((message_id, failure[0]))
        else:
            audio = self.uploads[data["audio"]["id"]][1] if kind == "audio" else None
            self.sent.append(Sent(message_id, wa_id, str(kind), data, audio))
        contact = {"input": to, "wa_id": wa_id} if data.get("to") else {"input": to, "user_id": to}
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": message_id}]}

    def _failure(self, wa_id: str, *, template: bool) -> tuple[int, str] | None:
        if wa_id in self.nobody:
            return 131026, "Message undeliverable"
        if wa_id in self.stopped:
            return 131050, "Unable to deliver the message. This recipient has chosen to stop receiving messages"
        if not template and not self.always_open and time.time() - self._wrote.get(wa_id, 0) > DAY:
            return 131047, "Re-engagement message"
        return None

    def _mark(self, data: Json) -> Json:
        message_id = data.get("message_id", "")
        if not message_id.startswith("wamid."):
            raise _Refusal(400, 131009, "Parameter value is not valid", "message_id")
        self.read.append(message_id)
        if "typing_indicator" in data:
            if data["typing_indicator"] != {"type": "text"}:
                raise _Refusal(400, 100, "Invalid parameter", "typing_indicator")
            self.typing.append(message_id)
        return {"success": True}

    def _check_template(self, template: Json) -> None:
        if (template.get("name"), (template.get("language") or {}).get("code")) not in self.templates:
            raise _Refusal(404, 132001, "Template name does not exist in the translation")

    def _check_audio(self, audio: Json) -> None:
        if audio.get("id") not in self.uploads:
            raise _Refusal(400, 131009, "Parameter value is not valid", "no such media")
        if audio.get("voice") and not self.uploads[audio["id"]][0].startswith("audio/ogg"):
            raise _Refusal(400, 131009, "Parameter value is not valid", "a voice message is ogg")

    async def _media(self, request: Request) -> Json:
        form = await _form(request)
        if "file" not in form or form.get("messaging_product", ("", b""))[1] != b"whatsapp":
            raise _Refusal(400, 100, "Invalid parameter", "messaging_product and file are required")
        media_type, content = form["file"]
        if media_type not in AUDIO_TYPES:
            raise _Refusal(400, 100, "Param file must be a file with one of the following types", media_type)
        if len(content) > 16 * 1024 * 1024:
            raise _Refusal(400, 131053, "Media upload error", "too large")
        media_id = str(1_000_000_000_000_000 + next(self._numbers))
        self.uploads[media_id] = (media_type, content)
        return {"id": media_id}

    def _wamid(self) -> str:
        return f"wamid.HBgLMjIzNzYwMDAwMDEVAgARGBI{next(self._numbers):016X}AA=="


async def _form(request: Request) -> dict[str, tuple[str, bytes]]:
    """The fields of a multipart form: name to media type and content."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    parts = message_from_bytes(head + await request.body(), policy=HTTP).iter_parts()
    found = {}
    for part in parts:
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            found[str(part.get_param("name", header="content-disposition"))] = (part.get_content_type(), content)
    return found


def _length(text: Any) -> int:
    """UTF-16 units: as strict as anybody may count."""
    return len(text.encode("utf-16-le")) // 2 if isinstance(text, str) else 0


def _within(name: str, text: Any, longest: int) -> None:
    if not 1 <= _length(text) <= longest or not text.strip():
        raise _Refusal(400, 131009, "Parameter value is not valid", f"{name} length invalid. Min length: 1, Max length: {longest}")


def _unique(name: str, values: list[Any]) -> None:
    if len(set(values)) != len(values):
        raise _Refusal(400, 131009, "Parameter value is not valid", f"Duplicated {name}")


def _check_text(text: Json) -> None:
    if _length(text.get("body")) > 4096:
        raise _Refusal(400, 100, "Param text['body'] must be at most 4096 characters long.")
    if not str(text.get("body", "")).strip():
        raise _Refusal(400, 100, "The parameter text['body'] is required.")


def _check_interactive(interactive: Json) -> None:
    kind, action = interactive.get("type"), interactive.get("action") or {}
    _within("Body text", (interactive.get("body") or {}).get("text"), 1024)
    if kind == "button":
        _check_buttons(action.get("buttons") or [])
    elif kind == "list":
        _check_list(action)
    else:
        raise _Refusal(400, 131009, "Parameter value is not valid", "interactive type")


def _check_buttons(buttons: list[Json]) -> None:
    if not 1 <= len(buttons) <= 3:
        raise _Refusal(400, 131009, "Parameter value is not valid", "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    replies = [button.get("reply") or {} for button in buttons]
    for reply in replies:
        _within("Button title", reply.get("title"), 20)
        _within("Button id", reply.get("id"), 256)
    _unique("button title", [reply["title"] for reply in replies])
    _unique("button id", [reply["id"] for reply in replies])


def _check_list(action: Json) -> None:
    _within("Button", action.get("button"), 20)
    sections = action.get("sections") or []
    rows = [row for section in sections for row in section.get("rows") or []]
    if not 1 <= len(rows) <= 10 or not 1 <= len(sections) <= 10:
        raise _Refusal(400, 131009, "Parameter value is not valid", "Total row count exceed max allowed count: 10")
    for section in sections:
        if len(sections) > 1 or section.get("title"):
            _within("Section title", section.get("title"), 24)
    for row in rows:
        _within("Row title", row.get("title"), 24)
        _within("Row id", row.get("id"), 200)
        if row.get("description"):
            _within("Row description", row["description"], 72)
    _unique("row id", [row["id"] for row in rows])
