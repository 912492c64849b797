"""The quick way to ask the linear model gives the scores of scikit-learn."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from assa_nlu.classifier import LinearIntentClassifier, build_model
from assa_nlu.serving.linear import Linear, install

EXAMPLES = {
    "masks": ["comment porter un masque", "faut il un masque", "le masque en tissu", "masque masque masque"],
    "vaccine": ["ou se faire vacciner", "le vaccin est il sur", "vaccin gratuit"],
    "food": ["que faut il manger", "manger du citron", "le riz et le poisson"],
}
TEXTS = [text for texts in EXAMPLES.values() for text in texts] + [
    "masque",
    "un vaccin un masque un riz",
    "xyz",
    "ɛ ŋ",
    "a",
    "manger manger masque",
]


@pytest.fixture(scope="module")
def model():
    return build_model(0.5).fit(
        [text for texts in EXAMPLES.values() for text in texts], [i for i, texts in EXAMPLES.items() for _ in texts]
    )


def test_its_scores_are_those_of_the_pipeline(model):
    quick = Linear.of(model)
    assert quick is not None
    np.testing.assert_allclose(quick.decision_function(TEXTS), model.decision_function(TEXTS), atol=1e-5)
    assert list(quick.classes_) == list(model.classes_)


def test_the_classifier_ranks_alike(model):
    class Node:
        def __init__(self, component):
            self._component = component

    plain, quick = (LinearIntentClassifier(LinearIntentClassifier.get_default_config(), None, None, model) for _ in range(2))
    nodes = {"nlu": Node(quick), "rest": Node(object())}
    install(nodes)
    install(nodes)
    assert isinstance(quick._model, Linear)
    for text in TEXTS:
        ranks, known = quick.rank(text), plain.rank(text)
        assert [each["name"] for each in ranks] == [each["name"] for each in known]
        assert [each["confidence"] for each in ranks] == pytest.approx([each["confidence"] for each in known], abs=1e-4)


@pytest.mark.parametrize("other", [None, "a model", Pipeline([("intent", LogisticRegression())])])
def test_a_model_of_another_kind_is_left_alone(other):
    assert Linear.of(other) is None


def test_features_that_are_weighed_otherwise_are_left_alone(model):
    vectorizer = model.steps[0][1].transformer_list[0][1]
    vectorizer.sublinear_tf = False
    assert Linear.of(model) is None
    vectorizer.sublinear_tf = True
