"""Tells Telegram where our webhook is, and which commands people find in the menu beside the text field."""

from telegram import Bot, BotCommand

from bot.channels.telegram.client import UPDATES, Client
from bot.channels.telegram.errors import translated
from core.settings import Settings

COMMANDS = (
    BotCommand("menu", "Le menu : informations, déclarer un cas, aide"),
    BotCommand("langue", "Changer de langue"),
    BotCommand("stop", "Ne plus recevoir de messages"),
)
"""In French for everybody, not from the catalogs: Telegram shows them by the language of the device, and none is in a language of Mali."""


async def announce(bot: Bot) -> None:
    """Set the commands. Raises telegram.error.TelegramError."""
    await bot.set_my_commands(COMMANDS)


async def register(settings: Settings, public_url: str) -> None:
    """Have updates sent to `<public_url>/telegram` (https), with the secret, and set the commands; what waits at Telegram is kept.

    Raises ValueError where token or secret are not set, RetryLater or Refused (see `bot.channels.base`) where Telegram does not do it.
    """
    secret = "" if settings.telegram_webhook_secret is None else settings.telegram_webhook_secret.get_secret_value()
    if not secret:
        raise ValueError("ASSA_TELEGRAM_WEBHOOK_SECRET is not set")
    client = Client(settings)
    try:
        with translated():
            await client.set_webhook(f"{public_url.rstrip('/')}/telegram", allowed_updates=UPDATES, secret_token=secret)
            await announce(client)
    finally:
        await client.disconnect()
