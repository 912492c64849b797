"""Measures the trained model on a file of questions that it was not trained on.

A question counts as right when the model's first intent is one of its topics (`a|b`: either is right). Answered: not left to the
fallback. F1 is computed as scikit-learn's macro average would be, over the topics that occur in the file, a question with several
right topics counted under the one that was predicted, else under its first.
"""

import csv
import json
import subprocess
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from actions.topics import likeliest
from core.errors import InvalidInput
from core.settings import ROOT

FALLBACK = "nlu_fallback"


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    topics: tuple[str, ...]
    locale: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """intent: what the dialogue acts on (`nlu_fallback` when unsure). ranking: (intent, confidence), best first. ms: of the parse."""

    intent: str | None
    ranking: tuple[tuple[str, float], ...]
    ms: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Shares are of all questions. offered: answered rightly, or a right topic is among the three that "did you mean" offers.

    reliability: (confidence from, questions, share right) by bands of 0.2: a calibrated model is right as often as it is confident.
    confusions: (right, predicted, how often). by_topic: (topic, questions, share right), the worst first.
    """

    questions: int
    accuracy: float
    offered: float
    macro_f1: float
    fallback_rate: float
    wrong_and_confident: float
    ms_median: float
    ms_p95: float
    reliability: tuple[tuple[float, int, float | None], ...]
    confusions: tuple[tuple[str, str, int], ...]
    by_topic: tuple[tuple[str, int, float], ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_questions(path: Path) -> list[Question]:
    """The rows of a TSV with the columns text, topics, locale. Raises InvalidInput for another header, or a row without text or topic."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"text", "topics", "locale"} <= rows[0].keys():
        raise InvalidInput("bad_columns", path=path.name)
    for number, row in enumerate(rows, 2):
        if not row["text"] or not row["topics"]:
            raise InvalidInput("empty_cell", path=path.name, row=number)
    return [Question(row["text"], tuple(row["topics"].split("|")), row["locale"]) for row in rows]


def parse(texts: list[str], model: Path) -> list[Parsed]:
    """What the model makes of texts, in Rasa's environment. Raises subprocess.CalledProcessError when that fails."""
    run = subprocess.run(  # noqa: S603 (our own program)
        [str(ROOT / "nlu" / ".venv" / "bin" / "python"), "-W", "ignore", "-m", "assa_nlu", "parse", "--model", str(model.resolve())],
        input="".join(json.dumps(text) + "\n" for text in texts),
        cwd=ROOT / "nlu",
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [_parsed(json.loads(line)) for line in run.stdout.splitlines() if line.startswith("{")]


def _parsed(raw: dict[str, Any]) -> Parsed:
    ranking = tuple((item["name"], float(item["confidence"])) for item in raw["ranking"] if item["name"] != FALLBACK)
    return Parsed(raw["intent"], ranking, raw["ms"])


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _macro_f1(pairs: list[tuple[str, str]]) -> float:
    """pairs: (true, predicted)."""
    scores = []
    for topic in {true for true, _ in pairs}:
        hits = sum(true == predicted == topic for true, predicted in pairs)
        said = sum(predicted == topic for _, predicted in pairs)
        there = sum(true == topic for true, _ in pairs)
        scores.append(2 * hits / (said + there))
    return sum(scores) / len(scores)


BANDS = 5


def _reliability(confidences: list[float], right: list[bool]) -> tuple[tuple[float, int, float | None], ...]:
    rows = []
    for band in range(BANDS):
        hits = [r for c, r in zip(confidences, right, strict=True) if min(BANDS - 1, int(c * BANDS)) == band]
        rows.append((band / BANDS, len(hits), sum(hits) / len(hits) if hits else None))
    return tuple(rows)


def evaluate(questions: list[Question], parsed: list[Parsed]) -> Evaluation:
    """The figures for questions and what the model made of them, in the same order."""
    first = [p.ranking[0][0] if p.ranking else FALLBACK for p in parsed]
    right = [intent in q.topics for q, intent in zip(questions, first, strict=True)]
    pairs = [(intent if intent in q.topics else q.topics[0], intent) for q, intent in zip(questions, first, strict=True)]
    answered = [p.intent not in (FALLBACK, None) for p in parsed]
    wrong = Counter(pair for pair in pairs if pair[0] != pair[1])
    there = Counter(true for true, _ in pairs)
    hits = Counter(true for true, predicted in pairs if true == predicted)
    total = len(questions)
    return Evaluation(
        questions=total,
        accuracy=sum(right) / total,
        offered=sum(
            (a and r) or bool(set(likeliest(p.ranking)) & set(q.topics))
            for q, p, a, r in zip(questions, parsed, answered, right, strict=True)
        )
        / total,
        macro_f1=_macro_f1(pairs),
        fallback_rate=1 - sum(answered) / total,
        wrong_and_confident=sum(a and not r for a, r in zip(answered, right, strict=True)) / total,
        ms_median=_quantile([p.ms for p in parsed], 0.5),
        ms_p95=_quantile([p.ms for p in parsed], 0.95),
        reliability=_reliability([p.ranking[0][1] if p.ranking else 0.0 for p in parsed], right),
        confusions=tuple((true, predicted, count) for (true, predicted), count in wrong.most_common(15)),
        by_topic=tuple(sorted(((topic, count, hits[topic] / count) for topic, count in there.items()), key=lambda row: row[2])),
    )
