"""The channels of this deployment: which there are, by the settings."""

from bot.channels.base import Capabilities, Channel
from bot.channels.telegram.send import TelegramChannel
from bot.channels.webchat.capabilities import CAPABILITIES as WEBCHAT
from bot.channels.whatsapp.send import WhatsAppChannel
from core.settings import Settings


def sending(settings: Settings) -> dict[str, Channel]:
    """The channels that we send to by a call of ours; the web chat fetches its messages itself."""
    channels: dict[str, Channel] = {}
    if settings.telegram_enabled:
        channels["telegram"] = TelegramChannel(settings)
    if settings.whatsapp_enabled:
        channels["whatsapp"] = WhatsAppChannel(settings)
    return channels


def capabilities(channels: dict[str, Channel]) -> dict[str, Capabilities]:
    """What each channel can show."""
    return {"webchat": WEBCHAT, **{name: channel.capabilities for name, channel in channels.items()}}
