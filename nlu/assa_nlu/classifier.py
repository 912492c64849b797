"""Intent classifier: character and word n-grams of the folded text, one linear support vector machine over all languages.

Its scores become confidences by a softmax whose sharpness was set on questions that it was not trained on (docs/decisions/0003).
"""

from __future__ import annotations

import re
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from assa_nlu.scorer import LONGEST, SHORTEST, Scorer
from assa_text import normalise

RANKING_LENGTH = 8
"""How many intents the ranking names: the three that are offered, and some that are not topics."""


_DISEASE = re.compile(
    r"\b(?:nouveau )?(?:corona ?viru?s(?: 19)?|covid ?(?:19|2019)?|kovid|corona|sars cov 2|cov 19|koronavirus|koronawirisi)\b"
)


def prepare(text: str) -> str:
    """What the model is trained on and asked with: folded, the disease called by one name, whatever people call it."""
    return _DISEASE.sub("corona", normalise(text))


def train_scorer(texts: list[str], intents: list[str], regularisation: float) -> Scorer:
    """The machine trained on prepared texts. regularisation: scikit-learn's C, the inverse of the strength."""
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), sublinear_tf=True, min_df=2)
    words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True)  # noqa: S106 (a pattern)
    features = sparse.hstack([characters.fit_transform(texts), words.fit_transform(texts)]).tocsr()
    # tol is liblinear's own default: a smaller one takes four times as long and answers the same
    machine = LinearSVC(C=regularisation, class_weight="balanced", tol=0.1, max_iter=100, random_state=0).fit(features, intents)
    return Scorer(characters, words, machine)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Sets `intent` and `intent_ranking`. Text that is empty once folded (emoji, other scripts) gets no intent: the fallback's case."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"regularisation": 0.5, "sharpness": 5.0}

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: Scorer | None = None) -> None:
        self._config, self._storage, self._resource, self._model = config, storage, resource, model

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> LinearIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / "linear.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [(prepare(example.get(TEXT)), example.get(INTENT)) for example in training_data.intent_examples if example.get(TEXT)]
        examples = [(text, intent) for text, intent in examples if text]
        self._model = train_scorer([text for text, _ in examples], [intent for _, intent in examples], self._config["regularisation"])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / "linear.joblib", compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self.rank(message.get(TEXT) or "")
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def rank(self, text: str) -> list[dict[str, Any]]:
        """The likeliest intents of `text` as people type it, best first: `[{"name", "confidence"}]`; [] for text without any letter."""
        folded = prepare(text)
        if not folded or self._model is None:
            return []
        scores = self._model.scores(folded) * self._config["sharpness"]
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        best = np.argsort(likely)[::-1][:RANKING_LENGTH]
        return [{"name": self._model.intents[i], "confidence": float(likely[i])} for i in best]
