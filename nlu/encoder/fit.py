"""Weighs the two stages against each other, and makes their scores confidences, on lines that neither was trained on.

`python fit.py HELD_OUT.npz [SHARE]`: weights of `train.py --hold-out`; SHARE of the encoder in the mixture, 0.6 unless told. Prints what
belongs in `nlu/config.yml`, and how the two stages do on those lines. For each kind of message the two weights are those under which the
right intents are likeliest (multinomial logistic regression on two features) among the lines of which the encoder is asked. From half of
the encoder's likeliest share to the whole about as many are right; with more of it fewer are, of what is no French at once: so 0.6.
The thresholds are the least from which at most `MOST_WRONG` of the messages of a kind are answered wrongly.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "text")]

from lines import Line, held_out, training_lines  # noqa: E402 (the path is set first)

from assa_nlu.encoder import Encoder  # noqa: E402
from assa_nlu.ngrams import prepare, train_scorer  # noqa: E402
from assa_nlu.stages import kind  # noqa: E402

REGULARISATION = 0.5
ASK_BELOW = 0.95
"""As in `nlu/config.yml`: where the n-grams are less sure, the encoder is asked."""

MOST_WRONG = {"fr": 0.035, "unsure": 0.035, "other": 0.05}
"""7 % is asked of people's own words. French ones are harder than our French lines, so half of it. Of the few lines of the other languages
whole groups are held out, which makes them harder than what is asked in these languages: more than half."""

THRESHOLDS = tuple(hundredth / 100 for hundredth in range(60, 99))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


def loss(scores: np.ndarray, right: np.ndarray) -> float:
    return float(-log_softmax(scores)[np.arange(len(right)), right].mean())


def fitted(first: np.ndarray, second: np.ndarray, right: np.ndarray, share: float) -> tuple[float, float]:
    """The weights of the two stages. share: how much of the best ratio of the second to the first is kept; the whole is scaled anew."""
    best = minimize(lambda p: loss(p[0] * first + p[1] * second, right), [4.0, 0.8], method="Nelder-Mead").x
    ratio = share * best[1] / best[0]
    scale = minimize(lambda p: loss(p[0] * (first + ratio * second), right), [best[0]], method="Nelder-Mead").x[0]
    return float(scale), float(scale * ratio)


def reliability(confidence: np.ndarray, hit: np.ndarray) -> str:
    rows = []
    for tenth in range(10):
        band = (confidence >= tenth / 10) & (confidence < (tenth + 1) / 10 + (tenth == 9))
        if band.any():
            rows.append(f"  {tenth / 10:.1f} {int(band.sum()):>6} {hit[band].mean():>6.0%}")
    return "\n".join(rows)


def threshold(confidence: np.ndarray, hit: np.ndarray, most: float) -> tuple[float, str]:
    """The least of THRESHOLDS from which at most this share is answered wrongly; and a table: from, answered, wrong of all."""
    wrong = {least: float(((confidence >= least) & ~hit).mean()) for least in THRESHOLDS}
    rows = [f"  {least:.2f} {(confidence >= least).mean():>6.0%} {share:>6.1%}" for least, share in wrong.items()]
    return next((least for least, share in wrong.items() if share <= most), THRESHOLDS[-1]), "\n".join(rows)


def main() -> None:
    share = float(sys.argv[2]) if len(sys.argv) > 2 else 0.6
    lines = training_lines()
    aside = held_out(lines)
    known = [line for line, out in zip(lines, aside, strict=True) if not out]
    asked: list[Line] = [line for line, out in zip(lines, aside, strict=True) if out]
    scorer = train_scorer([prepare(line.text) for line in known], [line.intent for line in known], REGULARISATION)
    encoder = Encoder.load(Path(sys.argv[1]))
    order = [encoder.intents.index(name) for name in scorer.intents]
    first = np.array([scorer.scores(prepare(line.text)) for line in asked])
    second = np.array([encoder.scores(line.text)[order] for line in asked])
    right = np.array([scorer.intents.index(line.intent) for line in asked])
    kinds = np.array([kind(line.text) for line in asked])
    alone = minimize(lambda p: loss(p[0] * first, right), [5.0], method="Nelder-Mead").x
    sys.stdout.write(f"sharpness: {alone[0]:.2f}\nweights:\n")
    mixed = alone[0] * first
    unsure = np.exp(log_softmax(mixed)).max(axis=1) < ASK_BELOW
    for name in ("fr", "unsure", "other"):
        of = (kinds == name) & unsure
        weights = fitted(first[of], second[of], right[of], share)
        mixed[of] = weights[0] * first[of] + weights[1] * second[of]
        sys.stdout.write(f"  {name}: [{weights[0]:.2f}, {weights[1]:.2f}]  # {int(of.sum())} lines\n")
    likely = np.exp(log_softmax(mixed))
    confidence, hit = likely.max(axis=1), likely.argmax(axis=1) == right
    for name in ("fr", "unsure", "other"):
        least, table = threshold(confidence[kinds == name], hit[kinds == name], MOST_WRONG[name])
        sys.stdout.write(f"threshold of {name}: {least}; from, answered, answered wrongly:\n{table}\n")
    for title, scores in (("n-grams", alone[0] * first), ("encoder", second), ("both", mixed)):
        likely = np.exp(log_softmax(scores))
        hit = likely.argmax(axis=1) == right
        sys.stdout.write(
            f"{title}: {hit.mean():.1%} right of {len(asked)}; confidence from, lines, right:\n{reliability(likely.max(axis=1), hit)}\n"
        )


if __name__ == "__main__":
    main()
