"""Health facilities in a text, of a directory that the caller has loaded (`core.facilities.queries.directory`)."""

from datetime import date

from core.entities.span import Span, span, tokens
from core.facilities.search import SMALL_WORDS, Directory, Match

MAX_WORDS = 7
_SURE = 95.0
"""A part of a name, or a name that is only like another, is not looked for inside a sentence."""


def find_facilities(text: str, directory: Directory, on: date) -> list[Span[tuple[Match, ...]]]:
    """The facilities that a text names, in its order; value: all namesakes, of which to ask which."""
    words = tokens(text)
    found: list[Span[tuple[Match, ...]]] = []
    for first in range(len(words)):
        for last in range(first, min(len(words), first + MAX_WORDS)):
            if words[first].word in _ENDS or words[last].word in _ENDS:
                continue
            part = span(text, words[first], words[last], ())
            best = tuple(match for match in directory.find(part.text, on, limit=5) if match.score >= _SURE)
            if best:
                found.append(span(text, words[first], words[last], best, best[0].score / 100))
    kept: list[Span[tuple[Match, ...]]] = []
    for each in sorted(found, key=lambda one: (-one.score, one.start - one.end)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: one.start)


_ENDS = SMALL_WORDS - {"csref", "cscom", "centre"}
