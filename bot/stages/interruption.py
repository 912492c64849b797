"""A turn that waits for Rasa gives way to an emergency of the same conversation."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot import inbox
from bot.stages.base import TurnContext

T = TypeVar("T")

LOOK = 1.0
"""Seconds of waiting after which it is looked whether somebody is in danger meanwhile; most answers come before the first look."""


class Interrupted(Exception):
    """An urgent message came while this one waited: it is done first, and this one after it."""


async def unless_urgent(turn: TurnContext, call: Coroutine[Any, Any, T]) -> T:
    """What `call` gives. Raises Interrupted when an urgent message of the conversation comes while it is waited for.

    The turn's own session looks: it sees what others commit. The call is given up, which harms nothing: Rasa gives the same answer to the
    same message when asked again. An urgent message itself is not interrupted.
    """
    asking = asyncio.ensure_future(call)
    try:
        while not (await asyncio.wait({asking}, timeout=LOOK))[0]:
            if not inbox.is_urgent(turn.inbound) and await turn.session.run_sync(inbox.urgent_waits, turn.conversation.id):
                raise Interrupted
        return asking.result()
    finally:
        if not asking.done():
            asking.cancel()
            await asyncio.wait({asking})
