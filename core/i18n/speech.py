"""What a message does rather than what it is about: passes on a rumour, tells that somebody is ill or is not, refuses a report.

The patterns stand under `speech:` in `locales/<locale>/keywords.yml`, on normalised text, and are searched in all languages at once.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from assa_text import normalise
from core.i18n import LOCALES, LOCALES_DIR

Told = Literal["ill", "not_ill"]

KINDS = ("rumour", "ill", "not_ill", "asks", "refuses")

_CLAUSE = re.compile(r"[.,;:!?…\n]+|\b(?:mais|nka|ankɔ|par contre|sauf que)\b", re.IGNORECASE)


def _pattern(patterns: Iterable[str], words: dict[str, str]) -> re.Pattern[str]:
    """One pattern for all; `<name>` stands for the words of that name. None at all never match."""
    joined = "|".join(patterns) or r"(?!)"
    for name, alternatives in words.items():
        joined = joined.replace(f"<{name}>", f"(?:{alternatives})")
    return re.compile(rf"\b(?:{joined})\b")


class Speech:
    """The patterns of all languages, from a folder of locales."""

    def __init__(self, folder: Path = LOCALES_DIR) -> None:
        self._patterns: dict[str, list[re.Pattern[str]]] = {kind: [] for kind in KINDS}
        for locale in LOCALES:
            path = folder / locale / "keywords.yml"
            # BaseLoader makes text of everything and builds no objects, so it is safe
            content = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader) if path.is_file() else {}  # noqa: S506
            section = (content or {}).get("speech", {})
            for kind in KINDS:
                self._patterns[kind].append(_pattern(section.get(kind, ()), section.get("words", {})))

    def _found(self, kind: str, text: str) -> bool:
        return any(pattern.search(text) for pattern in self._patterns[kind])

    def claim(self, text: str) -> str | None:
        """What is claimed, where somebody asks whether it is true or passes it on ("il paraît que ..."), normalised; else None."""
        whole = normalise(text)
        if not self._found("rumour", whole):
            return None
        for pattern in self._patterns["rumour"]:
            whole = pattern.sub(" ", whole)
        return " ".join(whole.split())

    def told(self, text: str) -> Told | None:
        """Whether somebody tells that a person has signs of an illness, or has not; None for a question and for anything else.

        A sign that is denied is not a sign that is told: of "je ne tousse pas mais j'ai de la fièvre" the fever counts.
        """
        if self.asks(text):
            return None
        denied = False
        for clause in filter(None, map(normalise, _CLAUSE.split(text))):
            rest = clause
            for pattern in self._patterns["not_ill"]:
                rest = pattern.sub(" ", rest)
            denied |= rest != clause
            if self._found("ill", rest):
                return "ill"
        return "not_ill" if denied else None

    def asks(self, text: str) -> bool:
        """Whether somebody asks something rather than tells it."""
        return "?" in text or self._found("asks", normalise(text))

    def refuses_report(self, text: str) -> bool:
        """Whether somebody says that they do not want to report."""
        return self._found("refuses", normalise(text))


@lru_cache(maxsize=1)
def speech() -> Speech:
    """The project's patterns, read once in this process."""
    return Speech()
