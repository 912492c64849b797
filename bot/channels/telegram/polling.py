"""Long polling: an update counts as taken only when it is stored, so that a process that is killed loses nothing."""

import asyncio
import contextlib

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.base import Receive
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.webhook import OnMembership, take

log = structlog.get_logger()

UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
WAIT = 20
"""Seconds that Telegram holds a request open when there is nothing."""
DELAYS = (1.0, 3.0, 10.0, 30.0)


async def poll(
    channel: TelegramChannel, receive: Receive, stop: asyncio.Event, on_membership: OnMembership | None = None, wait: int = WAIT
) -> None:
    """Take updates until `stop` is set. A webhook that was set is removed first. Errors are waited out, never raised."""
    bot = await channel.open()
    offset: int | None = None
    webhook_removed, failures = False, 0
    while not stop.is_set():
        try:
            if not webhook_removed:
                await bot.delete_webhook()
                webhook_removed = True
            offset = await _round(bot, offset, receive, stop, on_membership, wait)
            failures = 0
        except (TelegramError, SQLAlchemyError, OSError) as error:
            # what could not be stored comes again with the next request
            await _pause(stop, error, failures)
            webhook_removed = webhook_removed and not isinstance(error, Conflict)
            failures += 1


async def _round(
    bot: Bot, offset: int | None, receive: Receive, stop: asyncio.Event, on_membership: OnMembership | None, wait: int
) -> int | None:
    """One request; returns the offset that says what is stored."""
    request = asyncio.ensure_future(bot.get_updates(offset=offset, timeout=wait, allowed_updates=UPDATES))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({request, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not request.done():
        request.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await request
        return offset
    for update in request.result():
        await take(update.to_dict(), receive, on_membership)
        offset = update.update_id + 1
    return offset


async def _pause(stop: asyncio.Event, error: Exception, failures: int) -> None:
    delay = DELAYS[min(failures, len(DELAYS) - 1)]
    if isinstance(error, RetryAfter):
        after = error.retry_after
        delay = float(after if isinstance(after, int) else after.total_seconds())
    elif isinstance(error, InvalidToken):
        log.error("telegram.invalid_token")
        delay = 60.0
    log.warning("telegram.polling_failed", error=type(error).__name__, delay=delay)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(delay):
            await stop.wait()
