"""Editors take sentences for the model from what was not understood: without persons, once, as a file that Rasa reads."""

from datetime import date

import pytest
import yaml

from core.errors import InvalidInput
from messages.questions import examples

DAY = date(2026, 11, 23)


def propose(database, text, topic="masks", locale="fr"):
    with database.transaction() as session:
        examples.propose(session, text, topic, locale, "Awa", DAY)


def kept(database):
    with database.transaction() as session:
        return [(e.locale, e.topic, e.text, e.actor) for e in examples.examples(session)]


def test_an_example_is_kept_once_and_the_later_topic_counts(database):
    propose(database, "  le  cache nez ça sert ")
    propose(database, "le cache nez ça sert", "prevention")
    propose(database, "maski nafa ye mun ye", locale="bm")
    assert kept(database) == [
        ("bm", "masks", "maski nafa ye mun ye", "Awa"),
        ("fr", "prevention", "le cache nez ça sert", "Awa"),
    ]


@pytest.mark.parametrize("text", ["je m'appelle Oumar Diarra", "appelez le 76 12 34 56", "écrivez à awa@example.org"])
def test_a_sentence_with_a_person_in_it_is_refused(database, text):
    with pytest.raises(InvalidInput) as raised:
        propose(database, text)
    assert raised.value.code == "example.masked"
    assert kept(database) == []


def test_an_empty_sentence_is_refused(database):
    with pytest.raises(InvalidInput) as raised:
        propose(database, "   ")
    assert raised.value.code == "example.empty"


def test_the_file_is_one_that_rasa_reads(database):
    propose(database, "le cache nez ça sert")
    propose(database, "faut il un masque")
    propose(database, "quel savon", "hand_washing")
    with database.transaction() as session:
        told = examples.training_data(session, "fr")
        assert examples.training_data(session, "bm") == ""
    assert yaml.safe_load(told) == {
        "version": "3.1",
        "nlu": [
            {"intent": "hand_washing", "examples": "- quel savon\n"},
            {"intent": "masks", "examples": "- faut il un masque\n- le cache nez ça sert\n"},
        ],
    }
    assert "examples: |\n    - faut il un masque\n" in told


def test_an_example_is_dropped(database):
    propose(database, "faut il un masque")
    with database.transaction() as session:
        [only] = examples.examples(session, "fr")
        examples.drop(session, only.id)
        examples.drop(session, only.id)
    assert kept(database) == []
