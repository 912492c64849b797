"""Measures the identification of languages on a file that nothing was made from."""

import csv
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assa_text import detect
from assa_text.language import LANGUAGES
from core.errors import InvalidInput

UNSURE = "unsure"
_ANSWERED_IN = {"dyu": "bm"}
"""Dioula is understood by whoever understands Bambara, and close to it: taken for it, its speakers are well served."""


@dataclass(frozen=True, slots=True)
class Languages:
    """Shares are 0 to 1. by_locale: (locale of the file, messages, share right), the worst first.

    A language that is none of ours is right as `other`, Dioula as Bambara. confusions: (locale, taken for, how often), the most
    frequent first. wrong: the share taken for a language that it is not, unsure aside: what may lead to a wrong switch.
    ms_mean: of a message.
    """

    messages: int
    accuracy: float
    wrong: float
    ms_mean: float
    by_locale: tuple[tuple[str, int, float], ...]
    confusions: tuple[tuple[str, str, int], ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_messages(path: Path) -> list[tuple[str, str]]:
    """(locale, text) of each row of a TSV with these columns. Raises InvalidInput when a column is missing or there is no row."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if missing := {"locale", "text"} - set(rows.fieldnames or ()):
            raise InvalidInput("languages_columns_missing", columns=sorted(missing))
        messages = [(row["locale"], row["text"] or "") for row in rows]
    if not messages:
        raise InvalidInput("languages_empty", file=path.name)
    return messages


def evaluate_languages(messages: list[tuple[str, str]]) -> Languages:
    """Identifies each message as a chat would; the tables are read before the clock starts."""
    detect("bonjour je voudrais savoir")
    started = time.perf_counter()
    found = [detect(text).locale or UNSURE for _, text in messages]
    seconds = time.perf_counter() - started
    pairs = Counter((locale, guess) for (locale, _), guess in zip(messages, found, strict=True))
    totals = Counter(locale for locale, _ in messages)
    right = {locale: pairs[locale, _expected(locale)] for locale in totals}
    wrong = sum(count for (locale, guess), count in pairs.items() if guess not in (_expected(locale), UNSURE))
    by_locale = ((locale, count, right[locale] / count) for locale, count in totals.items())
    mistaken = ((locale, guess, count) for (locale, guess), count in pairs.items() if guess != _expected(locale))
    return Languages(
        messages=len(messages),
        accuracy=sum(right.values()) / len(messages),
        wrong=wrong / len(messages),
        ms_mean=1000 * seconds / len(messages),
        by_locale=tuple(sorted(by_locale, key=lambda row: (row[2], row[0]))),
        confusions=tuple(sorted(mistaken, key=lambda row: (-row[2], row))),
    )


def _expected(locale: str) -> str:
    return locale if locale in LANGUAGES else _ANSWERED_IN.get(locale, "other")
