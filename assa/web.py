"""The web process: webhooks, the web chat, health. It stores and acknowledges; the worker does the turns, but those of the web chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assa import channels as deployment
from assa.health import Health
from bot import inbox, outbox
from bot.channels.base import Refused
from bot.channels.telegram import webhook as telegram
from bot.channels.webchat import routes as webchat
from bot.channels.whatsapp import webhook as whatsapp
from bot.channels.whatsapp.errors import failure
from bot.inbound import Inbound
from bot.rasa_client import RasaClient
from bot.turn import Turns
from console import app as console
from core import crypto
from core.database import AsyncDatabase, Database
from core.identity import service as identity
from core.settings import Settings

log = structlog.get_logger()

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"content-security-policy": b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}


class SecurityHeaders:
    """Sets the headers on every response, pages and errors alike."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((k, v) for k, v in HEADERS.items() if k not in given)]
            await send(message)

        await self.app(scope, receive, with_headers)


def create_app(settings: Settings) -> Starlette:
    """The application. settings: database_url, redis_url and secret_key must be set."""
    assert settings.database_url is not None
    assert settings.redis_url is not None
    assert settings.secret_key is not None
    crypto.use(settings.secret_key.get_secret_value())
    database, desks = AsyncDatabase(settings.database_url), Database(settings.database_url)
    channels = deployment.sending(settings)
    rasa = RasaClient(settings.rasa_url, settings.rasa_timeout)
    turns = Turns(database, rasa, deployment.capabilities(channels), settings)
    health = Health(database, settings.redis_url, rasa)

    async def receive(inbound: Inbound) -> bool:
        return await inbox.accept(database, inbound)

    async def on_status(provider_id: str, status: str, code: int | None) -> None:
        error = failure(code) if status == "failed" and code is not None else None
        await database.run(outbox.note_status, "whatsapp", provider_id, status, error if isinstance(error, Refused) else None)

    async def on_membership(chat_id: str, blocked: bool) -> None:
        if blocked:
            await database.run(identity.mark_blocked, "telegram", chat_id, "blocked")
        else:
            await database.run(identity.unblock, "telegram", chat_id)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        for channel in channels.values():
            await channel.close()
        await health.close()
        await rasa.close()
        await database.close()
        desks.close()

    routes = [
        *health.routes(),
        *telegram.routes(settings, receive, on_membership),
        *whatsapp.routes(settings, receive, on_status),
        *webchat(settings, database, turns),
        *console.routes(settings, desks),
    ]
    return Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)], lifespan=lifespan)


def main(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        # a turn that has begun is finished; a connection that nobody closes does not hold us up
        timeout_graceful_shutdown=15,
    )
