"""Not understood: said, with the likeliest topics and the menu; the next time, where nothing is likely, the number and a human."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.message import latest
from actions.topics import TASKS, WAYS_ON, faq, likeliest

UNSURE = 0.15
"""From here on the best guess is worth a "did you mean". Below it we say that we did not understand."""
LIKELY = 0.5
"""From here on it is offered to who was not understood before either: it is more likely right than wrong, and they may be ill."""


def missed_before(tracker: Tracker) -> bool:
    """Whether the person's message before this one was not understood either."""
    intents = [event["parse_data"]["intent"].get("name") for event in tracker.events if event.get("event") == "user"]
    return len(intents) > 1 and intents[-2] in ("nlu_fallback", "none_of_these", None)


class ActionNotUnderstood(Action):
    def name(self) -> str:
        return "action_not_understood"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        message = latest(tracker)
        best = max((confidence for name, confidence in message.ranking if name in faq() | TASKS), default=0.0)
        if missed_before(tracker) and best < LIKELY:
            dispatcher.utter_message(response="utter_not_understood_again")
            return []
        likely = likeliest(message.ranking) if best >= UNSURE else []
        names = [*likely, "none_of_these"] if likely else WAYS_ON
        dispatcher.utter_message(
            response="utter_did_you_mean" if likely else "utter_not_understood",
            # a title equal to its payload's name: the bot finds the words
            buttons=[{"title": name, "payload": f"/{name}"} for name in names],
        )
        return []
