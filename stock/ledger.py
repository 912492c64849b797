"""What a stock card's lines are, and where each stands.

The card is read in the order of what happened, not of what arrived: a line stands at its moment, movements before a count of the same
moment. A count says what the lines up to it sum up to; whatever arrives late, before a count, is taken back at that count, since
the count had it in hand already.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of stock events (OpenLMIS)."""

    RECEIPT = "RECEIPT"
    ISSUE = "ISSUE"
    LOSS = "LOSS"
    TRANSFER_IN = "TRANSFER_IN"
    TRANSFER_OUT = "TRANSFER_OUT"
    ADJUSTMENT = "ADJUSTMENT"
    REVERSAL = "REVERSAL"


class Reason(StrEnum):
    """Why stock was lost or adjusted."""

    DAMAGED = "DAMAGED"
    EXPIRED = "EXPIRED"
    LOST = "LOST"
    STOLEN = "STOLEN"
    RETURNED = "RETURNED"
    FOUND = "FOUND"
    OPENING = "OPENING"
    INVENTORY = "INVENTORY"
    """The difference that a count found."""
    LATE_REPORT = "LATE_REPORT"
    """At a count: what was reported afterwards of the time before it."""


SIGN = {Kind.RECEIPT: 1, Kind.TRANSFER_IN: 1, Kind.ISSUE: -1, Kind.LOSS: -1, Kind.TRANSFER_OUT: -1}
"""An adjustment carries its own sign."""
MAX_QUANTITY = 100_000_000


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands on a card. rank: 0 a movement, 1 a count and what it adjusts. tiebreak: settles counts of the same moment."""

    occurred_at: datetime
    rank: int
    tiebreak: str


def movement_place(occurred_at: datetime) -> Place:
    return Place(occurred_at, 0, "")


def count_place(occurred_at: datetime, key: str, corrected: str | None = None) -> Place:
    """key: of the report. corrected: the tiebreak of the count that this one corrects: it stands right after that one."""
    if corrected is None:
        return Place(occurred_at, 1, f"{key}/0000")
    base, number = corrected.rsplit("/", 1)
    return Place(occurred_at, 1, f"{base}/{int(number) + 1:04d}")
