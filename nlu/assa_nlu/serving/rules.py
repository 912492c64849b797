"""The rules that apply to a situation are found once and remembered.

`RulePolicy` compares every rule with every state of the conversation, at every prediction: an eighth of a turn. Which rules apply is a
function of the last states alone, as many as the longest rule has (`_is_rule_applicable`: beyond its length a rule is applicable), and
people get into few different situations.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import GraphNode

MOST = 20_000
"""Situations that are remembered."""

State = dict[str, Any]


class Remembered:
    """Stands for `_get_possible_keys` of one loaded policy."""

    def __init__(self, policy: RulePolicy) -> None:
        self._find = policy._get_possible_keys
        self._known: dict[tuple[int, str], frozenset[str]] = {}
        self._longest = {id(rules): max((len(json.loads(key)) for key in rules), default=0) for rules in _lookups(policy)}

    def __call__(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        longest = self._longest.get(id(lookup))
        if longest is None:
            return self._find(lookup, states)
        last = states[-longest:] if longest else []
        situation = (id(lookup), json.dumps(last, sort_keys=True))
        found = self._known.get(situation)
        if found is None:
            if len(self._known) >= MOST:
                self._known.clear()
            found = self._known[situation] = frozenset(self._find(lookup, last))
        return set(found)


def _lookups(policy: RulePolicy) -> list[dict[str, str]]:
    return [rules for rules in policy.lookup.values() if isinstance(rules, dict)]


def remember(policy: RulePolicy) -> None:
    """Let a loaded policy remember; twice is the same as once."""
    if not isinstance(policy._get_possible_keys, Remembered):
        policy._get_possible_keys = Remembered(policy)


def install(nodes: dict[str, GraphNode]) -> None:
    """Let every rule policy of a loaded graph remember. nodes: by name."""
    for node in nodes.values():
        if isinstance(getattr(node, "_component", None), RulePolicy):
            remember(node._component)
