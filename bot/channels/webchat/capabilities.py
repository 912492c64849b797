"""What our own page can show: nearly anything."""

from bot.channels.base import Capabilities

CAPABILITIES = Capabilities(text=8000, body=8000, buttons=50, button_title=120, numbered=False, audio=True)
"""The page numbers the choices itself."""
