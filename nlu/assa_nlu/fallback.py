"""Leaves what is unsure to the fallback, as Rasa's `FallbackClassifier`, from a threshold of the message's own language."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import THRESHOLD_KEY, FallbackClassifier
from rasa.shared.nlu.constants import INTENT, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from assa_nlu.stages import kind


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FallbackByLanguage(FallbackClassifier):
    """A confidence says the same in all languages; of what is between two of the thresholds, one language has more right than another."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """thresholds: by language of the message (`stages.kind`: fr, other, unsure) the confidence from which it is answered.

        threshold: that of a language that has none of its own. ambiguity_threshold: as Rasa's.
        """
        return {**FallbackClassifier.get_default_config(), "thresholds": {}}

    def _nlu_confidence_below_threshold(self, message: Message) -> tuple[bool, float]:
        confidence = float(message.data[INTENT].get(PREDICTED_CONFIDENCE_KEY))
        usual, own = self.component_config[THRESHOLD_KEY], self.component_config["thresholds"]
        # the language is looked for only where it decides
        if confidence < min([usual, *own.values()]):
            return True, confidence
        if confidence >= max([usual, *own.values()]):
            return False, confidence
        return confidence < own.get(kind(message.get(TEXT) or ""), usual), confidence
