"""What shows only when the whole message was read: what is said twice, which variant is meant, and who is at the other end."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from stock.reading.kinds import Token
from stock.reading.result import Item, Problem
from stock.reading.words import What


@dataclass(frozen=True, slots=True)
class End:
    """The other end. centre: the one that is named; took: somebody "took", which needs one; explicit: a verb says what happened."""

    centre: Token | None
    took: bool
    explicit: bool


def lost_after(items: Collection[Item]) -> tuple[list[Item], list[Problem]]:
    """`3 flacons de sirop, ça tombé de la moto`: a loss said after counts, which is it then?"""
    if any(item.what is not What.COUNT for item in items):
        return list(items), []
    return [item for item in items if not item.quantity], [Problem("unclear", item.product) for item in items if item.quantity]


def which_variant(items: Collection[Item], bare: Collection[str]) -> tuple[list[Item], list[Problem]]:
    """`donné 6 coartem enfant, reste coartem 14`: the bare name after another variant may be either. bare: products named so."""
    moved = {item.product for item in items if item.what is not What.COUNT}
    counted = {item.product for item in items if item.what is What.COUNT}
    either = {code for code in (counted - moved) & set(bare) if any(each.split("-")[0] == code.split("-")[0] for each in moved - counted)}
    return [item for item in items if item.product not in either], [Problem("unclear", code) for code in sorted(either)]


def said_twice(items: Collection[Item]) -> tuple[list[Item], list[Problem]]:
    """Two counts of a product, or `45 vaccinés donc 45 doses utilisées`. That nothing is left may be said twice."""
    kept: list[Item] = []
    for item in items:
        if item not in kept or item.what is not What.COUNT or item.quantity:
            kept.append(item)
    said = [(item.what, item.product, None if item.what is What.COUNT else item.quantity) for item in kept]
    return kept, [Problem("twice", each[1]) for each in dict.fromkeys(said) if said.count(each) > 1]


def sent_to(items: Collection[Item], end: End) -> tuple[list[Item], list[Problem]]:
    """`reçu de Banconi`, `envoyé au csref`: the other end. What was given to a centre is a transfer."""
    told, problems = [], []
    for item in items:
        code = _doubt(item, end)
        if code is not None:
            problems.append(Problem(code, item.product))
            told.append(item)
        else:
            told.append(_with_end(item, end.centre))
    return told, problems


def _doubt(item: Item, end: End) -> str | None:
    """The code of the problem that a movement has with its other end."""
    centre = end.centre
    if item.what is What.TRANSFER_OUT and (centre is None or centre.way == "from"):
        return "counterpart"
    if centre is None:
        return "unclear" if end.took and item.what is What.RECEIPT else None
    # `10 cartons de javel pour le cscom de Kabala`: there, or on their way? `livré ce jour CSCom Garalo`: to it, or from it?
    for_another = centre.way == "for" and not end.explicit
    unsaid = item.what is What.RECEIPT and not centre.way and centre.text.startswith("cscom")
    return "unclear" if for_another or unsaid else None


def _with_end(item: Item, centre: Token | None) -> Item:
    if centre is not None and item.what in (What.TRANSFER_OUT, What.RECEIPT):
        return replace(item, counterpart=centre.text)
    if centre is not None and item.what is What.ISSUE and centre.way in ("to", "for"):
        return replace(item, what=What.TRANSFER_OUT, counterpart=centre.text)
    return item
