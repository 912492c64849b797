"""The worker: does the turns of accepted messages, sends the outbox, tells what is due, polls Telegram where no webhook is, runs the jobs.

Any number of workers may run: row locks share the work, and one of them polls.
"""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg
import structlog
from procrastinate.exceptions import ConnectorException
from psycopg_pool import PoolTimeout
from sqlalchemy import text

from assa import channels as deployment
from assa import job_queue
from bot import inbox, outbox
from bot.channels.base import Channel
from bot.channels.telegram.polling import poll
from bot.channels.telegram.send import TelegramChannel
from bot.delivery import Sender
from bot.inbound import Inbound
from bot.notices import Notices
from bot.rasa_client import RasaClient
from bot.turn import Turns
from core import crypto, notifications
from core.database import AsyncDatabase
from core.identity import service as identity
from core.settings import Settings

log = structlog.get_logger()

CONCURRENCY = 8
"""Turns at a time in one worker: enough to keep a Rasa process busy."""
IDLE = 2.0
"""Seconds after which we look without having been woken."""
POLLING_LOCK = 7_265_331
"""PostgreSQL advisory lock of the one worker that polls Telegram."""


OUTBOX = "outbox"
"""The bell of what waits in the outbox: rung by the clock alone."""


class Bell:
    """Wakes those who wait, one at a ring. A ring that nobody waits for is kept for the next who would wait: they look once more."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []
        self._missed = False

    def ring(self) -> None:
        if not self.help():
            self._missed = True

    def help(self) -> bool:
        """Wake one, if somebody waits; whether one did."""
        while self._waiting:
            waiting = self._waiting.pop()
            if not waiting.done():
                waiting.set_result(None)
                return True
        return False

    async def heard(self) -> None:
        if self._missed:
            self._missed = False
            return
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        await waiting


class Worker:
    def __init__(self, settings: Settings) -> None:
        """settings: with database_url and secret_key set."""
        assert settings.database_url is not None
        assert settings.secret_key is not None
        crypto.use(settings.secret_key.get_secret_value())
        self.settings = settings
        self.database = AsyncDatabase(settings.database_url, pool_size=CONCURRENCY + 6)
        self.channels: dict[str, Channel] = deployment.sending(settings)
        self.rasa = RasaClient(settings.rasa_url, settings.rasa_timeout)
        self.sender = Sender(self.channels)
        self.turns = Turns(self.database, self.rasa, deployment.capabilities(self.channels), settings, self.attend, self.sender)
        self.notices = Notices(self.database, self.turns.speech)
        self.stop = asyncio.Event()
        self._bells = {inbox.CHANNEL: Bell(), notifications.CHANNEL: Bell(), OUTBOX: Bell()}

    async def run(self) -> None:
        """Work until `stop` is set; a turn that has begun is finished."""
        loops = [self._forever(self._turn, inbox.CHANNEL) for _ in range(CONCURRENCY)]
        loops += [self._forever(self._notify, notifications.CHANNEL), self._forever(self._send, OUTBOX)]
        loops += [self._listen(), self._look_now_and_then(), self._jobs()]
        telegram = self.channels.get("telegram")
        if isinstance(telegram, TelegramChannel) and self.settings.telegram_webhook_secret is None:
            loops.append(self._poll(telegram))
        tasks = [asyncio.create_task(loop) for loop in loops]
        log.info("worker.ready", channels=sorted(self.channels))
        try:
            await self.stop.wait()
        finally:
            for bell in self._bells.values():
                while bell.help():
                    pass
            _, late = await asyncio.wait(tasks, timeout=self.settings.rasa_timeout)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for channel in self.channels.values():
                await channel.close()
            await self.rasa.close()
            await self.database.close()

    async def _forever(self, work: Callable[[], Awaitable[bool]], channel: str) -> None:
        """Do `work` again and again; when it finds nothing to do, wait for the channel's bell. A database that is away is waited for."""
        bell, streak = self._bells[channel], 0
        while not self.stop.is_set():
            try:
                busy = await work()
            except Exception as error:  # noqa: BLE001 (the loop of the process: it must outlive any fault of one piece of work)
                log.error("worker.failed", error=type(error).__name__)
                busy = False
            streak = streak + 1 if busy else 0
            if streak > 1:
                # there is more than one to do
                bell.help()
            if not busy and not self.stop.is_set():
                await bell.heard()

    async def _look_now_and_then(self) -> None:
        """What comes due by the clock rings no bell, and a bell may be missed: one of each looks all the same."""
        while not self.stop.is_set():
            for bell in self._bells.values():
                bell.ring()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE):
                    await self.stop.wait()

    async def _turn(self) -> bool:
        turned = await self.turns.next()
        if turned is None:
            return False
        if not turned.delivered:
            await self.sender.deliver(self.database, turned.conversation_id)
        return True

    async def _send(self) -> bool:
        """What is due again, and what was put into the outbox without a turn."""
        due = await self.database.run(outbox.due_conversations, list(self.channels))
        for conversation_id in due:
            await self.sender.deliver(self.database, conversation_id)
        return False

    async def _notify(self) -> bool:
        """What the domain asked to tell people."""
        handled = await self.notices.next()
        if handled is not None and handled.conversation_id is not None:
            await self.sender.deliver(self.database, handled.conversation_id)
        return handled is not None

    async def _listen(self) -> None:
        """Rings when a message is stored, or something is to be told: one that waits is woken, not all."""
        url = self.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not self.stop.is_set():
            try:
                async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                    for channel in (inbox.CHANNEL, notifications.CHANNEL):
                        await connection.execute(f"LISTEN {channel}")
                    while not self.stop.is_set():
                        async for heard in connection.notifies(timeout=1.0):
                            self._bells[heard.channel].ring()
            except psycopg.OperationalError:
                log.warning("worker.database_away")
                await asyncio.sleep(IDLE)

    async def attend(self, inbound: Inbound) -> None:
        """Show on the channel that we read and think."""
        channel = self.channels.get(inbound.channel)
        if channel is not None:
            await channel.attend(inbound)

    async def receive(self, inbound: Inbound) -> bool:
        """Store a message that this process received itself (polling)."""
        return await inbox.accept(self.database, inbound)

    async def on_membership(self, chat: str, blocked: bool) -> None:
        """A person blocked the bot on Telegram, or let it in again."""
        if blocked:
            await self.database.run(identity.mark_blocked, "telegram", chat, "blocked")
        else:
            await self.database.run(identity.unblock, "telegram", chat)

    async def _poll(self, telegram: TelegramChannel) -> None:
        while not self.stop.is_set():
            async with self.database.engine.connect() as connection:
                held = await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": POLLING_LOCK})
                if held:
                    await poll(telegram, self.receive, self.stop, self.on_membership)
            if not self.stop.is_set():
                await asyncio.sleep(IDLE)

    async def _jobs(self) -> None:
        """What runs by the clock and what is long; a database that is away is waited for."""
        while not self.stop.is_set():
            try:
                async with job_queue.opened(self.database) as queue:
                    working = asyncio.create_task(job_queue.work(queue))
                    stopping = asyncio.create_task(self.stop.wait())
                    await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
                    working.cancel()
                    stopping.cancel()
                    await asyncio.gather(working, return_exceptions=True)
                    if not self.stop.is_set():
                        working.result()
            except (psycopg.Error, ConnectorException, PoolTimeout):
                log.warning("worker.queue_away")
                await asyncio.sleep(IDLE)


async def _main(settings: Settings, ready_file: Path | None) -> None:
    worker = Worker(settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, worker.stop.set)
    if ready_file is not None:
        loop.call_soon(ready_file.touch)
    await worker.run()


def main(settings: Settings, ready_file: Path | None = None) -> None:
    """Run a worker until SIGINT or SIGTERM. ready_file: made when it begins to work."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_main(settings, ready_file))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where there is one (not on Windows): a third less of a processor for each thing that is waited for."""
    try:
        import uvloop  # noqa: PLC0415 (it is not there on every system)
    except ImportError:
        return None
    return uvloop.new_event_loop
