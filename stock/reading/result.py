"""What a message was read as: what it reports, what must be asked, what says nothing to us."""

from dataclasses import dataclass
from datetime import date

from stock.ledger import Reason
from stock.reading.words import What


@dataclass(frozen=True, slots=True)
class Item:
    """One thing reported. quantity: in the product's unit; said, unit: as counted ("12", "boite"); near: the name was a near miss.

    expiry: the last day of use. counterpart: whom it went to or came from, as typed; once looked up, the facility's code.
    """

    what: What
    product: str
    quantity: int
    said: int
    unit: str | None = None
    reason: Reason | None = None
    near: bool = False
    lot: str | None = None
    expiry: date | None = None
    counterpart: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What to ask. code: number, product, unit, approximate, twice, unclear, counterpart, expiry, day.

    text: the words in question, folded.
    """

    code: str
    product: str | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """unread: words that say nothing to us; they are read back as not understood.

    day: on which it was so, where the message says another than today: (day, month, year or None), or "hier". centre: one that is named
    of a count, as typed.
    """

    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
    day: str | None = None
    centre: str | None = None
