"""The handlers of the work that is done in the chat, in the order in which they are asked."""

from bot.work import Handler

HANDLERS: tuple[Handler, ...] = ()
