"""What is unsure is left to the fallback, from the threshold of the message's language."""

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from assa_nlu.fallback import FallbackByLanguage

FRENCH = "est-ce que je dois porter un masque dans la rue"
BAMBARA = "n bɛ se ka maski don wa sira kan"
CONFIG = FallbackByLanguage.get_default_config() | {
    "threshold": 0.9,
    "ambiguity_threshold": 0.1,
    "thresholds": {"other": 0.7, "unsure": 0.95},
}


def understood(text: str, confidence: float | None, second: float = 0.01) -> str | None:
    name = "masks" if confidence is not None else None
    ranking = [{"name": name, "confidence": confidence}, {"name": "gloves", "confidence": second}] if name else []
    message = Message(data={TEXT: text, INTENT: {"name": name, "confidence": confidence or 0.0}, "intent_ranking": ranking})
    FallbackByLanguage(CONFIG).process([message])
    return message.get(INTENT)["name"]


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        (FRENCH, 0.91, "masks"),
        (FRENCH, 0.89, "nlu_fallback"),
        (BAMBARA, 0.71, "masks"),
        (BAMBARA, 0.69, "nlu_fallback"),
        ("masque", 0.94, "nlu_fallback"),
        ("masque", 0.96, "masks"),
        ("😷", None, "nlu_fallback"),
    ],
)
def test_each_language_has_its_threshold(text, confidence, expected):
    assert understood(text, confidence) == expected


def test_two_that_are_near_each_other_are_left_open_in_every_language():
    assert understood(BAMBARA, 0.75, 0.7) == "nlu_fallback"


def test_a_language_without_its_own_has_the_usual_one():
    config = CONFIG | {"thresholds": {}}
    message = Message(data={TEXT: BAMBARA, INTENT: {"name": "masks", "confidence": 0.89}, "intent_ranking": []})
    FallbackByLanguage(config).process([message])
    assert message.get(INTENT)["name"] == "nlu_fallback"
