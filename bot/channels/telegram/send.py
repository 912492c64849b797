"""Sending by python-telegram-bot; every error of the Bot API becomes RetryLater or Refused."""

from pathlib import Path

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.base import Refused, RetryLater
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.inbound import Inbound
from bot.outbound import Part
from core.settings import ROOT, Settings

log = structlog.get_logger()

_NOT_THERE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


def translated(error: TelegramError) -> RetryLater | Refused:
    """What an error of the Bot API means for the outbox. Its text names no chat and no token."""
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return RetryLater("429", float(after if isinstance(after, int) else after.total_seconds()))
    if isinstance(error, Forbidden):
        return Refused("blocked")
    if isinstance(error, ChatMigrated):
        return Refused("not_on_channel", "migrated")
    if isinstance(error, BadRequest):
        missing = any(words in error.message.lower() for words in _NOT_THERE)
        return Refused("not_on_channel") if missing else Refused("invalid", "bad request")
    if isinstance(error, InvalidToken):
        # ours to mend, not the person's: nothing is dropped meanwhile
        log.error("telegram.invalid_token")
        return RetryLater("invalid token", 60.0)
    return RetryLater(type(error).__name__)


class TelegramChannel:
    """The channel `telegram` (see bot.channels.base.Channel). recordings: the folder below which voice recordings stand."""

    name = "telegram"
    capabilities = CAPABILITIES

    def __init__(self, settings: Settings, recordings: Path = ROOT / "locales", timeout: float = 15.0) -> None:
        assert settings.telegram_token is not None
        api = settings.telegram_api_url.rstrip("/")
        requests = [HTTPXRequest(connection_pool_size=size, read_timeout=timeout, connect_timeout=timeout) for size in (16, 2)]
        self.bot = Bot(
            settings.telegram_token.get_secret_value(),
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=requests[0],
            get_updates_request=requests[1],
        )
        self._requests = requests
        self._recordings = recordings
        self._open = False

    async def open(self) -> Bot:
        """The client, with its connections open (no call is made: `Bot.initialize` would ask for the bot's own name)."""
        if not self._open:
            for request in self._requests:
                await request.initialize()
            self._open = True
        return self.bot

    async def send(self, address: str, part: Part) -> str:
        keyboard = [[InlineKeyboardButton(choice.title, callback_data=choice.id)] for choice in part.choices]
        bot = await self.open()
        try:
            sent = await bot.send_message(
                chat_id=int(address),
                text=part.text,
                reply_markup=InlineKeyboardMarkup(keyboard) if keyboard else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            raise translated(error) from None
        if part.audio is not None:
            await self._voice(int(address), part.audio)
        return f"{address}:{sent.message_id}"

    async def _voice(self, chat: int, audio: str) -> None:
        """The recording after its text; one that is missing or fails is only logged, so that the text is never sent twice."""
        path = self._recordings / audio
        if not path.is_file():
            log.warning("telegram.no_recording")
            return
        try:
            await self.bot.send_voice(chat_id=chat, voice=path.read_bytes())
        except TelegramError as error:
            log.warning("telegram.voice_failed", error=type(error).__name__)

    async def attend(self, inbound: Inbound) -> None:
        """The typing indicator; a tap is told that it was received, which stops the button's clock."""
        bot = await self.open()
        try:
            if inbound.callback_id is not None:
                await bot.answer_callback_query(inbound.callback_id)
            await bot.send_chat_action(int(inbound.sender), ChatAction.TYPING)
        except (TelegramError, NetworkError) as error:
            log.info("telegram.attend_failed", error=type(error).__name__)

    async def close(self) -> None:
        if self._open:
            for request in self._requests:
                await request.shutdown()
            self._open = False
