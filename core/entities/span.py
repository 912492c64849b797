"""Where in a text something is named."""

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from assa_text import fold

T = TypeVar("T")
MAX_LENGTH = 1_000
"""Characters of a text that are looked at; what stands beyond names nothing."""
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['’ʼ](?=[^\W\d_]))?")


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """start, end: positions in the text as it was given; text: what stands there; score: 0 to 1, 1 when it can mean nothing else."""

    start: int
    end: int
    text: str
    value: T
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a run of digits, folded; where it stands."""

    start: int
    end: int
    word: str


def tokens(text: str) -> list[Token]:
    """The words and numbers of a text, each with its place: `12cp` is two; what folds to nothing is left out."""
    found = (Token(match.start(), match.end(), fold(match.group())) for match in _WORD.finditer(text[:MAX_LENGTH]))
    return [each for each in found if each.word]


def span(text: str, first: Token, last: Token, value: T, score: float = 1.0) -> Span[T]:
    """The span from one token to another."""
    return Span(first.start, last.end, text[first.start : last.end], value, score)
