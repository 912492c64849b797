"""The question for a place after an answer that names several: only those are offered, so that a number means one of them."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.report_case.ask import AskCercle, AskRegion
from actions.report_case.validate import ValidateReportCase


def tracker(text: str, slots: dict[str, Any], value: str | None = None) -> Tracker:
    entities = [] if value is None else [{"entity": "value", "value": value}]
    message = {"text": text, "intent": {"name": "nlu_fallback" if value is None else "answer", "confidence": 0.1}, "entities": entities}
    return Tracker("s", slots, message, [{"event": "user", "text": text}], False, None, {}, "action_listen")


async def said(action: Any, at: Tracker) -> list[dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    await action.run(dispatcher, at, {})
    return dispatcher.messages


async def test_several_communes_of_one_name_are_offered_with_their_cercle():
    at = tracker("Benkadi", {"requested_slot": "report_region", "report_state": "open"})
    (message,) = await said(AskRegion(), at)
    assert message["response"] == "utter_error_place_several"
    titles = [each["title"] for each in message["buttons"]]
    assert len(titles) == 5
    assert "Benkadi (cercle de Kangaba)" in titles
    assert titles[-1] == "Un autre lieu"
    dispatcher = CollectingDispatcher()
    events = await ValidateReportCase().run(dispatcher, at, {})
    assert (dispatcher.messages, [(each["name"], each["value"]) for each in events]) == ([], [("report_region", None)])


async def test_another_answer_gets_the_whole_list():
    for text in ("", "xyzxyz", "Sikasso"):
        (message,) = await said(AskRegion(), tracker(text, {"requested_slot": "report_region"}))
        assert message["response"] == "utter_ask_report_region_prompt", text
    (message,) = await said(AskCercle(), tracker("Kita", {"report_region": "ML-KITA"}))
    assert message["response"] == "utter_ask_report_cercle_prompt"
    assert "Kita" in [each["title"] for each in message["buttons"]]


async def test_a_commune_says_its_cercle_and_its_region():
    at = tracker("Badia", {"requested_slot": "report_region", "report_state": "open"})
    events = await ValidateReportCase().run(CollectingDispatcher(), at, {})
    assert {each["name"]: each["value"] for each in events} == {"report_region": "ML-KITA", "report_cercle": "ML-M-BADIA"}
