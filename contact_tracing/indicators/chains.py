"""Chains of transmission as figures: how many, how large, how long, how many are open."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from contact_tracing.indicators.figures import Spread, spread

Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class Chains:
    """chains: groups of two cases or more, linked by who infected whom. open: with a case without outcome, or a contact of one under
    follow-up (STANDARDS: open chains). single: cases linked to none. size: cases; days: first to last onset of those that have two."""

    chains: int
    open: int
    single: int
    size: Spread
    days: Spread


def chains(cases: Collection[Node], pairs: Iterable[tuple[Node, Node]], onsets: dict[Node, date], unfinished: Collection[Node]) -> Chains:
    """cases: those that count. pairs: infector, infectee. onsets: of those where it is known. unfinished: cases whose chain is open."""
    leader: dict[Node, Node] = {case: case for case in cases}

    def root(node: Node) -> Node:
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for infector, infectee in pairs:
        if infector in leader and infectee in leader:
            leader[root(infector)] = root(infectee)
    size = Counter(root(case) for case in cases)
    linked = {each for each, count in size.items() if count > 1}
    spans: dict[Node, list[date]] = {each: [] for each in linked}
    for case, onset in onsets.items():
        if case in leader and root(case) in linked:
            spans[root(case)].append(onset)
    still = {root(case) for case in unfinished if case in leader} & linked
    return Chains(
        chains=len(linked),
        open=len(still),
        single=len(size) - len(linked),
        size=spread([size[each] for each in linked]),
        days=spread([float((max(days) - min(days)).days) for days in spans.values() if len(days) > 1]),
    )
