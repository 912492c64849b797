"""A report on the trained model: the worst topics and what they are taken for, as a table and pictures, for who mends the training data."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from assa.model import PYTHON, rasa_environment
from assa.nlu_evaluation import FALLBACK, Evaluation, Parsed, Question, evaluate
from core.settings import ROOT

OWN_SETS = (ROOT / "tests" / "nlu" / "questions_fr.tsv", ROOT / "tests" / "nlu" / "questions_bm.tsv")
WORST = 20
"""Topics in the picture and the table: more cannot be read on a page."""
BANDS = 10


def write_report(questions: list[Question], parsed: list[Parsed], folder: Path) -> list[Path]:
    """Writes report.md, confusion.svg and reliability.svg into `folder`, made if need be; their paths.

    Raises subprocess.CalledProcessError when the pictures cannot be drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    result = evaluate(questions, parsed)
    taken = _taken_for(questions, parsed)
    worst = ([topic for topic, _, share in result.by_topic if share < 1] or [topic for topic, _, _ in result.by_topic])[:WORST]
    figures = {"confusion": _matrix(worst, taken), "reliability": _bands(questions, parsed)}
    command = [str(PYTHON), "-W", "ignore", "report_pictures.py", str(folder.resolve())]
    subprocess.run(  # noqa: S603 (our own program)
        command, input=json.dumps(figures), cwd=ROOT / "nlu", env=rasa_environment(), text=True, check=True
    )
    report = folder / "report.md"
    report.write_text(_markdown(result, worst, taken), encoding="utf-8")
    return [report, folder / "confusion.svg", folder / "reliability.svg"]


def _first(parsed: Parsed) -> str:
    return parsed.ranking[0][0] if parsed.ranking else FALLBACK


def _taken_for(questions: list[Question], parsed: list[Parsed]) -> dict[str, Counter[str]]:
    """For each right topic, how often each topic came first; a question with several right ones counts under the one that came."""
    taken: dict[str, Counter[str]] = {}
    for question, understood in zip(questions, parsed, strict=True):
        first = _first(understood)
        taken.setdefault(first if first in question.topics else question.topics[0], Counter())[first] += 1
    return taken


def _matrix(worst: list[str], taken: dict[str, Counter[str]]) -> dict[str, Any]:
    columns = worst + sorted({other for topic in worst for other in taken[topic]} - set(worst))
    counts = [[taken[topic][column] for column in columns] for topic in worst]
    shares = [[count / taken[topic].total() for count in row] for topic, row in zip(worst, counts, strict=True)]
    return {"rows": worst, "columns": columns, "counts": counts, "shares": shares}


def _bands(questions: list[Question], parsed: list[Parsed]) -> list[dict[str, float]]:
    """Bands of confidence that have questions: their mean confidence, the share right, how many."""
    bands: dict[int, list[tuple[float, bool]]] = {}
    for question, understood in zip(questions, parsed, strict=True):
        confidence = understood.ranking[0][1] if understood.ranking else 0.0
        bands.setdefault(min(BANDS - 1, int(confidence * BANDS)), []).append((confidence, _first(understood) in question.topics))
    return [
        {
            "confidence": sum(confidence for confidence, _ in band) / len(band),
            "right": sum(right for _, right in band) / len(band),
            "questions": len(band),
        }
        for _, band in sorted(bands.items())
    ]


def _markdown(result: Evaluation, worst: list[str], taken: dict[str, Counter[str]]) -> str:
    lines = [
        "# What the model understands, and what not",
        "",
        f"{result.questions} questions of the project's own that it was not trained on: {result.accuracy:.1%} right first, "
        f"{result.offered:.1%} answered rightly or offered, macro-F1 {result.macro_f1:.3f}, "
        f"{result.wrong_and_confident:.1%} answered wrongly, {result.fallback_rate:.1%} left to the fallback.",
        "",
        "| topic | questions | right | taken for |",
        "|---|---:|---:|---|",
    ]
    for topic in worst:
        counts = taken[topic]
        others = ", ".join(f"{other} ({count})" for other, count in counts.most_common() if other != topic)
        lines.append(f"| {topic} | {counts.total()} | {counts[topic] / counts.total():.0%} | {others} |")
    return "\n".join([*lines, "", "![Confusions](confusion.svg)", "", "![Reliability](reliability.svg)", ""])
