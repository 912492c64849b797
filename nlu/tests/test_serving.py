"""What makes serving fast answers as Rasa does: the same graph without Dask, the same rules without looking for them again."""

import asyncio
import copy
import hashlib
import inspect
import json

import fastjsonschema
import jsonschema
import pytest
from aiohttp import web
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.slots import ListSlot
from rasa.utils.endpoints import EndpointConfig

from assa_nlu.serving import action_server, copies
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
        (RulePolicy._find_action_from_rules, "be6da6ee0f5429bd"),
        (RulePolicy._predict, "f5182d8a10639e14"),
        (RulePolicy.format_tracker_states, "32b101cb34fd1c32"),
        (EndpointConfig.request, "ccdb778aed8208e2"),
        (EndpointConfig.session, "e55aa13d9d4fb4bc"),
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
    """A rule policy that counts how often it compares a rule with a state."""

    _rule_key_to_state = staticmethod(RulePolicy._rule_key_to_state)
    _does_rule_match_state = staticmethod(RulePolicy._does_rule_match_state)
    _get_possible_keys = RulePolicy._get_possible_keys

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

    def _is_rule_applicable(self, *question):
        self.looked += 1
        return RulePolicy._is_rule_applicable(self, *question)

    def _find_action_from_rules(self, tracker, domain, use_text_for_last_user_input):
        return "found", "by a rule", use_text_for_last_user_input


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


def test_the_same_rules_are_found_and_each_is_compared_with_a_state_once():
    plain, quick = Policy(), Policy()
    find, looked = Remembered(quick), []
    for _ in range(2):
        for conversation in CONVERSATIONS:
            rules = plain.lookup["rules"]
            assert find(quick.lookup["rules"], conversation) == plain._get_possible_keys(rules, conversation)
        looked.append(quick.looked)
    assert looked[0] == looked[1] > 0


def test_a_new_succession_of_known_states_compares_nothing():
    quick = Policy()
    find = Remembered(quick)
    find(quick.lookup["rules"], states(("action_listen", "food"), ("action_listen", "masks")))
    find(quick.lookup["rules"], states(("action_listen", "masks"), ("action_listen", "food")))
    quick.looked = 0
    both = states(("action_listen", "food"), ("action_listen", "food"))
    assert find(quick.lookup["rules"], both) == Policy()._get_possible_keys(quick.lookup["rules"], both)
    assert quick.looked == 0


def test_rules_that_were_not_there_when_the_model_was_loaded_are_looked_for_as_ever():
    quick = Policy()
    remember(quick)
    other = dict(list(quick.lookup["rules"].items())[:1])
    assert quick._get_possible_keys(other, CONVERSATIONS[0]) == set(other)


def test_what_was_typed_is_not_asked_about_where_no_rule_names_a_sentence():
    policy = Policy()
    remember(policy)
    assert policy._find_action_from_rules(None, None, use_text_for_last_user_input=True) == (None, None, False)
    assert policy._find_action_from_rules(None, None, use_text_for_last_user_input=False) == ("found", "by a rule", False)


@pytest.mark.parametrize("user", [{"text": "j'ai soif"}, {}, {"intent": "should_not_be_set"}])
def test_it_is_asked_about_where_one_may(user):
    policy = Policy()
    policy.lookup["rules"][json.dumps([{"prev_action": {"action_name": "action_listen"}, "user": user}])] = "utter_water"
    remember(policy)
    assert policy._find_action_from_rules(None, None, use_text_for_last_user_input=True) == ("found", "by a rule", True)


def test_a_copied_slot_is_one_of_its_own():
    copies.quicken()
    slot = ListSlot("symptoms", mappings=[{}], initial_value=["fever"])
    other = copy.copy(slot)
    other.value = ["cough"]
    assert (type(other), slot.value, other.name, other.mappings) == (ListSlot, ["fever"], "symptoms", [{}])
    assert vars(copy.copy(slot)) == vars(slot)


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


ANSWERS = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "age", "value": 34, "timestamp": None}], "responses": [{"text": "x"}]},
    {"events": [{"event": "slot", "value": 34}]},
    {"events": [{"event": "slot", "name": 7, "value": 34}]},
    {"events": [{"event": "active_loop", "name": None}, {"event": "restart"}]},
    {"events": [{"event": "slot", "name": "age", "value": 1, "timestamp": "now"}]},
    {"events": [{"event": "nothing of Rasa's"}]},
    {"events": [{"name": "age"}]},
    {"events": ["slot"]},
    {"events": "Awa Traoré"},
    {"responses": [7]},
    {"responses": "none"},
    {},
    [],
    "text",
]


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_an_answer_is_refused_where_rasas_own_description_refuses_it(answer):
    try:
        jsonschema.validate(answer, RemoteAction.action_response_format_spec())
    except jsonschema.ValidationError:
        with pytest.raises(fastjsonschema.JsonSchemaValueException):
            action_server.Answers().check(answer)
    else:
        action_server.Answers().check(answer)


async def _calls(times):
    """How many connections the calls took, and what they gave."""
    ports = set()

    async def answer(request):
        ports.add(request.transport.get_extra_info("peername")[1])
        if (await request.json())["fail"]:
            return web.Response(status=500, text="broken")
        return web.json_response({"auth": request.headers["X-Known"]})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    endpoint = EndpointConfig(f"http://127.0.0.1:{runner.addresses[0][1]}/webhook", headers={"X-Known": "yes"})
    action_server.keep_connections(endpoint)
    action_server.keep_connections(endpoint)
    try:
        answers = [await endpoint.request(json={"fail": False}) for _ in range(times)]
        with pytest.raises(Exception, match="500"):
            await endpoint.request(json={"fail": True})
        answers.append(await endpoint.request(json={"fail": False}))
    finally:
        async with endpoint.session() as session:
            await session.close()
        await runner.cleanup()
    return ports, answers


def test_calls_of_the_action_server_share_a_connection():
    ports, answers = asyncio.run(_calls(5))
    assert len(ports) == 1
    assert answers == [{"auth": "yes"}] * 6
