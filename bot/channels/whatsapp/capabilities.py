"""What the Cloud API can show. Meta refuses a whole message for one title that is too long."""

from datetime import timedelta

from bot.channels.base import Capabilities

CAPABILITIES = Capabilities(
    text=4096,
    body=1024,
    buttons=3,
    button_title=20,
    rows=10,
    row_title=24,
    numbered=False,  # 20 and 24 characters are few: they are kept for the words
    audio=True,
    window=timedelta(hours=24),
)

LIST_LABEL = 20
"""Longest caption of the button that opens a list."""
