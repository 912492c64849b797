"""The trained machine, asked about one message: what scikit-learn's pipeline computes, without what it costs for a single text.

Its vectorizers take 2 ms for a message, made as they are for many texts at once; dictionaries and a few rows of numbers take a tenth
of that. The numbers are the same but for single precision; a test compares the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

SHORTEST, LONGEST = 2, 4
"""Letters of the n-grams within words."""


@lru_cache(maxsize=20_000)
def pieces(word: str) -> tuple[str, ...]:
    """The n-grams of a word with a space before and after, as scikit-learn's `char_wb`: a word shorter than n stands once, whole."""
    padded = f" {word} "
    found: list[str] = []
    for size in range(SHORTEST, LONGEST + 1):
        found += [padded[start : start + size] for start in range(max(1, len(padded) - size + 1))]
        if len(padded) <= size:
            break
    return tuple(found)


def words_and_pairs(words: list[str]) -> Iterator[str]:
    yield from words
    yield from map(" ".join, pairwise(words))


class Block:
    """One kind of features: where each stands among the weights, and how rare it is."""

    def __init__(self, vectorizer: TfidfVectorizer, weights: NDArray[np.float32]) -> None:
        self.rows: dict[str, int] = {str(feature): int(row) for feature, row in vectorizer.vocabulary_.items()}
        self.rarity = vectorizer.idf_.astype(np.float32)
        self.weights = weights

    def scores(self, features: Iterator[str]) -> NDArray[np.float32] | float:
        """What the features add to each intent's score: sublinear counts by rarity, of length one."""
        counts = Counter(row for feature in features if (row := self.rows.get(feature)) is not None)
        if not counts:
            return 0.0
        rows = np.fromiter(counts, dtype=np.intp, count=len(counts))
        values = np.fromiter((1.0 + log(count) for count in counts.values()), dtype=np.float32, count=len(counts)) * self.rarity[rows]
        return (values / np.linalg.norm(values)) @ self.weights[rows]


class Scorer:
    """Scores of all intents for a prepared text."""

    def __init__(self, characters: TfidfVectorizer, words: TfidfVectorizer, machine: LinearSVC) -> None:
        weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        first = len(characters.vocabulary_)
        self.intents = [str(name) for name in machine.classes_]
        self._constant = machine.intercept_.astype(np.float32)
        self._characters = Block(characters, weights[:first])
        self._words = Block(words, weights[first:])

    def scores(self, prepared: str) -> NDArray[np.float32]:
        """In the order of `intents`: the distance to each one's plane, positive on its side."""
        words = prepared.split()
        characters = (piece for word in words for piece in pieces(word))
        return self._constant + self._characters.scores(characters) + self._words.scores(words_and_pairs(words))
