"""Generations: the longest way from a source, over who infected whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node")


def generations(pairs: Iterable[tuple[Node, Node]]) -> tuple[Mapping[Node, int], frozenset[Node]]:
    """The generation of each case of the pairs (infector, infectee), 0 for sources; and those in or behind a loop, which have none."""
    after: dict[Node, set[Node]] = defaultdict(set)
    waiting: Counter[Node] = Counter()
    nodes: set[Node] = set()
    for infector, infectee in set(pairs):
        nodes |= {infector, infectee}
        after[infector].add(infectee)
        waiting[infectee] += 1
    found = {node: 0 for node in nodes if not waiting[node]}
    ready = list(found)
    while ready:
        node = ready.pop()
        for infectee in after[node]:
            found[infectee] = max(found.get(infectee, 0), found[node] + 1)
            waiting[infectee] -= 1
            if not waiting[infectee]:
                ready.append(infectee)
    loops = frozenset(node for node in nodes if waiting[node] > 0)
    return {node: number for node, number in found.items() if node not in loops}, loops
