"""Names of a list, found in a text: places, products, facilities. The list is plain data; build the gazetteer anew when it changes."""

import re
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from assa_text import fold
from core.entities.span import Span, Token, span, tokens

V = TypeVar("V", bound=Hashable)
THRESHOLD = 85.0
"""Letters less alike than this (0 to 100) are another word."""
MIN_LIKE = 6
"""A shorter name must be the very one: too many words are like it."""
MAX_WORDS = 6
SHORT = 4
"""A name of so few letters, among other words, may be one of them: San is a town, and a year in Bambara."""
UNSURE = 0.7
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}


def key(text: str) -> str:
    """What names are compared by: folded, French and Bambara spellings made one, no spaces."""
    folded = fold(text)
    for before, after in (("ou", "u"), ("gn", "ny"), ("dj", "j"), ("di", "j"), ("ph", "f"), ("c", "k"), ("y", "i")):
        folded = folded.replace(before, after)
    return re.sub(r"([a-z])\1", r"\1", folded.replace(" ", ""))


def _words(text: str) -> list[Token]:
    """The words of a text; the number of a commune in digits, before letters that stand twice are made one."""
    words = tokens(text)
    for position in range(1, len(words)):
        roman = _ROMAN.get(text[words[position].start : words[position].end].upper())
        if roman is not None and words[position - 1].word in ("commune", "com", "c", "komini"):
            words[position] = Token(words[position].start, words[position].end, roman)
    return words


def _key_of(words: Iterable[Token]) -> str:
    return key(" ".join(each.word for each in words))


class Gazetteer(Generic[V]):
    """Finds the values of `entries` by their names."""

    def __init__(self, entries: Iterable[tuple[V, Iterable[str]]]) -> None:
        """entries: each value with all its names."""
        self._values: dict[str, dict[V, None]] = {}
        self._longest = 1
        for value, names in entries:
            for name in names:
                words = _words(name)
                if words:
                    self._values.setdefault(_key_of(words), {})[value] = None
                    self._longest = max(self._longest, min(MAX_WORDS, len(words)))
        self._long = [each for each in self._values if len(each) >= MIN_LIKE]

    def find(self, text: str) -> list[Span[tuple[V, ...]]]:
        """The names in a text, in its order; where two overlap, the better, then the longer. value: all that have that name."""
        words = _words(text)
        found: list[Span[tuple[V, ...]]] = []
        for first in range(len(words)):
            for last in range(first, min(len(words), first + self._longest)):
                match = self._match(_key_of(words[first : last + 1]), alone=len(words) == last + 1 - first)
                if match is not None:
                    found.append(span(text, words[first], words[last], tuple(self._values[match[0]]), match[1]))
        kept: list[Span[tuple[V, ...]]] = []
        for each in sorted(found, key=lambda one: (-one.score, one.start - one.end)):
            if all(each.end <= other.start or other.end <= each.start for other in kept):
                kept.append(each)
        return sorted(kept, key=lambda one: one.start)

    def _match(self, wanted: str, alone: bool) -> tuple[str, float] | None:
        if wanted in self._values:
            return wanted, 1.0 if alone or len(wanted) > SHORT else UNSURE
        if len(wanted) < MIN_LIKE:
            return None
        best = process.extractOne(wanted, self._long, scorer=fuzz.ratio, score_cutoff=THRESHOLD)
        if best is None or re.sub(r"\D", "", best[0]) != re.sub(r"\D", "", wanted):
            return None
        return best[0], round(best[1] / 100, 3)
