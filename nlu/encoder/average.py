"""`python average.py OUT.npz RUN.npz...`: the mean of the weights of runs of `train.py` with other seeds.

Runs that begin at the same point end near each other: their mean answers about as well as they do together, at the cost of one
(Wortsman et al. 2022, "Model soups", arXiv:2203.05482).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from network import bytes_by


def widened(weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The numbers that the bytes stand for, by name."""
    wide = {"table": weights["table"].astype(np.float32) * weights["table_scale"][:, None]}
    for name, value in weights.items():
        if name.startswith("m."):
            wide[name] = value.astype(np.float32) * weights[f"s.{name[2:]}"]
        elif name.startswith("v."):
            wide[name] = value
    return wide


def main() -> None:
    out, *paths = map(Path, sys.argv[1:])
    runs = [dict(np.load(path)) for path in paths]
    assert all(np.array_equal(run["intents"], runs[0]["intents"]) for run in runs)
    # lines that came between two runs may have brought pieces of their own
    common = set.intersection(*(set(run["pieces"].tolist()) for run in runs))
    for run in runs:
        rows = [row for row, piece in enumerate(run["pieces"].tolist()) if piece in common]
        for name in ("pieces", "scores", "table", "table_scale"):
            run[name] = run[name][rows]
    made = runs[0]
    wide = [widened(run) for run in runs]
    for name in wide[0]:
        mean = np.mean([each[name] for each in wide], axis=0)
        if name == "table":
            made["table"], made["table_scale"] = bytes_by(mean, 1)
        elif name.startswith("m."):
            made[name], made[f"s.{name[2:]}"] = bytes_by(mean, 0)
        else:
            made[name] = mean
    np.savez_compressed(out, **made)


if __name__ == "__main__":
    main()
