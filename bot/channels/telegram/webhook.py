"""`POST /telegram`: the secret is checked before anything is read; the update is stored before it is acknowledged."""

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.base import Receive
from bot.channels.telegram.parse import inbound, membership
from core.settings import Settings

log = structlog.get_logger()

OnMembership = Callable[[str, bool], Awaitable[None]]
MAX_BODY = 1_000_000
"""Bytes. Telegram's updates are a few kilobytes."""


def routes(settings: Settings, receive: Receive, on_membership: OnMembership | None = None) -> list[Route]:
    """The webhook, where its secret is set; else none: then the worker polls. An error of `receive` passes on: Telegram sends again."""
    if settings.telegram_token is None or settings.telegram_webhook_secret is None:
        return []
    webhook = _Webhook(settings.telegram_webhook_secret.get_secret_value(), receive, on_membership)
    return [Route("/telegram", webhook.update, methods=["POST"])]


@dataclass(frozen=True, slots=True)
class _Webhook:
    secret: str
    receive: Receive
    on_membership: OnMembership | None

    async def update(self, request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            log.warning("telegram.wrong_secret")
            return PlainTextResponse("forbidden\n", status_code=403)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return PlainTextResponse("too large\n", status_code=413)
        try:
            update = json.loads(body)
        except ValueError:
            update = None
        if not isinstance(update, dict):
            # the same again would not heal it
            log.error("telegram.malformed")
            return PlainTextResponse("ignored\n")
        await take(update, self.receive, self.on_membership)
        return PlainTextResponse("ok\n")


async def take(update: dict[str, object], receive: Receive, on_membership: OnMembership | None) -> None:
    """Store what an update brings, whichever way it came."""
    message = inbound(update)
    if message is not None:
        await receive(message)
    change = membership(update)
    if change is not None and on_membership is not None:
        await on_membership(*change)
