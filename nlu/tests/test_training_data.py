"""The training data: every topic, in French and Bambara, enough of it, and nothing twice."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from assa_text import fold

DATA = Path(__file__).resolve().parents[1] / "data" / "nlu"
LEAST = {"fr": 20, "bm": 10}


def examples(locale):
    found = []
    for path in sorted((DATA / locale).glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            assert block["intent"] == path.stem
            lines = [line.removeprefix("- ").strip() for line in block["examples"].splitlines() if line.strip()]
            found += [(block["intent"], line) for line in lines]
    return found


def intents(domain):
    internal = {"answer", "pause", "resume", "repeat", "information", "delete_confirm", "none_of_these", "nlu_fallback"}
    return {i for i in domain.intents if i not in internal and not i.startswith("info_")} - {"back", "restart", "session_start"}


@pytest.mark.parametrize("locale", LEAST)
def test_every_intent_has_enough_examples(locale, domain):
    counts = Counter(intent for intent, _ in examples(locale))
    assert counts.keys() == intents(domain)
    assert {intent: count for intent, count in counts.items() if count < LEAST[locale]} == {}


def test_no_sentence_stands_under_two_intents():
    seen = {}
    for locale in LEAST:
        for intent, line in examples(locale):
            seen.setdefault(fold(line), set()).add(intent)
    assert {line: found for line, found in seen.items() if len(found) > 1} == {}


ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", [ROOT / "tests" / "nlu", ROOT.parent / "shared" / "eval"], ids=["our own", "of others"])
def test_no_line_of_an_evaluation_file_is_in_the_training_data(folder):
    files = list(folder.glob("*questions*.tsv"))
    if not files and folder.parent.name == "shared":
        pytest.skip("the evaluation files of others are not here: whether one was trained on is NOT checked")
    assert files
    asked = {fold(line.split("\t")[0]) for path in files for line in path.read_text(encoding="utf-8").splitlines()[1:]}
    trained = {fold(line) for locale in LEAST for _, line in examples(locale)}
    # a greeting or a single word is nobody's
    assert {line for line in asked & trained if len(line.split()) > 2} == set()
