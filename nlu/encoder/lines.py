"""The training lines, and groups of like ones: what is held out must not have a twin among what is trained on."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import yaml

from assa_text import normalise

DATA = Path(__file__).resolve().parents[1] / "data" / "nlu"

ALIKE = 0.5
"""Share of common words from which two lines of a topic are of one group."""


class Line(NamedTuple):
    text: str
    intent: str
    locale: str


def training_lines() -> list[Line]:
    """All lines of `nlu/data/nlu`, in the order of the files."""
    found = []
    for path in sorted(DATA.glob("*/*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            texts = (line.strip().removeprefix("- ").strip() for line in block["examples"].splitlines())
            found += [Line(text, block["intent"], path.parent.name) for text in texts if text]
    return found


def groups(lines: list[Line]) -> list[int]:
    """For each line the number of its group: lines of one intent are joined when they share half of their words, also by way of others."""
    words = [frozenset(normalise(line.text).split()) for line in lines]
    group = list(range(len(lines)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    by_intent: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        by_intent.setdefault(line.intent, []).append(i)
    for members in by_intent.values():
        for at, i in enumerate(members):
            for j in members[:at]:
                common = len(words[i] & words[j])
                if common and common >= ALIKE * len(words[i] | words[j]):
                    group[root(i)] = root(j)
    return [root(i) for i in range(len(lines))]


def held_out(lines: list[Line], share: float = 0.2) -> list[bool]:
    """Which lines are kept from training: about `share` of the groups, chosen by a hash of each group's first line."""
    numbers = groups(lines)
    limit = int(share * 2**32)
    return [int.from_bytes(hashlib.sha256(lines[number].text.encode()).digest()[:4], "big") < limit for number in numbers]
