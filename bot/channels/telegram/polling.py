"""Long polling: an update counts as taken only when it is stored, so that a process that is killed loses nothing."""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.base import Receive
from bot.channels.telegram.client import Client, Json
from bot.channels.telegram.errors import seconds
from bot.channels.telegram.register import announce
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.webhook import OnMembership, take

log = structlog.get_logger()

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. wait: that Telegram holds a request open when there is nothing. first, longest: pauses after failures, each twice the last.
    invalid_token: the pause when only the operator can help."""

    wait: int = 25
    first: float = 1.0
    longest: float = 60.0
    invalid_token: float = 300.0

    def pause(self, error: Exception, failures: int) -> float:
        """How long to wait after so many failures in a row."""
        if isinstance(error, RetryAfter):
            return seconds(error)
        if isinstance(error, InvalidToken):
            return self.invalid_token
        return min(self.longest, self.first * 2.0 ** min(failures - 1, 20))


PACE = Pace()


async def poll(
    channel: TelegramChannel, receive: Receive, stop: asyncio.Event, on_membership: OnMembership | None = None, pace: Pace = PACE
) -> None:
    """Take updates until `stop` is set. A webhook that is set is removed first. Errors are waited out, never raised."""
    poller = _Poller(channel.client, receive, on_membership, pace.wait)
    failures = 0
    while not stop.is_set():
        try:
            await poller.round(stop)
            failures = 0
        except Exception as error:  # noqa: BLE001 (the loop of the process: whatever one update or one answer does, the next ones come)
            failures += 1
            delay = pace.pause(error, failures)
            _log(error, delay)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await stop.wait()


@dataclass(slots=True)
class _Poller:
    """offset: the first update that is not stored yet; None: Telegram knows. ready: no webhook is in the way."""

    client: Client
    receive: Receive
    on_membership: OnMembership | None
    wait: int
    offset: int | None = None
    ready: bool = False

    async def round(self, stop: asyncio.Event) -> None:
        """One request, and what it brings is stored, one after the other: two messages of a person keep their order."""
        updates = await _unless(stop, self._updates())
        if updates is None:
            return
        for update in updates:
            number = int(update["update_id"])
            await take(update, self.receive, self.on_membership)
            self.offset = number + 1
        if not updates:
            # all before the offset is confirmed by now. It is let go: after a quiet week Telegram numbers anew, and may begin below it
            self.offset = None

    async def _updates(self) -> list[Json]:
        if not self.ready:
            await self.client.delete_webhook()
            self.ready = True
            await _announce(self.client)
        try:
            return await self.client.raw_updates(self.offset, self.wait)
        except Conflict:
            # somebody else polls, or has set a webhook meanwhile, which is removed the next time
            self.ready = False
            raise


async def _announce(client: Client) -> None:
    """The commands are a comfort: polling does not wait for them."""
    try:
        await announce(client)
    except TelegramError as error:
        log.warning("telegram.commands_not_set", error=type(error).__name__)


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What `work` gives, or None as soon as `stop` is set: a request that is held open must not hold up the end."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


def _log(error: Exception, delay: float) -> None:
    """The error's kind alone: its text may hold what a person wrote, or the token."""
    if isinstance(error, InvalidToken):
        log.error("telegram.invalid_token", hint="ASSA_TELEGRAM_TOKEN or ASSA_TELEGRAM_API_URL is wrong", delay=delay)
    elif isinstance(error, Conflict):
        log.error("telegram.polling_conflict", hint="another program polls with this token, or has set a webhook", delay=delay)
    else:
        log.warning("telegram.polling_failed", error=type(error).__name__, delay=delay)
