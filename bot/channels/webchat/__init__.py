"""The web chat: a page for old phones and slow links, and its JSON route."""

from bot.channels.webchat.routes import routes

__all__ = ["routes"]
