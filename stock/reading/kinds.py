"""Kinds of tokens."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Is(StrEnum):
    """Kinds of tokens. UNKNOWN: a word that says nothing to us, and may be a product. BAD: a figure that is not a quantity."""

    PRODUCT = "product"
    NUMBER = "number"
    UNIT = "unit"
    WHAT = "what"
    NONE_LEFT = "none_left"
    NOT = "not"
    VAGUE = "vague"
    BREAK = "break"
    UNKNOWN = "unknown"
    LOT = "lot"
    DAY = "day"
    CENTRE = "centre"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Token:
    """text: folded, as typed; value: of a number; code: of a product; near: of a product, not its very name.

    lot, expiry: of a LOT; one with neither has an expiry that is no date. way: of a CENTRE, "to", "for", "from" or "".
    of: "de" stands right after a number. more: numbers with their units that this one is the sum of.
    """

    kind: Is
    text: str
    value: int = 0
    code: str = ""
    near: bool = False
    lot: str | None = None
    expiry: date | None = None
    way: str = ""
    of: bool = False
    more: tuple[tuple[int, str | None], ...] = ()
