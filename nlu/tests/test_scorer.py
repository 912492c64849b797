"""The machine asked about one message answers as scikit-learn's pipeline does."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from assa_nlu.scorer import Scorer, pieces

LINES = {
    "masks": ["comment laver un masque", "ou acheter des masques", "le masque protege", "masque en tissu", "un masque a la maison"],
    "symptoms": ["quels sont les signes", "la fievre est un signe", "tousser est un signe", "les signes du corona", "j ai la fievre"],
    "travel": ["puis je prendre l avion", "les frontieres sont fermees", "y a t il un vol", "a bamako en bus", "prendre le bus"],
}
ASKED = [
    "comment laver des masques masques",
    "a",
    "y a t il des signes",
    "zzzz",
    "prendre l avion a la maison",
    "fievre",
    "masque masque masque",
]


@pytest.fixture(scope="module")
def trained():
    texts = [line for lines in LINES.values() for line in lines]
    intents = [intent for intent, lines in LINES.items() for _ in lines]
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2).fit(texts)
    words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True).fit(texts)

    def features(asked):
        return sparse.hstack([characters.transform(asked), words.transform(asked)]).tocsr()

    machine = LinearSVC(random_state=0).fit(features(texts), intents)
    return Scorer(characters, words, machine), lambda asked: machine.decision_function(features([asked]))[0]


@pytest.mark.parametrize("asked", ASKED)
def test_scores_are_those_of_scikit_learn(trained, asked):
    scorer, reference = trained
    assert scorer.scores(asked) == pytest.approx(reference(asked), abs=1e-5)


def test_intents_stand_in_the_order_of_the_scores(trained):
    scorer, _ = trained
    assert scorer.intents[int(np.argmax(scorer.scores("laver un masque")))] == "masks"


@pytest.mark.parametrize("word", ["a", "ab", "abc", "masque"])
def test_pieces_are_those_of_scikit_learn(word):
    analyse = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).build_analyzer()
    assert sorted(pieces(word)) == sorted(analyse(word))
