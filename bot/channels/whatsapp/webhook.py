"""The webhook of the Cloud API: GET verifies the subscription, POST brings events. What it acknowledges is stored."""

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import SecretStr
from pywa.utils import HUB_CH, HUB_SIG, HUB_VT, webhook_updates_validator
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.base import Receive
from bot.channels.whatsapp import parse
from core.settings import Settings

log = structlog.get_logger()

OnStatus = Callable[[str, str, int | None], Awaitable[None]]
"""Takes our message's provider id, its status (sent, delivered, read, played, failed) and, of a failed one, Meta's error code."""

MAX_BODY = 3 * 1024 * 1024
"""Bytes. Meta's own limit of an event: a smaller one here would refuse events that Meta sends, and with them messages of people."""


def routes(settings: Settings, receive: Receive, on_status: OnStatus | None = None) -> list[Route]:
    """`GET, POST /whatsapp`. An error of `receive` or `on_status` passes on: the server says 500, and Meta delivers the event again."""
    webhook = _Webhook(settings, receive, on_status)
    return [
        Route("/whatsapp", webhook.verify, methods=["GET"]),
        Route("/whatsapp", webhook.events, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _Webhook:
    settings: Settings
    receive: Receive
    on_status: OnStatus | None

    async def verify(self, request: Request) -> Response:
        """Meta asks once, when the webhook is entered in its pages, whether it is ours: it knows the token, we repeat the challenge."""
        token = _secret(self.settings.whatsapp_verify_token)
        query = request.query_params
        given = query.get(HUB_VT, "")
        if token is None or query.get("hub.mode") != "subscribe" or not hmac.compare_digest(given.encode(), token.encode()):
            log.warning("whatsapp.verification_refused", token_set=token is not None)
            return Response(status_code=403)
        return PlainTextResponse(query.get(HUB_CH, ""), headers={"X-Content-Type-Options": "nosniff"})

    async def events(self, request: Request) -> Response:
        """200 only after every message of the event is stored. What no redelivery would heal is acknowledged and logged."""
        secret = _secret(self.settings.whatsapp_app_secret)
        if secret is None:
            log.error("whatsapp.no_app_secret", hint="set ASSA_WHATSAPP_APP_SECRET: unsigned events are not accepted")
            return Response(status_code=503)
        body = await _body(request)
        if body is None:
            log.warning("whatsapp.event_too_long")
            return Response(status_code=413)
        if not _signed(secret, body, request.headers.get(HUB_SIG, "")):
            log.warning("whatsapp.bad_signature")
            return Response(status_code=401)
        try:
            payload = json.loads(body)
        except (ValueError, RecursionError):
            log.error("whatsapp.malformed_event")
            return Response(status_code=200)
        await self._store(payload)
        return Response(status_code=200)

    async def _store(self, payload: Any) -> None:
        """One after the other, in the order of the event: two messages of a person keep theirs."""
        for inbound in parse.inbounds(payload, self.settings.whatsapp_phone_id):
            await self.receive(inbound)
        if self.on_status is not None:
            for status in parse.statuses(payload, self.settings.whatsapp_phone_id):
                await self.on_status(status.provider_id, status.status, status.error_code)


def _secret(setting: SecretStr | None) -> str | None:
    """The setting's value; None where it is absent or empty."""
    return (setting.get_secret_value() or None) if setting is not None else None


def _signed(secret: str, body: bytes, header: str) -> bool:
    """Whether `header` is the HMAC of the raw body. (pywa's check, which stumbles over a header that is not ASCII.)"""
    return header.isascii() and webhook_updates_validator(secret, body, header)


async def _body(request: Request) -> bytes | None:
    """The raw body; None as soon as it is too long, whatever length was announced."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)
