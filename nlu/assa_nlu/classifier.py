"""Intent classifier in two stages: n-grams of the folded text for plain cases, and where they are unsure a sentence encoder as well.

Both stages' scores become one confidence by a softmax whose weights were fitted on lines held out of training (docs/decisions/0003).
"""

from __future__ import annotations

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

from assa_nlu.encoder import Encoder
from assa_nlu.ngrams import prepare, train_scorer
from assa_nlu.scorer import Scorer
from assa_nlu.stages import Stages

RANKING_LENGTH = 8
"""How many intents the ranking names: the three that are offered, and some that are not topics."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TwoStageIntentClassifier(GraphComponent, IntentClassifier):
    """Sets `intent` and `intent_ranking`. Text that is empty once folded (emoji, other scripts) gets no intent: the fallback's case."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """regularisation: of the n-grams' machine. sharpness: what its scores are multiplied by where it is asked alone.

        ask_below: the confidence below which the encoder is asked; 0: never. weights: by language of the message (fr, bm and others, not
        plain), what the scores of the n-grams and of the encoder are multiplied by.
        """
        return {
            "regularisation": 0.5,
            "sharpness": 5.0,
            "ask_below": 0.9,
            "weights": {"fr": [4.0, 1.0], "unsure": [4.0, 1.0], "other": [5.0, 0.3]},
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: Scorer | None = None) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._model = self._stages(model)

    def _stages(self, scorer: Scorer | None) -> Stages | None:
        if scorer is None:
            return None
        encoder = Encoder.load() if self._config["ask_below"] > 0 else None
        return Stages(scorer, encoder, self._config["sharpness"], self._config["ask_below"], self._config["weights"])

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TwoStageIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> TwoStageIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / "linear.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [(prepare(example.get(TEXT)), example.get(INTENT)) for example in training_data.intent_examples if example.get(TEXT)]
        examples = [(text, intent) for text, intent in examples if text]
        scorer = train_scorer([text for text, _ in examples], [intent for _, intent in examples], self._config["regularisation"])
        self._model = self._stages(scorer)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(scorer, folder / "linear.joblib", compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self.rank(message.get(TEXT) or "")
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def rank(self, text: str) -> list[dict[str, Any]]:
        """The likeliest intents of `text` as people type it, best first: `[{"name", "confidence"}]`; [] for text without any letter."""
        likely = None if self._model is None else self._model.confidences(text)
        if self._model is None or likely is None:
            return []
        best = np.argsort(likely)[::-1][:RANKING_LENGTH]
        return [{"name": self._model.intents[i], "confidence": float(likely[i])} for i in best]
