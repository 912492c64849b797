"""The linear model, asked for one text at a time without scikit-learn around it: the same features, the same weights, a tenth of the time.

scikit-learn makes sparse matrices of one row, checks them a dozen times, and multiplies them with all weights. A question has some hundred
n-grams: their rows of weights are summed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import log, sqrt
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC


class _Block:
    """One vectorizer with its weights. weights: a row a feature, a column an intent."""

    def __init__(self, vectorizer: TfidfVectorizer, weights: np.ndarray) -> None:
        self._split: Callable[[str], list[str]] = vectorizer.build_analyzer()
        self._feature: dict[str, int] = vectorizer.vocabulary_
        self._idf: list[float] = vectorizer.idf_.tolist()
        self._weights = weights

    def scores(self, text: str) -> np.ndarray | None:
        """What the text's features add to each intent; None where it has none that is known."""
        feature, idf = self._feature, self._idf
        counts = Counter(found for part in self._split(text) if (found := feature.get(part)) is not None)
        if not counts:
            return None
        values = [(1 + log(count)) * idf[number] for number, count in counts.items()]
        length = sqrt(sum(value * value for value in values))
        rows = self._weights[list(counts)]
        return np.asarray(values, dtype=rows.dtype) @ rows / length


class Linear:
    """Stands for the trained pipeline where one text is asked for: `decision_function`, `classes_`."""

    def __init__(self, blocks: list[_Block], intercept: np.ndarray, classes: np.ndarray) -> None:
        self._blocks, self._intercept, self.classes_ = blocks, intercept, classes

    @classmethod
    def of(cls, model: Any) -> Linear | None:
        """One for a trained model of the kind that `classifier.build_model` makes; None for any other, which is left as it is."""
        if not isinstance(model, Pipeline) or len(model.steps) != 2:
            return None
        union, svm = (step for _, step in model.steps)
        if not isinstance(union, FeatureUnion) or not isinstance(svm, LinearSVC) or union.transformer_weights or len(svm.classes_) < 3:
            return None
        vectorizers = [vectorizer for _, vectorizer in union.transformer_list]
        if not all(_is_ours(vectorizer) for vectorizer in vectorizers):
            return None
        blocks, begin = [], 0
        for vectorizer in vectorizers:
            end = begin + len(vectorizer.vocabulary_)
            blocks.append(_Block(vectorizer, np.ascontiguousarray(svm.coef_[:, begin:end].T, dtype=np.float32)))
            begin = end
        return cls(blocks, svm.intercept_, svm.classes_)

    def decision_function(self, texts: list[str]) -> np.ndarray:
        """A row of scores for each text."""
        return np.stack([self._one(text) for text in texts])

    def _one(self, text: str) -> np.ndarray:
        total = self._intercept.copy()
        for block in self._blocks:
            scores = block.scores(text)
            if scores is not None:
                total += scores
        return total


def _is_ours(vectorizer: Any) -> bool:
    """Whether its values are (1 + log count) x idf, brought to length one, and nothing else."""
    return (
        isinstance(vectorizer, TfidfVectorizer)
        and vectorizer.sublinear_tf
        and vectorizer.use_idf
        and not vectorizer.binary
        and vectorizer.norm == "l2"
    )


def install(nodes: dict[str, Any]) -> None:
    """Let every linear classifier of a loaded graph be asked this way. nodes: by name."""
    for node in nodes.values():
        component = getattr(node, "_component", None)
        quick = Linear.of(getattr(component, "_model", None))
        if quick is not None:
            component._model = quick
