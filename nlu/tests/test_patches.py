"""Each patched function is the one that we read: when Rasa changes it, look again before you patch."""

import asyncio
import hashlib
import inspect

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.shared.exceptions import RasaException

from assa_nlu import patches


def digest(function):
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


ORIGINALS = {
    "RemoteAction.run": patches._run,
    "MessageProcessor.handle_message": MessageProcessor.handle_message,
    "MessageProcessor.log_message": MessageProcessor.log_message,
    "MessageProcessor.fetch_tracker_and_update_session": MessageProcessor.fetch_tracker_and_update_session,
    "MessageProcessor.get_tracker": MessageProcessor.get_tracker,
    "MessageProcessor._run_prediction_loop": MessageProcessor._run_prediction_loop,
}
DIGESTS = {
    "RemoteAction.run": "ccabf6f1160d527a",
    "MessageProcessor.handle_message": "0c41d4780d2d4676",
    "MessageProcessor.log_message": "f2f8ec66a291d83d",
    "MessageProcessor.fetch_tracker_and_update_session": "400f21a2ea5d3426",
    "MessageProcessor.get_tracker": "a62e1aad7734c717",
    "MessageProcessor._run_prediction_loop": "cb30a0cbb690c571",
}


@pytest.mark.parametrize("name", ORIGINALS)
def test_the_function_that_we_patch_or_repeat_is_as_we_know_it(name):
    assert digest(ORIGINALS[name]) == DIGESTS[name]


def test_a_wrong_answer_of_the_action_server_is_still_refused():
    patches.apply()
    action = RemoteAction("action_x", None)
    assert action._validate_action_result({"events": [], "responses": []})
    with pytest.raises(RasaException, match="events") as error:
        action._validate_action_result({"events": "Awa Traoré"})
    assert "Awa" not in str(error.value)


async def fails():
    action = RemoteAction("action_x", None)
    patches.failed_actions.set([])
    with pytest.raises(RasaException) as error:
        await action.run(None, None, None, None)
    return patches.failed_actions.get(), error.value


def test_a_failing_action_is_noted_and_its_error_repeats_nothing_of_the_conversation():
    patches.apply()
    failed, error = asyncio.run(fails())
    assert failed == ["action_x"]
    assert error.__cause__ is None
    assert error.__suppress_context__
