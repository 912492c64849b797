"""Faults of Rasa 3.6.21 for which there is no extension point, mended here and nowhere else.

1. `RemoteAction._validate_action_result` has jsonschema check its own schema at every call: 69 % of a turn with a custom action.
   The schema is compiled once, to Python code (`serving.action_server`).
2. `MessageProcessor._run_action` logs a failing action and goes on in silence: the person gets no answer, and the conversation is
   saved as if the action had run. `failed_actions` tells the channel, which then does not save the turn.
3. What a loaded model does at every message and need not: its graph is put together anew by Dask, and every rule is compared with every
   state (`serving.runner`, `serving.rules`), and a connection is made for every action (`serving.action_server`). `quicken` gives a
   processor the first, its rule policy the second, its endpoint the third. Slots are copied more simply (`serving.copies`).

`tests/test_patches.py` fails when a patched function changes.
"""

from __future__ import annotations

import contextvars
import functools
from typing import Any

import fastjsonschema
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.shared.exceptions import RasaException

from assa_nlu.serving import action_server, copies, rules, runner

failed_actions: contextvars.ContextVar[list[str]] = contextvars.ContextVar("failed_actions", default=[])  # noqa: B039 (set anew at every turn)

_answers = action_server.Answers()
_run = RemoteAction.run


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    try:
        _answers.check(result)
    except fastjsonschema.JsonSchemaValueException as error:
        # as Rasa does, and without what the answer holds
        raise RasaException(f"the answer of an action has no such form: {error.name}") from None
    return True


@functools.wraps(_run)
async def _run_and_tell(self: RemoteAction, *args: Any, **kwargs: Any) -> Any:
    try:
        return await _run(self, *args, **kwargs)
    except ActionExecutionRejection:
        raise
    except Exception as error:  # noqa: BLE001 (whatever an action fails of, the turn fails)
        failed_actions.get().append(self.name())
        # not chained: Rasa logs the traceback, and the action server's answer repeats the conversation
        raise RasaException(f"action {self.name()} failed: {type(error).__name__}") from None


def quicken(processor: MessageProcessor) -> None:
    """Mend a processor whose model is loaded; twice is the same as once."""
    if isinstance(processor.graph_runner, runner.DirectRunner):
        return
    nodes = runner.install(processor)
    rules.install(nodes)
    action_server.keep_connections(processor.action_endpoint)
    # asked at every message, and answered by making an empty domain to compare with; the domain of a loaded model does not change
    empty = processor.domain.is_empty()
    processor.domain.is_empty = lambda: empty


def apply() -> None:
    """Mend Rasa in this process; twice is the same as once."""
    RemoteAction._validate_action_result = _validate_action_result
    RemoteAction.run = _run_and_tell
    copies.quicken()
