"""`POST /telegram`: the secret is checked before anything is read; what is acknowledged is stored."""

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.base import Receive
from bot.channels.telegram.parse import inbound, membership
from core.settings import Settings

log = structlog.get_logger()

OnMembership = Callable[[str, bool], Awaitable[None]]
"""Takes a chat id, and whether the person blocked the bot (else: let it in again)."""

HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY = 1024 * 1024
"""Bytes. Telegram's updates are a few kilobytes."""


def routes(settings: Settings, receive: Receive, on_membership: OnMembership | None = None) -> list[Route]:
    """`POST /telegram` where its secret is set; else none: then the worker polls.

    An error of `receive` or `on_membership` passes on: the server says 500, and Telegram delivers the update again.
    """
    secret = "" if settings.telegram_webhook_secret is None else settings.telegram_webhook_secret.get_secret_value()
    if settings.telegram_token is None or not secret:
        return []
    return [Route("/telegram", _Webhook(secret, receive, on_membership).update, methods=["POST"])]


@dataclass(frozen=True, slots=True)
class _Webhook:
    secret: str
    receive: Receive
    on_membership: OnMembership | None

    async def update(self, request: Request) -> Response:
        """200 only after the update is stored. What no redelivery would heal is acknowledged and logged."""
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            log.warning("telegram.wrong_secret")
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            log.warning("telegram.update_too_long")
            return Response(status_code=413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            log.error("telegram.malformed_update")
            return Response(status_code=200)
        await take(update, self.receive, self.on_membership)
        return Response(status_code=200)


async def _body(request: Request) -> bytes | None:
    """The body; None as soon as it is too long, whatever length was announced."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


async def take(update: Any, receive: Receive, on_membership: OnMembership | None = None) -> None:
    """Store what an update brings, whichever way it came."""
    message = inbound(update)
    if message is not None:
        await receive(message)
    change = membership(update)
    if change is not None and on_membership is not None:
        await on_membership(*change)
