"""Sends to Telegram: one part, one call of the Bot API through python-telegram-bot; a recording follows in a call of its own."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction

from bot.channels.base import ChannelError, Refused
from bot.channels.telegram.audio import Recordings
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.channels.telegram.client import Client
from bot.channels.telegram.errors import translated
from bot.inbound import Inbound
from bot.outbound import Part
from bot.recordings import folder
from core.settings import Settings

log = structlog.get_logger()

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """The channel's sending side (see `bot.channels.base.Channel`). recordings: the folder of the files that `Part.audio` names."""

    name = "telegram"
    capabilities = CAPABILITIES

    def __init__(self, settings: Settings, recordings: Path | None = None, timeout: float = 15.0) -> None:
        """timeout: seconds that Telegram may take to answer. Raises ValueError where no token is set."""
        self.client = Client(settings, timeout)
        self._recordings = Recordings(self.client, recordings or folder(settings))

    async def send(self, address: str, part: Part) -> str:
        """The text as it is, without a parse mode: nothing that a person or a translator wrote can break it."""
        chat = _chat(address)
        with translated():
            sent = await self.client.send_message(chat, part.text, reply_markup=_keyboard(part), link_preview_options=NO_PREVIEW)
            # unique without the chat, since it counts all private chats of a bot; the chat is an address, and kept encrypted only
            provider_id = str(sent.message_id)
        if part.audio is not None:
            await self._recordings.send(chat, part.audio)
        return provider_id

    async def attend(self, inbound: Inbound) -> None:
        """ "is typing" until we answer, or for 5 seconds; the button that was tapped stops turning."""
        calls: list[Awaitable[object]] = [self.client.send_chat_action(inbound.sender, ChatAction.TYPING)]
        if inbound.callback_id is not None:
            calls.append(self.client.answer_callback_query(inbound.callback_id))
        await asyncio.gather(*(_best_effort(call) for call in calls))

    async def close(self) -> None:
        await self.client.disconnect()


async def _best_effort(call: Awaitable[object]) -> None:
    try:
        with translated():
            await call
    except ChannelError as error:
        log.info("telegram.not_attended", why=str(error))


def _chat(address: str) -> int:
    """The chat id. Only numbers: the Bot API would take `@name` for a public channel."""
    if not address.removeprefix("-").isdecimal():
        raise Refused("invalid", "no chat id")
    return int(address)


def _keyboard(part: Part) -> InlineKeyboardMarkup | None:
    """One choice a row: titles are read whole on a narrow screen."""
    if not part.choices:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(choice.title, callback_data=choice.id)] for choice in part.choices])
