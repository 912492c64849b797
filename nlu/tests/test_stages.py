"""The second stage is asked where the first is unsure, and weighed by the language of the message."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from assa_nlu.stages import NO_TOPICS, Stages, kind


class First:
    intents = ("masks", "new", "travel")

    def __init__(self, *scores):
        self._scores = np.array(scores, np.float32)

    def scores(self, prepared):
        return self._scores


class Second:
    """It knows two of the intents, in another order, and one that is gone."""

    intents = ("travel", "gone", "masks")

    def __init__(self):
        self.asked = []

    def scores(self, text):
        self.asked.append(text)
        return np.log(np.array([0.7, 0.2, 0.1], np.float32))


WEIGHTS = {"fr": (1.0, 1.0), "unsure": (1.0, 0.5), "other": (1.0, 0.0)}
FRENCH = "est-ce que je dois porter un masque dans la rue"
BAMBARA = "n bɛ se ka maski don wa sira kan"


def test_a_sure_first_stage_is_not_second_guessed():
    second = Second()
    stages = Stages(First(3, 0, 0), second, 1.0, 0.8, WEIGHTS)
    assert stages.confidences(FRENCH) == pytest.approx(np.exp([3, 0, 0]) / np.exp([3, 0, 0]).sum(), abs=1e-6)
    assert second.asked == []


def test_an_unsure_one_is_weighed_with_the_second():
    second = Second()
    found = Stages(First(1, 0, 0.5), second, 1.0, 0.8, WEIGHTS).confidences(FRENCH)
    # an intent that the second does not know gets its median
    expected = np.exp([1, 0, 0.5]) * [0.1, 0.2, 0.7]
    assert found == pytest.approx(expected / expected.sum(), abs=1e-6)
    assert second.asked == [FRENCH]


def test_what_the_second_does_not_know_the_first_decides():
    assert int(np.argmax(Stages(First(1, 0, 0.5), Second(), 1.0, 0.8, WEIGHTS).confidences(BAMBARA))) == 0


def test_without_a_second_the_first_decides():
    assert Stages(First(0, 0, 0.1), None, 1.0, 0.8, WEIGHTS).confidences(FRENCH).argmax() == 2


@pytest.mark.parametrize("text", ["", "😷", "ߌ ߣߌ ߛߐ߲߬ߜߐ߬ߡߊ߬"])
def test_text_without_letters_has_no_confidences(text):
    assert Stages(First(1, 0, 0), Second(), 1.0, 0.8, WEIGHTS).confidences(text) is None


@pytest.mark.parametrize(("text", "expected"), [(FRENCH, "fr"), (BAMBARA, "other"), ("masque", "unsure")])
def test_the_language_of_a_message(text, expected):
    assert kind(text) == expected


class Words:
    """The first stage: a word is about what its first letters say, a text about what its first word is."""

    intents = ("children", "travel", "stock_query", "prevention")

    def scores(self, prepared):
        names = {"enfa": 0, "voya": 1, "aero": 1, "stoc": 2, "gest": 3}
        return np.eye(4, dtype=np.float32)[names[prepared[:4]]] * 9


def first_two(text):
    likely = Stages(Words(), None, 1.0, 0.8, WEIGHTS).confidences(text)
    best = np.argsort(likely)[::-1][:2]
    return [(Words.intents[i], float(likely[i])) for i in best]


def test_of_a_mere_list_of_words_about_several_topics_none_is_sure():
    (first, most), (second, less) = first_two("enfants voyage aéroport")
    assert (first, second) == ("children", "travel")
    assert most == pytest.approx(0.75, abs=0.01)
    assert less == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize(
    "text",
    ["enfants dans un voyage", "enfants voyage", "voyage corona aéroport voyages", "stock enfants voyage", "enfants de voyage 12"],
    ids=["a sentence", "two words", "one topic", "a task", "words that join"],
)
def test_what_is_no_such_list_stays_sure(text):
    assert first_two(text)[0][1] > 0.99


def test_what_is_no_topic_is_an_intent_of_the_domain_and_has_no_official_message_but_of_an_emergency():
    root = Path(__file__).parents[2]
    domain = yaml.safe_load((root / "domain.yml").read_text(encoding="utf-8"))
    intents = {next(iter(each)) if isinstance(each, dict) else each for each in domain["intents"]}
    rules = yaml.safe_load((root / "nlu/data/rules/official.yml").read_text(encoding="utf-8"))["rules"]
    assert intents >= NO_TOPICS
    assert {rule["steps"][0]["intent"] for rule in rules} & NO_TOPICS == {"emergency"}
