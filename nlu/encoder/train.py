"""Trains the encoder on the training lines: `python train.py [--out weights.npz] [--hold-out]`, in the environment of requirements.txt.

Eight minutes of one core. With --hold-out a fifth of the lines, by groups of like ones, is kept aside for `fit.py`.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import wordfreq
from torch.nn import functional

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "text")]

from lines import held_out, training_lines  # noqa: E402 (the path is set first)
from network import Network, exported, published  # noqa: E402
from noise import noisy  # noqa: E402

from assa_nlu.encoder.model import MOST_PIECES  # noqa: E402
from assa_nlu.encoder.pieces import END, Pieces  # noqa: E402
from assa_nlu.encoder.spelling import written_out  # noqa: E402

BATCH = 64
RATE, HEAD_RATE, TABLE_RATE = 5e-4, 3e-3, 1e-3
WARMING_UP = 100
"""Steps in which the rates grow to the above; they then fall to nothing in a straight line."""

SMOOTHING = 0.1
AVERAGED = 0.995
"""How much of the weights' running mean stays at each step; the mean is what is kept."""


def kept_pieces(texts: list[str], pieces: list[str], scores: list[float]) -> list[int]:
    """The rows of the pieces that French, our training lines, and some English need, and of every Latin letter."""
    known = Pieces(pieces, scores)
    counts: Counter[int] = Counter()
    for text in [*texts, *wordfreq.top_n_list("fr", 100_000), *wordfreq.top_n_list("en", 5_000)]:
        counts.update(known.rows(text, 10_000))
    letters = {
        row
        for row, piece in enumerate(pieces)
        if (len(piece.lstrip("\u2581")) <= 1 and max(piece, default=" ") < "\u0300") or (len(piece) == 1 and piece < "\u2000")
    }
    return sorted(set(range(END + 1)) | set(counts) | letters)


def batches(rows: list[list[int]], chance: random.Random) -> Iterator[tuple[list[int], torch.Tensor, torch.Tensor]]:
    order = list(range(len(rows)))
    chance.shuffle(order)
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        flat = [row for i in chosen for row in rows[i]]
        yield chosen, torch.tensor(flat), torch.tensor([len(rows[i]) for i in chosen])


def train(epochs: int, without_held_out: bool, seed: int) -> dict[str, np.ndarray]:
    """The weights to store. Says how the loss goes."""
    # all runs begin at one point, so that the mean of several is a network too
    torch.manual_seed(0)
    torch.set_num_threads(1)
    chance = random.Random(seed)
    lines = training_lines()
    intents = sorted({line.intent for line in lines})
    table, weights, pieces, scores = published()
    kept = kept_pieces([written_out(line.text) for line in lines], pieces, scores)
    pieces, scores, table = [pieces[i] for i in kept], [scores[i] for i in kept], table[kept]
    known = Pieces(pieces, scores)
    if without_held_out:
        lines = [line for line, aside in zip(lines, held_out(lines), strict=True) if not aside]
    texts = [written_out(line.text) for line in lines]
    target = torch.tensor([intents.index(line.intent) for line in lines])
    counts = torch.bincount(target, minlength=len(intents)).float()
    network = Network(table, weights, len(intents))
    torch.manual_seed(seed)
    dense = [value for name, value in network.named_parameters() if not name.startswith(("table", "head"))]
    groups = [{"params": dense, "lr": RATE, "weight_decay": 0.01}, {"params": network.head.parameters(), "lr": HEAD_RATE}]
    optimisers = [torch.optim.AdamW(groups, betas=(0.9, 0.98)), torch.optim.SparseAdam([network.table.weight], lr=TABLE_RATE)]
    rates = [[group["lr"] for group in optimiser.param_groups] for optimiser in optimisers]
    mean = copy.deepcopy(network)
    steps = epochs * ((len(lines) + BATCH - 1) // BATCH)
    step, begun = 0, time.process_time()
    for epoch in range(epochs):
        total = 0.0
        for chosen, rows, lengths in batches([known.rows(noisy(text, chance), MOST_PIECES) for text in texts], chance):
            factor = min(1.0, step / WARMING_UP) * max(0.01, 1 - step / steps)
            for optimiser, before in zip(optimisers, rates, strict=True):
                optimiser.zero_grad()
                for group, rate in zip(optimiser.param_groups, before, strict=True):
                    group["lr"] = rate * factor
            logits = network(rows, lengths, drop=0.1, drop_pieces=0.05)
            loss = functional.cross_entropy(logits, target[chosen], weight=(counts.mean() / counts).sqrt(), label_smoothing=SMOOTHING)
            loss.backward()
            for optimiser in optimisers:
                optimiser.step()
            total += float(loss.detach())
            step += 1
            if step % 8 == 0:
                keep = min(AVERAGED**8, step / (step + 80))
                with torch.no_grad():
                    for average, value in zip(mean.parameters(), network.parameters(), strict=True):
                        average.lerp_(value, 1 - keep)
        sys.stdout.write(f"epoch {epoch + 1} of {epochs}: loss {total * BATCH / len(lines):.3f}, {time.process_time() - begun:.0f} CPU s\n")
        sys.stdout.flush()
    return exported(mean, intents, pieces, scores)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=HERE / "weights.npz")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--hold-out", action="store_true", help="without a fifth of the lines, for fit.py")
    options = parser.parse_args()
    np.savez_compressed(options.out, **train(options.epochs, options.hold_out, options.seed))


if __name__ == "__main__":
    main()
