"""The Bambara questions: enough of them, over enough topics, in the three ways of spelling that the column names."""

import csv
import re

import pytest

from core.settings import ROOT

with (ROOT / "tests" / "nlu" / "questions_bm.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
STANDARD = re.compile(r"[ɛɔɲŋ]")
FRENCH = re.compile(r"[èéô]|ou|gn|tch|dj|tio")


def spelling(text: str) -> str:
    """How a question is spelt: standard, french, or plain (neither letter nor group of letters tells)."""
    if STANDARD.search(text):
        return "standard"
    return "french" if FRENCH.search(text) else "plain"


def test_there_are_enough_questions_over_enough_topics():
    assert len(ROWS) >= 150
    assert len({row["topics"].split("|")[0] for row in ROWS}) >= 40


@pytest.mark.parametrize("way", ["standard", "french", "plain"])
def test_each_spelling_is_well_there(way):
    assert sum(row["spelling"] == way for row in ROWS) >= 40


def test_the_column_says_the_spelling():
    assert [row["text"] for row in ROWS if row["spelling"] != spelling(row["text"])] == []


def test_no_question_stands_twice():
    assert len({row["text"] for row in ROWS}) == len(ROWS)
