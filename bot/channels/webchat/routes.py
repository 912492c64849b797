"""The routes of the web chat."""

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from bot.channels.webchat import page
from bot.channels.webchat.api import Api
from bot.turn import Turns
from core.database import AsyncDatabase
from core.settings import Settings


def routes(settings: Settings, database: AsyncDatabase, turns: Turns) -> list[Route]:
    """`GET /`, its files, `GET, POST /chat/messages`, recordings."""
    api = Api(settings, database, turns)
    zipped = [Middleware(GZipMiddleware, minimum_size=500)]
    return [
        Route("/", page.page, middleware=zipped),
        Route("/static/{version}/{name}", page.static, middleware=zipped),
        Route("/chat/messages", api.post, methods=["POST"], middleware=zipped),
        Route("/chat/messages", api.get, methods=["GET"], middleware=zipped),
        Route("/chat/audio/{handle}.ogg", api.audio),
    ]
