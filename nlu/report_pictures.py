"""`python report_pictures.py FOLDER`: the pictures of a report on the model, as SVG, from figures in JSON on standard input.

In this environment because matplotlib comes with Rasa; not in assa_nlu, which the trained model depends on. Text stays text in the
SVG, so that it can be searched and read aloud.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "assa", "font.size": 9})

from matplotlib import pyplot  # noqa: E402 (the backend is chosen first)

_SAVE = {"format": "svg", "bbox_inches": "tight", "metadata": {"Date": None}}


def confusion(figures: dict[str, Any], path: Path) -> None:
    """rows and columns: topics; shares: of each row's questions, what they were understood as; counts: how many."""
    rows, columns, shares, counts = (figures[name] for name in ("rows", "columns", "shares", "counts"))
    figure, axes = pyplot.subplots(figsize=(3 + 0.38 * len(columns), 2.5 + 0.32 * len(rows)))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(rows)), rows)
    axes.set_xlabel("understood as")
    axes.set_ylabel("right topic, the worst first")
    for y, line in enumerate(counts):
        for x, count in enumerate(line):
            if count:
                axes.text(x, y, str(count), ha="center", va="center", color="white" if shares[y][x] > 0.5 else "black")
    figure.savefig(path, **_SAVE)
    pyplot.close(figure)


def reliability(bands: list[dict[str, float]], path: Path) -> None:
    """bands: confidence (mean of the band), right (share), questions. On the diagonal the model is as often right as it is confident."""
    figure, (above, below) = pyplot.subplots(2, 1, sharex=True, figsize=(5, 6), gridspec_kw={"height_ratios": [3, 1]})
    above.plot([0, 1], [0, 1], color="grey", linestyle="--", label="as right as confident")
    above.plot([band["confidence"] for band in bands], [band["right"] for band in bands], marker="o", label="the model")
    above.set_ylabel("share right")
    above.set_ylim(0, 1.02)
    above.legend(loc="upper left")
    below.bar([band["confidence"] for band in bands], [band["questions"] for band in bands], width=0.06)
    below.set_ylabel("questions")
    below.set_xlabel("confidence in the first topic")
    below.set_xlim(0, 1.02)
    figure.savefig(path, **_SAVE)
    pyplot.close(figure)


def main() -> None:
    folder = Path(sys.argv[1])
    figures = json.load(sys.stdin)
    confusion(figures["confusion"], folder / "confusion.svg")
    reliability(figures["reliability"], folder / "reliability.svg")


if __name__ == "__main__":
    main()
