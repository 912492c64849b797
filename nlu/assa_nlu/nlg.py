"""Rasa decides what to say, never how: a response is its name and its arguments; `bot` finds the words."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from assa_nlu.server import DOMAIN

_NAME = re.compile(r"^[a-z_][a-z0-9_]*$")

# What rasa-sdk adds to every call of `utter_message`; not arguments of a response.
_NOT_ARGUMENTS = {"domain_responses", "text", "buttons", "elements", "custom", "template", "response", "image", "attachment"}


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name and _NAME.match(name)}


class NamedResponses(NaturalLanguageGenerator):
    """`generate` returns `{"text": name, "custom": {"response", "arguments"}}`: the arguments are what an action gave, and
    the slots that the French source text in `domain.yml` names. A variation with `custom: {official: masks}` is called `masks`."""

    def __init__(self, endpoint_config: EndpointConfig | None, domain: Domain) -> None:
        """domain: empty when Rasa's agent makes this object, before its model, and never given again: `domain.yml` is read then."""
        if not domain.responses:
            domain = Domain.load(str(DOMAIN))
        self._official: dict[str, str] = {}
        self._slots: dict[str, set[str]] = {}
        self._known = set(domain.responses)
        for name, variations in domain.responses.items():
            for variation in variations:
                topic = (variation.get("custom") or {}).get("official")
                if topic:
                    self._official[name] = topic
                self._slots.setdefault(name, set()).update(_fields(variation.get("text") or ""))

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The response by name, or None (which Rasa logs) for one that the domain does not have."""
        if utter_action not in self._known:
            return None
        arguments = {key: value for key, value in kwargs.items() if key not in _NOT_ARGUMENTS}
        for slot in self._slots[utter_action] - arguments.keys():
            if slot in tracker.slots and tracker.get_slot(slot) is not None:
                arguments[slot] = tracker.get_slot(slot)
        name = self._official.get(utter_action, utter_action)
        return {"text": name, "custom": {"response": name, "arguments": arguments}}
