"""What a message was read as: what it reports, what must be asked, what says nothing to us."""

from dataclasses import dataclass

from stock.ledger import Reason
from stock.reading.words import What


@dataclass(frozen=True, slots=True)
class Item:
    """One thing reported. quantity: in the product's unit; said, unit: as counted ("12", "boite"); near: the name was a near miss."""

    what: What
    product: str
    quantity: int
    said: int
    unit: str | None = None
    reason: Reason | None = None
    near: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What to ask. code: number, product, unit, approximate, twice, unclear, counterpart; text: the words in question, folded."""

    code: str
    product: str | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """unread: words that say nothing to us; they are read back as not understood."""

    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
