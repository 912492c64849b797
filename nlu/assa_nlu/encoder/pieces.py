"""Splits text into the pieces that the encoder knows, so that their likelihoods' product is greatest (a unigram language model).

The algorithm is Viterbi's, as of Kudo 2018, "Subword regularization", section 3.1; pieces and log likelihoods come with the weights.
"""

from __future__ import annotations

import unicodedata

UNKNOWN, BEGIN, END = 0, 1, 2
"""Rows of the three pieces that stand for no text."""

_SPACE = "\u2581"
"""What stands for the space before a word."""

_PENALTY = 10.0
"""How much less likely a letter that no piece has is than the rarest piece."""


class Pieces:
    """pieces: their texts in the order of their rows. scores: their log likelihoods."""

    def __init__(self, pieces: list[str], scores: list[float]) -> None:
        self._known = {piece: (row, score) for row, (piece, score) in enumerate(zip(pieces, scores, strict=True)) if row > END}
        self._longest = max(map(len, self._known))
        self._unknown = min(scores[END + 1 :]) - _PENALTY

    def rows(self, text: str, most: int) -> list[int]:
        """The rows of the pieces of `text`, between BEGIN and END, at most `most` in all."""
        text = _SPACE + unicodedata.normalize("NFKC", " ".join(text.split())).replace(" ", _SPACE)
        length = len(text)
        best = [0.0] + [float("-inf")] * length
        before = [(UNKNOWN, 0)] * (length + 1)
        get = self._known.get
        for start in range(length):
            here = best[start]
            if here + self._unknown > best[start + 1]:
                best[start + 1], before[start + 1] = here + self._unknown, (UNKNOWN, start)
            for end in range(start + 1, min(length, start + self._longest) + 1):
                found = get(text[start:end])
                if found is not None and here + found[1] > best[end]:
                    best[end], before[end] = here + found[1], (found[0], start)
        rows = []
        end = length
        while end:
            row, end = before[end]
            rows.append(row)
        return [BEGIN, *rows[::-1][: most - 2], END]
