"""What is read back before a report is stored: each thing in units, the change from the card, and what is unlikely. Pure.

Sources of the checks: cStock (caps, receipts sent twice within 48 hours), CommCare Supply (more than the last balance is a receipt
that nobody counted), as the project's standards quote them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from stock.reading.result import Item
from stock.reading.words import What

UNUSUAL = 10
"""So many times the usual, or a count so many times smaller, is asked again."""
OUT = frozenset({What.ISSUE, What.LOSS, What.TRANSFER_OUT})


class Warn(StrEnum):
    """What is unlikely.

    NEGATIVE: more goes out than the card holds. UNCOUNTED: more is counted than came in. REPEATED: the receipt was told already.
    """

    TEN_TIMES = "TEN_TIMES"
    NEGATIVE = "NEGATIVE"
    UNCOUNTED = "UNCOUNTED"
    REPEATED = "REPEATED"
    NEAR_NAME = "NEAR_NAME"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a product at a centre before. on_hand: None without a card; usual: earlier quantities by what was told."""

    on_hand: int | None = None
    usual: Mapping[What, Sequence[int]] | None = None
    recent_receipts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A thing as it is read back. before, after: units on the card; change: of them; None where there was no card."""

    item: Item
    before: int | None
    after: int
    warnings: tuple[Warn, ...]

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.after - self.before


def read_back(items: Sequence[Item], known: Mapping[str, Known]) -> list[Line]:
    """The lines of a report, in its order. Movements count first, as they are stored: a count of the same message has them in hand."""
    held = {code: each.on_hand for code, each in known.items()}
    lines: dict[int, Line] = {}
    order = sorted(range(len(items)), key=lambda index: items[index].what is What.COUNT)
    for index in order:
        item = items[index]
        facts = known.get(item.product, Known())
        before = held.get(item.product)
        after = _after(item, before or 0)
        lines[index] = Line(item, before, after, tuple(_warnings(item, before, after, facts)))
        held[item.product] = after
    return [lines[index] for index in range(len(items))]


def _after(item: Item, before: int) -> int:
    if item.what is What.COUNT:
        return item.quantity
    return before - item.quantity if item.what in OUT else before + item.quantity


def _warnings(item: Item, before: int | None, after: int, facts: Known) -> list[Warn]:
    usual = median(earlier) if (earlier := (facts.usual or {}).get(item.what)) else None
    unusual = usual is not None and usual > 0 and item.quantity > 0 and not usual / UNUSUAL < item.quantity < usual * UNUSUAL
    checks = {
        Warn.TEN_TIMES: unusual,
        Warn.NEGATIVE: item.what in OUT and before is not None and after < 0,
        Warn.UNCOUNTED: item.what is What.COUNT and before is not None and after > before,
        Warn.REPEATED: item.what is What.RECEIPT and item.quantity in facts.recent_receipts,
        Warn.NEAR_NAME: item.near,
    }
    return [warning for warning, holds in checks.items() if holds]
