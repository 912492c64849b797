"""What those who work with ASSA do in their chat: one module a subject, each with a handler.

A handler settles the turn when the message is for it, and leaves it alone otherwise. The first that settles has it. Choices that a
handler offers carry payloads that begin with `/work` and come back to it as `turn.text`.
"""

from collections.abc import Awaitable, Callable

from bot.stages.base import TurnContext
from core.staff.queries import StaffView

PAYLOAD = "/work"

Handler = Callable[[TurnContext, StaffView], Awaitable[None]]
