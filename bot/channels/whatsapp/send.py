"""Sends to WhatsApp: one part, one call to the Cloud API through pywa; a recording follows in a call of its own."""

import logging
from dataclasses import replace
from pathlib import Path

import httpx
import structlog
from pywa.types.callback import Button, Section, SectionList, SectionRow
from pywa.types.templates import TemplateLanguage
from pywa_async.client import WhatsApp

from bot.channels.base import ChannelError, Refused
from bot.channels.transport import Transport
from bot.channels.whatsapp.audio import Recordings
from bot.channels.whatsapp.capabilities import CAPABILITIES, LIST_LABEL
from bot.channels.whatsapp.errors import translated
from bot.inbound import Inbound
from bot.outbound import Layout, Part
from bot.recordings import folder
from core.settings import Settings

log = structlog.get_logger()

TIMEOUT = httpx.Timeout(15.0, connect=5.0)


def connect(settings: Settings, session: httpx.AsyncClient) -> WhatsApp:
    """A pywa client over `session`, which stays ours to close, at `settings.whatsapp_api_url`.

    pywa knows one address, graph.facebook.com, and writes it into the session's `base_url` when it is made. The session is ours, so
    we write the host of our settings there afterwards and keep the path that pywa chose (the version of the API that it speaks).
    """
    if settings.whatsapp_token is None or settings.whatsapp_phone_id is None:
        raise ValueError("ASSA_WHATSAPP_TOKEN and ASSA_WHATSAPP_PHONE_ID are not set")
    logging.getLogger("pywa").setLevel(logging.ERROR)  # below that it writes whole messages into the log
    client = WhatsApp(phone_id=settings.whatsapp_phone_id, token=settings.whatsapp_token.get_secret_value(), session=session)
    session.base_url = httpx.URL(settings.whatsapp_api_url.rstrip("/") + session.base_url.path)
    return client


class WhatsAppChannel:
    """The channel's sending side (see `bot.channels.base.Channel`). recordings: the folder of the files that `Part.audio` names."""

    name = "whatsapp"

    def __init__(self, settings: Settings, recordings: Path | None = None, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._template = settings.whatsapp_template
        self.capabilities = replace(CAPABILITIES, knock=self._template is not None)
        self._session = httpx.AsyncClient(timeout=timeout, transport=Transport())
        self._client = connect(settings, self._session)
        self._recordings = Recordings(self._client, recordings or folder(settings))

    async def send(self, address: str, part: Part) -> str:
        if not address:
            raise Refused("invalid", "no address")
        if part.layout is Layout.KNOCK:
            return await self._knock(address)
        with translated():
            sent = await self._client.send_message(to=address, text=part.text, buttons=_buttons(part))
            provider_id = sent.id
        if part.audio is not None:
            await self._recordings.send(address, part.audio)
        return provider_id

    async def _knock(self, address: str) -> str:
        if self._template is None:
            raise Refused("outside_window", "no template")
        with translated():
            sent = await self._client.send_template(to=address, name=self._template, language=TemplateLanguage.FRENCH)
        return sent.id

    async def attend(self, inbound: Inbound) -> None:
        """Blue ticks, and "is typing" until we answer, or for 25 seconds."""
        try:
            with translated():
                await self._client.indicate_typing(inbound.provider_id)
        except ChannelError as error:
            log.info("whatsapp.not_attended", why=str(error))

    async def close(self) -> None:
        await self._session.aclose()


def _buttons(part: Part) -> list[Button] | SectionList | None:
    if part.layout is Layout.BUTTONS:
        return [Button(title=choice.title, callback_data=choice.id) for choice in part.choices]
    if part.layout is Layout.LIST:
        # Meta refuses an empty caption, or a long one: better short words than no list
        label = part.list_label[:LIST_LABEL] or "OK"
        rows = [SectionRow(title=choice.title, callback_data=choice.id) for choice in part.choices]
        return SectionList(button_title=label, sections=[Section(title=label, rows=rows)])
    return None
