"""What Telegram can show: https://core.telegram.org/bots/api (sendMessage, InlineKeyboardButton)."""

from bot.channels.base import Capabilities

CAPABILITIES = Capabilities(text=4096, body=4096, buttons=100, button_title=64, rows=0, numbered=True, audio=True)
"""Choices are an inline keyboard, one a row; there are no lists."""
