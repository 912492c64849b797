"""python-telegram-bot's client with our settings: its own connections, no call before the first one is wanted, nothing in the log."""

import asyncio
import logging
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.transport import Transport
from core.settings import Settings

Json = dict[str, Any]

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that we ask Telegram for."""


def silence() -> None:
    """httpx logs each URL, and with it the token; python-telegram-bot logs texts, and the whole of an answer that it cannot read."""
    for name, level in (("httpx", logging.WARNING), ("httpcore", logging.WARNING), ("telegram", logging.CRITICAL)):
        logging.getLogger(name).setLevel(level)


class Client(Bot):
    """`Bot.initialize` is not called: it asks for the bot's own name, which we do not need, and fails where the network does."""

    __slots__ = ("_connections", "_timeout")

    def __init__(self, settings: Settings, timeout: float = 15.0) -> None:
        """timeout: seconds that Telegram may take to answer. Raises ValueError where no token is set."""
        token = "" if settings.telegram_token is None else settings.telegram_token.get_secret_value()
        if not token:
            raise ValueError("ASSA_TELEGRAM_TOKEN is not set")
        silence()
        self._timeout = timeout
        self._connections = [
            HTTPXRequest(
                read_timeout=timeout,
                write_timeout=timeout,
                connect_timeout=min(timeout, 5.0),
                pool_timeout=timeout,
                httpx_kwargs={"transport": Transport(size)},
            )
            for size in (16, 1)
        ]
        api = settings.telegram_api_url.rstrip("/")
        ordinary, polling = self._connections
        super().__init__(token, f"{api}/bot", f"{api}/file/bot", request=ordinary, get_updates_request=polling)

    def __repr__(self) -> str:
        """Without the token, which the base class shows: a traceback may show this."""
        return type(self).__name__

    async def raw_updates(self, offset: int | None, wait: int) -> list[Json]:
        """getUpdates as Telegram answers it. offset: the first update that is wanted; all before it count as taken.

        `Bot.get_updates` is not used: one update that it cannot read fails the whole batch, again and again, and it logs the batch.
        """
        data = {"offset": offset, "timeout": wait, "allowed_updates": list(UPDATES)}
        result: list[Json] = await self._post("getUpdates", data, read_timeout=wait + self._timeout)
        return result

    async def disconnect(self) -> None:
        """Close the connections. (`Bot.close` is a call of the Bot API, and `Bot.shutdown` does nothing without `initialize`.)"""
        await asyncio.gather(*(connection.shutdown() for connection in self._connections))
