"""The fast stage: character and word n-grams of the folded text, one linear support vector machine over all languages."""

from __future__ import annotations

import re

from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from assa_nlu.scorer import LONGEST, SHORTEST, Scorer
from assa_text import normalise

_DISEASE = re.compile(
    r"\b(?:nouveau )?(?:corona ?viru?s(?: 19)?|covid ?(?:19|2019)?|kovid|corona|sars cov 2|cov 19|koronavirus|koronawirisi)\b"
)
DISEASE = "corona"
"""What the disease is called, whatever people call it."""


def prepare(text: str) -> str:
    """What the model is trained on and asked with: folded, the disease called by one name, whatever people call it."""
    return _DISEASE.sub(DISEASE, normalise(text))


def train_scorer(texts: list[str], intents: list[str], regularisation: float) -> Scorer:
    """The machine trained on prepared texts. regularisation: scikit-learn's C, the inverse of the strength."""
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), sublinear_tf=True, min_df=2)
    words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True)  # noqa: S106 (a pattern)
    features = sparse.hstack([characters.fit_transform(texts), words.fit_transform(texts)]).tocsr()
    # tol is liblinear's own default: a smaller one takes four times as long and answers the same
    machine = LinearSVC(C=regularisation, class_weight="balanced", tol=0.1, max_iter=100, random_state=0).fit(features, intents)
    return Scorer(characters, words, machine)
