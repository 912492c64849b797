"""Case figures: of the place that the question names, else of the country."""

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import today
from actions.message import latest
from assa_text import fold
from core import geography

LONGEST = 3
"""Words in the name of a place ("Bourem Inaly", "Commune III")."""
SURE = 88.0
"""Likeness from which a word of a question is a place: above what a whole answer needs, since most words are none."""
SHORT = 5
"""Letters of a word that must be the very name."""


def mentioned(text: str, on: date) -> str | None:
    """The code of the place that a question names, the longest and likest name; None where it names none."""
    words = fold(text[:300]).split()
    best: tuple[float, int, str] | None = None
    for size in range(LONGEST, 0, -1):
        for start in range(len(words) - size + 1):
            window = " ".join(words[start : start + size])
            found = geography.find(window, on, limit=1)
            if found and found[0].score >= (100.0 if len(window) <= SHORT else SURE):
                best = max(best or (0.0, 0, ""), (found[0].score, size, found[0].place.code), key=lambda each: each[:2])
    return None if best is None else best[2]


class ActionStatistics(Action):
    def name(self) -> str:
        return "action_statistics"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        place = mentioned(latest(tracker).text, today())
        dispatcher.utter_message(response="utter_statistics", **({} if place is None else {"place": place}))
        return []
