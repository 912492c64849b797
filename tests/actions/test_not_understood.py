"""What is offered to who was not understood, the first time and the next."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.not_understood import ActionNotUnderstood

TOPIC, TASK = ("masks", 0.6), ("symptom_check", 0.9)


async def said(*ranking, before="nlu_fallback"):
    """The response to a message with that ranking, after one of that intent, and what is offered."""
    latest = {"text": "n farigan ka bon", "intent": {"name": "nlu_fallback", "confidence": 0.96}, "entities": []}
    latest["intent_ranking"] = [{"name": name, "confidence": confidence} for name, confidence in (("nlu_fallback", 0.96), *ranking)]
    events = [{"event": "user", "parse_data": {"intent": {"name": name}}} for name in (before, "nlu_fallback")]
    dispatcher = CollectingDispatcher()
    tracker = Tracker("somebody", {}, latest, events, False, None, {}, "action_listen")
    await ActionNotUnderstood().run(dispatcher, tracker, {})
    (message,) = dispatcher.messages
    return message["response"], [button["title"] for button in message["buttons"]]


@pytest.mark.parametrize("before", ["masks", "nlu_fallback", "none_of_these"])
async def test_a_good_guess_is_offered_every_time(before):
    assert await said(TASK, before=before) == ("utter_did_you_mean", ["symptom_check", "none_of_these"])
    assert await said(TOPIC, before=before) == ("utter_did_you_mean", ["masks", "none_of_these"])


async def test_a_weak_guess_is_offered_once():
    assert await said(("masks", 0.4), before="greet") == ("utter_did_you_mean", ["masks", "none_of_these"])
    assert await said(("masks", 0.4)) == ("utter_not_understood_again", [])


@pytest.mark.parametrize(("before", "response"), [("greet", "utter_not_understood"), ("nlu_fallback", "utter_not_understood_again")])
async def test_what_is_no_topic_is_never_offered(before, response):
    assert (await said(("greet", 0.9), before=before))[0] == response
