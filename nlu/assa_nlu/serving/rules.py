"""The rules that apply to a situation are found once for each of its states, and not looked for where none can apply.

`RulePolicy` compares every rule with every state of the conversation, at every prediction: an eighth of a turn. Whether a rule applies is a
question to each state alone, as far back as the rule is long (`_is_rule_applicable`: beyond its length a rule is applicable), and people
get into few different states, though into many different successions of them.

It also asks twice, first with what was typed in place of its intent, for rules that name whole sentences. Where a loaded model has no such
rule, that question has no answer, and is not put.
"""

from __future__ import annotations

import json
from typing import Any

import ujson
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import GraphNode
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

MOST = 20_000
"""States that are remembered."""

State = dict[str, Any]
Place = tuple[int, int, str]
"""Which rules, how far back, and the state there."""


class Remembered:
    """Stands for `_get_possible_keys` of one loaded policy."""

    def __init__(self, policy: RulePolicy) -> None:
        self._find, self._applies = policy._get_possible_keys, policy._is_rule_applicable
        self._known: dict[Place, frozenset[str]] = {}
        self._longest = {id(rules): max((len(json.loads(key)) for key in rules), default=0) for rules in _lookups(policy)}

    def __call__(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        longest = self._longest.get(id(lookup))
        if longest is None:
            return self._find(lookup, states)
        found = set(lookup)
        # before the beginning of the longest rule every rule applies
        for back in range(min(longest, len(states))):
            found &= self._at(lookup, back, states[-1 - back])
        return found

    def _at(self, lookup: dict[str, str], back: int, state: State) -> frozenset[str]:
        """The rules that apply to this state, so far back."""
        place = (id(lookup), back, ujson.dumps(state, sort_keys=True))
        known = self._known.get(place)
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            known = self._known[place] = frozenset(key for key in lookup if self._applies(key, back, state))
        return known


class WithoutSentences:
    """Stands for `_find_action_from_rules` of a policy none of whose rules names what was typed."""

    def __init__(self, policy: RulePolicy) -> None:
        self._find = policy._find_action_from_rules

    def __call__(self, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input:
            # what Rasa says where no rule applies, but for a key that nobody reads then
            return None, None, False
        return self._find(tracker, domain, use_text_for_last_user_input=False)


def _lookups(policy: RulePolicy) -> list[dict[str, str]]:
    return [rules for rules in policy.lookup.values() if isinstance(rules, dict)]


def names_sentences(policy: RulePolicy) -> bool:
    """Whether a rule may apply to what was typed without regard to its intent."""
    last = (json.loads(key)[-1] for rules in _lookups(policy) for key in rules)
    return any(
        state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) == ACTION_LISTEN_NAME
        and state.get(USER, {}).get(INTENT) in (None, "", SHOULD_NOT_BE_SET)
        for state in last
    )


def remember(policy: RulePolicy) -> None:
    """Let a loaded policy remember; twice is the same as once."""
    if isinstance(policy._get_possible_keys, Remembered):
        return
    policy._get_possible_keys = Remembered(policy)
    if not names_sentences(policy):
        policy._find_action_from_rules = WithoutSentences(policy)
    # the words for the debug log, which is shut in serving
    policy.format_tracker_states = lambda states: ""


def install(nodes: dict[str, GraphNode]) -> None:
    """Let every rule policy of a loaded graph remember. nodes: by name."""
    for node in nodes.values():
        if isinstance(getattr(node, "_component", None), RulePolicy):
            remember(node._component)
