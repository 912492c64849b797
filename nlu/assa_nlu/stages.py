"""The two stages' scores made one confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assa_nlu.encoder import Encoder
from assa_nlu.ngrams import DISEASE, prepare
from assa_nlu.scorer import Scorer
from assa_text import detect
from assa_text.language import has_words_of

SURE_WORD = 0.8
"""From here on the n-grams are sure what a word by itself is about."""

MERE_WORDS, SHORTEST_WORD = 3, 4
"""How many words, and of how many letters, make a mere list: what is shorter joins words into a question."""

NO_TOPICS = frozenset(
    {
        "emergency", "report_case", "symptom_check", "add_contact", "isolation_support", "follow_up_list", "log_follow_up", "stock_query",
        "stock_report", "find_health_centre", "subscribe", "unsubscribe", "change_language", "human", "delete_my_data", "menu", "greet",
        "goodbye", "thank", "affirm", "deny", "bot_challenge", "wrong_answer", "out_of_scope",
    }
)  # fmt: skip
"""Intents that no message of an editor answers: a word that tells of one of them is not weighed against a topic's."""


def kind(text: str) -> str:
    """Whose weights count: of French, of a language that the encoder does not know (`other`), of what is too short to tell (`unsure`)."""
    locale = detect(text).locale
    return "unsure" if locale is None else "fr" if locale == "fr" else "other"


def likelihoods(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores as shares of one (softmax)."""
    likely = np.exp(scores - scores.max())
    return likely / likely.sum()


class Stages:
    """first: the n-grams, always asked. second: the encoder, asked where they are less sure than `ask_below`; None: never.

    sharpness: what the scores of the n-grams alone are multiplied by. weights: by `kind`, what those of each of the two are multiplied by.
    An intent that the encoder was not trained on gets its median, so that the n-grams decide.
    """

    def __init__(
        self,
        first: Scorer,
        second: Encoder | None,
        sharpness: float,
        ask_below: float,
        weights: Mapping[str, Sequence[float]],
    ) -> None:
        self._first, self._second = first, second
        self._sharpness, self._ask_below, self._weights = sharpness, ask_below, weights
        known = {name: row for row, name in enumerate(second.intents)} if second is not None else {}
        self._rows = np.array([known.get(name, -1) for name in first.intents])

    @property
    def intents(self) -> list[str]:
        """In the order of the confidences."""
        return self._first.intents

    def confidences(self, text: str) -> NDArray[np.float32] | None:
        """Of each intent, for text as people type it; they sum to 1. None for text without any letter that we know."""
        folded = prepare(text)
        if not folded:
            return None
        scores = self._first.scores(folded)
        likely = likelihoods(scores * self._sharpness)
        if self._second is not None and likely.max() < self._ask_below:
            first, second = self._weights[kind(text)]
            likely = likelihoods(first * scores + second * self._asked(text))
        return self._left_open(folded, likely)

    def _left_open(self, folded: str, likely: NDArray[np.float32]) -> NDArray[np.float32]:
        """`likely`; of a mere list of words about several topics none of which is meant above the others, half of it shared among them."""
        words = [word for word in folded.split() if word != DISEASE]
        mere = len(words) >= MERE_WORDS and all(len(word) >= SHORTEST_WORD and word.isalpha() for word in words)
        if not mere or has_words_of("fr", folded) or self.intents[int(likely.argmax())] in NO_TOPICS:
            return likely
        alone = [likelihoods(self._first.scores(word) * self._sharpness) for word in words]
        topics = {int(each.argmax()) for each in alone if each.max() >= SURE_WORD and self.intents[int(each.argmax())] not in NO_TOPICS}
        if len(topics) < 2:
            return likely
        shared = np.zeros_like(likely)
        shared[list(topics)] = 1 / len(topics)
        return (likely + shared) / 2

    def _asked(self, text: str) -> NDArray[np.float32]:
        assert self._second is not None
        scores = self._second.scores(text)
        return np.where(self._rows >= 0, scores[self._rows], np.median(scores))
