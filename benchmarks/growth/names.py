"""Names as often as they come: half of a town has one of ten family names, and spells them in several ways."""

import random
from pathlib import Path

from core.entities import names

_FIRST_NAMES_FROM = "fatoumata"
"""The list has family names, then first names, each about by how common it is."""
_TWO_FIRST_NAMES = 0.15


def by_frequency(dice: random.Random, count: int) -> list[str]:
    """So many people's names, some the same: the n-th name of the list comes n times as seldom as the first (Zipf), in any spelling."""
    lines = [line.split() for line in Path(names.__file__).with_name("malian_names.txt").read_text("utf-8").splitlines()]
    known = [line for line in lines if line and line[0] != "#"]
    begin = next(position for position, line in enumerate(known) if line[0] == _FIRST_NAMES_FROM)
    first, family = known[begin:], known[:begin]
    # a spelling that is not the first of its line is a quarter as common
    return [
        " ".join(
            dice.choices(line, weights=[4] + [1] * (len(line) - 1))[0].title()
            for line in (*_some(dice, first, 2 if dice.random() < _TWO_FIRST_NAMES else 1), *_some(dice, family, 1))
        )
        for _ in range(count)
    ]


def _some(dice: random.Random, lines: list[list[str]], count: int) -> list[list[str]]:
    return dice.choices(lines, weights=[1 / (rank + 1) for rank in range(len(lines))], k=count)
