"""The encoder's forward pass for one message, in numpy: embeddings, three convolutions over neighbouring pieces, a residual network.

The architecture is the convolutional multilingual Universal Sentence Encoder (Yang et al. 2020, arXiv:1907.04307), whose weights
`nlu/encoder/train.py` tuned to our topics. A weight is one byte on disk, with a scale for each row or column, and is widened when loaded.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assa_nlu.encoder.pieces import Pieces
from assa_nlu.encoder.spelling import written_out

WEIGHTS = Path(__file__).resolve().parents[2] / "encoder" / "weights.npz"

MOST_PIECES = 64
"""Of a message, with begin and end: about 45 words; of what is longer the beginning counts."""

_EMBEDDED = 512
_WIDTH = 256
_REACH = 2
_BRANCHES = ((2, 0), (3, 1), (5, 2))
"""Of each convolution: how many neighbours it sees, and how many of them stand before."""

KEPT = 1_500
"""Pieces of which is kept what they say by themselves, 13 kB each: the commonest few hundred make up most of what people write."""

Matrix = NDArray[np.float32]


def _normalised(x: Matrix, gain: Matrix, bias: Matrix, epsilon: float) -> Matrix:
    x = x - x.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / x.shape[-1]
    return x / np.sqrt(variance + epsilon)[:, None] * gain + bias


def _positive(x: Matrix) -> Matrix:
    return np.maximum(x, 0.0)


class Encoder:
    """weights: what `load` reads. intents: in the order of the scores."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self.intents: list[str] = [str(name) for name in weights["intents"]]
        self._pieces = Pieces([str(piece) for piece in weights["pieces"]], weights["scores"].astype(float).tolist())
        self._table, self._table_scale = weights["table"], weights["table_scale"].astype(np.float32)
        self._epsilon = float(weights["epsilon"])
        self._vectors = {name[2:]: value.astype(np.float32) for name, value in weights.items() if name.startswith("v.")}
        self._matrices = {
            name[2:]: np.ascontiguousarray(value.astype(np.float32) * weights[f"s.{name[2:]}"].astype(np.float32))
            for name, value in weights.items()
            if name.startswith("m.")
        }
        self._kept: dict[int, Matrix] = {}

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Encoder:
        with np.load(path, allow_pickle=False) as file:
            return cls({name: file[name] for name in file.files})

    def scores(self, text: str) -> Matrix:
        """The log likelihood of each of `intents`, for text as people type it (natural logarithm, not calibrated)."""
        logits = self.encode(text) @ self._matrices["head"] + self._vectors["head"]
        logits -= logits.max()
        return logits - np.log(np.exp(logits).sum())

    def encode(self, text: str) -> Matrix:
        """The meaning of `text`: 512 numbers of length one."""
        return self._network(self._features(self._pieces.rows(written_out(text), MOST_PIECES)))

    def _features(self, rows: list[int]) -> Matrix:
        """What each piece says by itself and with its neighbours, summed over the pieces and divided by the root of their number."""
        m, v = self._matrices, self._vectors
        count = len(rows)
        alone = self._alone(rows)
        parts = [alone[:, :_EMBEDDED]]
        projected = alone[:, _EMBEDDED : _EMBEDDED + len(_BRANCHES) * _WIDTH]
        at = _EMBEDDED + len(_BRANCHES) * _WIDTH
        # pieces before the first and after the last are zeros
        padded = np.zeros((count + 2 * _REACH, _WIDTH), dtype=np.float32)
        for branch, (size, left) in enumerate(_BRANCHES):
            first = np.tile(v[f"convolve1_{size}"], (count, 1))
            for place in range(size):
                # what the neighbour `place - left` pieces on adds
                shift = place - left
                begin, end = max(0, -shift), min(count, count - shift)
                first[begin:end] += alone[begin + shift : end + shift, at : at + _WIDTH]
                at += _WIDTH
            part = projected[:, branch * _WIDTH : (branch + 1) * _WIDTH] + _positive(first)
            padded[_REACH : _REACH + count] = part
            neighbours = np.lib.stride_tricks.sliding_window_view(padded.reshape(-1), size * _WIDTH)
            # laid out anew: rows that overlap are multiplied without BLAS
            seen = np.ascontiguousarray(neighbours[(_REACH - left) * _WIDTH :: _WIDTH][:count])
            parts.append(part + _positive(seen @ m[f"convolve2_{size}"] + v[f"convolve2_{size}"]))
        features = _normalised(np.concatenate(parts, axis=1), v["gain"], v["shift"], self._epsilon)
        return (features.sum(axis=0) @ m["mix"] + count * v["mix"]) / np.float32(np.sqrt(count))

    def _alone(self, rows: list[int]) -> Matrix:
        """By piece: its embedding, that projected, and what it adds to the first convolution of each branch at each place.

        It is the same wherever the piece stands, and is kept for the next message.
        """
        if len(self._kept) > KEPT:
            self._kept.clear()
        new = [row for row in dict.fromkeys(rows) if row not in self._kept]
        if new:
            m, v = self._matrices, self._vectors
            embedded = self._table[new].astype(np.float32) * self._table_scale[new, None]
            projected = _normalised(embedded @ m["project"] + v["project"], v["project_gain"], v["project_shift"], self._epsilon)
            parts = [embedded, projected]
            for branch, (size, _) in enumerate(_BRANCHES):
                part = np.ascontiguousarray(projected[:, branch * _WIDTH : (branch + 1) * _WIDTH])
                parts += [part @ m[f"convolve1_{size}"][place * _WIDTH : (place + 1) * _WIDTH] for place in range(size)]
            self._kept.update(zip(new, np.concatenate(parts, axis=1), strict=True))
        return np.stack([self._kept[row] for row in rows])

    def _network(self, x: Matrix) -> Matrix:
        m = self._matrices
        inner = x @ m["skip1"] + _positive(x @ m["dense0"]) @ m["dense1"]
        inner = _positive(inner)
        meaning = np.tanh(inner @ m["skip3"] + _positive(inner @ m["dense2"]) @ m["dense3"])
        return meaning / np.float32(np.sqrt(max(float(meaning @ meaning), self._epsilon)))


@lru_cache(maxsize=1)
def shared() -> Encoder:
    """The encoder of this process."""
    return Encoder.load()
