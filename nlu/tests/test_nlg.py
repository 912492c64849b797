"""Rasa names what is said; it never finds the words."""

import asyncio

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from assa_nlu.nlg import NamedResponses


def said(nlg, domain, name, slots=(), **arguments):
    tracker = DialogueStateTracker.from_events("x", [SlotSet(key, value) for key, value in slots], domain.slots)
    return asyncio.run(nlg.generate(name, tracker, "assa", **arguments))


def test_an_official_message_is_called_by_its_topic(domain):
    assert said(NamedResponses(None, domain), domain, "utter_masks")["custom"] == {"response": "masks", "arguments": {}}


def test_arguments_are_what_an_action_gave_and_nothing_of_the_sdk(domain):
    message = said(NamedResponses(None, domain), domain, "utter_report_taken", number="CA-1", buttons=[], domain_responses={})
    assert message["custom"]["arguments"] == {"number": "CA-1"}


def test_an_unknown_response_is_none(domain):
    assert said(NamedResponses(None, domain), domain, "utter_no_such_thing") is None


def test_an_empty_domain_is_read_from_the_file():
    assert NamedResponses(None, Domain.empty())._known
