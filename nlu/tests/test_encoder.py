"""The encoder: its pieces, its forward pass against a slow one written out, and the weights that are kept with the project."""

import hashlib

import numpy as np
import pytest
from test_training_data import intents

from assa_nlu.encoder import WEIGHTS, Encoder, written_out
from assa_nlu.encoder.model import MOST_PIECES
from assa_nlu.encoder.pieces import BEGIN, END, UNKNOWN, Pieces

PIECES = ["<unk>", "<s>", "</s>", "▁", "▁mas", "que", "▁masque", "s", "m", "a", "▁le"]
SCORES = [0.0, 0.0, 0.0, -4.0, -3.0, -3.0, -5.0, -2.0, -6.0, -6.0, -2.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("masque", ["▁masque"]),
        ("le masques", ["▁le", "▁masque", "s"]),
        ("  le   mas ", ["▁le", "▁mas"]),
        ("mas€", ["▁mas", "<unk>"]),
        ("", ["▁"]),
    ],
)
def test_text_is_split_into_the_likeliest_pieces(text, expected):
    rows = Pieces(PIECES, SCORES).rows(text, 20)
    assert rows[0] == BEGIN
    assert rows[-1] == END
    assert [PIECES[row] for row in rows[1:-1]] == expected


def test_the_beginning_of_a_long_text_counts():
    rows = Pieces(PIECES, SCORES).rows("le " * 100, MOST_PIECES)
    assert len(rows) == MOST_PIECES
    assert rows[-1] == END
    assert UNKNOWN not in rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C'est quoi le COVID-19 ?", "c'est quoi le coronavirus ?"),
        ("pk le Corona tue", "pourquoi le coronavirus tue"),
        ("Où  est\nl’hôpital ?", "où est l'hôpital ?"),
        ("farigan bɛ n na", "farigan bɛ n na"),
    ],
)
def test_what_is_read_is_written_out(text, expected):
    assert written_out(text) == expected


def _slow(weights, rows):
    """The same network, neighbour by neighbour."""

    def matrix(name):
        return weights[f"m.{name}"].astype(np.float64) * weights[f"s.{name}"]

    def vector(name):
        return weights[f"v.{name}"].astype(np.float64)

    def normal(x, gain, shift):
        return (x - x.mean()) / np.sqrt(x.var() + float(weights["epsilon"])) * gain + shift

    embedded = [weights["table"][row].astype(np.float64) * weights["table_scale"][row] for row in rows]
    projected = [normal(x @ matrix("project") + vector("project"), vector("project_gain"), vector("project_shift")) for x in embedded]
    parts = [embedded]
    for branch, (size, left) in enumerate(((2, 0), (3, 1), (5, 2))):
        part = [x[branch * 256 : (branch + 1) * 256] for x in projected]
        for layer in (1, 2):
            name = f"convolve{layer}_{size}"
            near = [[part[j] if 0 <= j < len(part) else np.zeros(256) for j in range(i - left, i - left + size)] for i in range(len(part))]
            part = [np.maximum(np.concatenate(seen) @ matrix(name) + vector(name), 0) + x for seen, x in zip(near, part, strict=True)]
        parts.append(part)
    total = np.zeros(512)
    for each in zip(*parts, strict=True):
        total += normal(np.concatenate(each), vector("gain"), vector("shift")) @ matrix("mix") + vector("mix")
    x = total / np.sqrt(len(rows))
    inner = np.maximum(x @ matrix("skip1") + np.maximum(x @ matrix("dense0"), 0) @ matrix("dense1"), 0)
    meaning = np.tanh(inner @ matrix("skip3") + np.maximum(inner @ matrix("dense2"), 0) @ matrix("dense3"))
    return meaning / np.sqrt(meaning @ meaning)


@pytest.fixture(scope="module")
def weights():
    with np.load(WEIGHTS) as file:
        return {name: file[name] for name in file.files}


@pytest.fixture(scope="module")
def encoder():
    return Encoder.load()


@pytest.mark.parametrize(
    "text", ["oui", "comment laver un masque en tissu ?", "mon fils tousse depuis trois jours, que dois-je faire " * 5]
)
def test_the_fast_pass_is_the_slow_one(weights, encoder, text):
    rows = encoder._pieces.rows(written_out(text), MOST_PIECES)
    assert encoder.encode(text) == pytest.approx(_slow(weights, rows), abs=1e-4)


def test_scores_are_logarithms_of_shares(encoder):
    assert np.exp(encoder.scores("comment laver un masque")).sum() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("de quelle façon entretient-on un cache-nez en coton", "masks"), ("je n'arrive plus à trouver mon souffle", "emergency")],
)
def test_it_understands_words_of_its_own(encoder, text, intent):
    assert encoder.intents[int(np.argmax(encoder.scores(text)))] == intent


def test_it_knows_every_intent_of_the_domain(encoder, domain):
    """When this fails an intent came or went: until the encoder is trained anew (nlu/encoder/README.md), the n-grams alone know it."""
    assert set(encoder.intents) == intents(domain)


def test_the_weights_are_those_whose_figures_are_recorded_and_small_enough_for_the_repository():
    content = WEIGHTS.read_bytes()
    assert WEIGHTS.with_name("weights.sha256").read_text().split()[0] == hashlib.sha256(content).hexdigest()
    assert len(content) < 25_000_000
