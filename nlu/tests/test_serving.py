"""What makes serving fast answers as Rasa does: the same graph without Dask, the same rules without looking for them again."""

import hashlib
import inspect

import pytest
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from assa_nlu.serving.rules import Remembered, remember
from assa_nlu.serving.runner import DirectRunner


def digest(function):
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("function", "known"),
    [
        (DaskGraphRunner.run, "45f0f52f574f3aa9"),
        (RulePolicy._get_possible_keys, "2915fd81711e194c"),
        (RulePolicy._is_rule_applicable, "64a108b016b46e57"),
    ],
)
def test_the_function_that_we_stand_for_is_as_we_know_it(function, known):
    assert digest(function) == known


class Node:
    """A node of a graph that notes that it ran."""

    def __init__(self, name, ran):
        self._node_name, self._ran = name, ran

    def __call__(self, *inputs):
        self._ran.append(self._node_name)
        return self._node_name, [self._node_name, *(value for _, value in inputs)]


def schema():
    def node(needs, target=False):
        return SchemaNode(needs=needs, uses=object, fn="run", constructor_name="load", config={}, is_target=target)

    return GraphSchema(
        {
            "late": node({"a": "middle", "b": "first"}, target=True),
            "middle": node({"a": "first"}),
            "first": node({"message": "given"}),
            "other": node({"a": "first"}, target=True),
        }
    )


def test_each_node_runs_once_after_what_it_needs_and_only_for_the_targets_that_are_asked_for():
    ran = []
    runner = DirectRunner(schema(), {name: Node(name, ran) for name in schema().nodes})
    first = ["first", 7]
    assert runner.run({"given": 7}, ["late"]) == {"late": ["late", ["middle", first], first]}
    assert ran == ["first", "middle", "late"]
    ran.clear()
    assert runner.run({"given": 7}, ["other"]) == {"other": ["other", first]}
    assert ran == ["first", "other"]
    with pytest.raises(GraphRunError):
        runner.run({"first": 7}, ["other"])


class Policy:
    """A rule policy that counts how often it looks for rules."""

    _rule_key_to_state = staticmethod(RulePolicy._rule_key_to_state)
    _does_rule_match_state = staticmethod(RulePolicy._does_rule_match_state)
    _is_rule_applicable = RulePolicy._is_rule_applicable

    def __init__(self):
        self.looked = 0
        self.lookup = {
            "rules": {
                '[{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "masks"}}]': "utter_masks",
                '[{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "masks"}}, '
                '{"prev_action": {"action_name": "utter_masks"}, "user": {"intent": "masks"}}]': "action_listen",
                '[{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "food"}}]': "utter_food",
            },
            "rules_not_in_stories": [],
        }

    def _get_possible_keys(self, lookup, states):
        self.looked += 1
        return RulePolicy._get_possible_keys(self, lookup, states)


def states(*turns):
    return [{"prev_action": {"action_name": action}, "user": {"intent": intent}} for action, intent in turns]


CONVERSATIONS = [
    states(("action_listen", "masks")),
    states(("action_listen", "food"), ("action_listen", "masks")),
    states(("action_listen", "masks"), ("utter_masks", "masks")),
    states(("action_listen", "food"), ("action_listen", "masks"), ("utter_masks", "masks")),
    states(("action_listen", "travel")),
    [{}],
    [{}, *states(("action_listen", "food"))],
    [],
]


def test_the_same_rules_are_found_and_looked_for_once_in_a_situation():
    plain, quick = Policy(), Policy()
    find = Remembered(quick)
    for _ in range(2):
        for conversation in CONVERSATIONS:
            rules = plain.lookup["rules"]
            assert find(quick.lookup["rules"], conversation) == plain._get_possible_keys(rules, conversation)
        assert quick.looked <= len(CONVERSATIONS)


def test_a_set_that_was_taken_can_be_changed_without_harm():
    quick = Policy()
    find = Remembered(quick)
    find(quick.lookup["rules"], CONVERSATIONS[0]).clear()
    assert find(quick.lookup["rules"], CONVERSATIONS[0])


def test_remembering_twice_is_remembering_once():
    policy = Policy()
    remember(policy)
    once = policy._get_possible_keys
    remember(policy)
    assert policy._get_possible_keys is once
