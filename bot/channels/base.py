"""What a channel is: a name, frozen capabilities, and `send`. Its webhook and parser stand in its own folder.

::

    ChannelError
    ├── RetryLater     may pass (429, 5xx, network): try again after `delay` seconds
    └── Refused        will not pass: `reason` is blocked | not_on_channel | outside_window | invalid
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

from bot.inbound import Inbound
from bot.outbound import Part

Receive = Callable[[Inbound], Awaitable[bool]]
"""Stores an inbound message durably; True if it is new, False if this provider id was stored before. Call it before acknowledging."""

RefusedReason = Literal["blocked", "not_on_channel", "outside_window", "invalid"]


class ChannelError(Exception):
    """A message was not sent. Its text holds no address and no content."""


class RetryLater(ChannelError):
    def __init__(self, why: str, delay: float | None = None) -> None:
        """why: a short technical word for the log. delay: seconds, where the provider gave them."""
        self.delay = delay
        super().__init__(why)


class Refused(ChannelError):
    def __init__(self, reason: RefusedReason, why: str = "") -> None:
        self.reason: RefusedReason = reason
        super().__init__(f"{reason}: {why}" if why else reason)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show. Lengths in UTF-16 units (as the providers count) or plain characters: the smaller is taken.

    text: longest plain text. body: longest text above buttons or a list. buttons, button_title: how many, how long.
    rows, row_title: of a list; 0 rows: no lists. numbered: the title may be preceded by "1. " where it fits.
    audio: voice recordings can be sent. window: how long after a person wrote we may write unasked; None: always.
    knock: outside the window, a template may ask them to write (`Layout.KNOCK`).
    """

    text: int
    body: int
    buttons: int
    button_title: int
    rows: int = 0
    row_title: int = 0
    numbered: bool = True
    audio: bool = False
    window: timedelta | None = None
    knock: bool = False


class Channel(Protocol):
    name: str
    capabilities: Capabilities

    async def send(self, address: str, part: Part) -> str:
        """Send one part; returns the provider's message id. Raises RetryLater or Refused, nothing else."""
        ...

    async def attend(self, inbound: Inbound) -> None:
        """Show that we read and think (typing indicator, read mark). Best effort: raises nothing."""
        ...

    async def close(self) -> None: ...
