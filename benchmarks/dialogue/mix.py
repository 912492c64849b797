"""What is said: the mix, and the words. The same for both systems, turn by turn."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml

from core.settings import ROOT


class Kind(StrEnum):
    """faq: an official answer. form: a step of the report of a case. sql: an action, and figures read from the database."""

    FAQ = "faq"
    FORM = "form"
    SQL = "sql"


SHARES = {Kind.FAQ: 14, Kind.FORM: 4, Kind.SQL: 2}
"""Of twenty turns: 70, 20 and 10 per cent."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is said. typed: as people write it (ASSA). stock: the same for Rasa's REST channel, where a tap arrives as a payload."""

    typed: str
    stock: str


def _answer(typed: str, value: str) -> Line:
    return Line(typed, f'/answer{{"value":"{value}"}}')


def _same(text: str) -> Line:
    return Line(text, text)


REPORT = (
    Line("je veux signaler un malade", "/report_case"),
    _answer("1", "yes"),
    _answer("2", "other"),
    _same("Moussa Traoré"),
    _same("34 ans"),
    _answer("1", "MALE"),
    _same("76 12 34 56"),
    _same("Bamako"),
    _same("passer"),
    _same("Lafiabougou"),
    _answer("1 2", "fever|cough"),
    _same("hier"),
    _answer("2", "no"),
    _answer("1", "yes"),
)
"""A whole report, question by question: fourteen turns."""


def mixed(seed: int) -> Iterator[Kind]:
    """Kinds without end, in shuffled blocks of twenty that each hold the shares exactly."""
    block = [kind for kind, share in SHARES.items() for _ in range(share)]
    order = random.Random(seed)
    while True:
        order.shuffle(block)
        yield from block


def only(kind: Kind) -> Iterator[Kind]:
    return itertools.repeat(kind)


class Texts:
    """French questions of the training data, which both systems know alike; each is said once before any is said again."""

    def __init__(self, seed: int = 1) -> None:
        official = [rule["steps"][0]["intent"] for rule in _yaml("nlu/data/rules/official.yml")["rules"]]
        order = random.Random(seed)
        self._faq = _shuffled(order, [intent for intent in official if intent not in ("statistics", "emergency", "violence")])
        self._sql = _shuffled(order, ["statistics"])

    def next(self, kind: Kind) -> Line:
        """A question of that kind; a form's lines are REPORT."""
        if kind is Kind.SQL:
            # named outright, so that the action is called however little the stock assistant has learnt; its pipeline runs all the same
            return Line(next(self._sql), "/statistics")
        return _same(next(self._faq))


def _yaml(path: str) -> Any:
    return yaml.load((ROOT / path).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _shuffled(order: random.Random, intents: list[str]) -> Iterator[str]:
    texts = [line[2:] for intent in intents for line in _examples(intent) if _is_a_question(line[2:])]
    order.shuffle(texts)
    return itertools.cycle(texts)


def _examples(intent: str) -> list[str]:
    entry = _yaml(f"nlu/data/nlu/fr/{intent}.yml")["nlu"][0]
    return [line for line in entry["examples"].splitlines() if line.startswith("- ")]


def _is_a_question(text: str) -> bool:
    """At least three words: single ones are words of the menu, digits are choices."""
    return len(text.split()) >= 3 and not text[0].isdigit()
