"""Malian names: how alike two are, whatever their spelling, order or short form.

The classes of `malian_names.txt` say what is one name (Fatoumata, Fatim) and what is not (Mamadou, Amadou, Mohamed); names that stand
there under different lines are two people's. Others are compared by letters, after the spellings of French and of Bambara are made one.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from pathlib import Path

from rapidfuzz import fuzz

from assa_text import fold

SAME = 0.8
"""From here on two names may well be one person's; a human decides."""
_SHORT_FORM = 0.95
_INITIAL = 0.6
_ONE_WORD = 0.6
"""Most that a name of a single word can be like a fuller one: half of Mali is called Traoré."""
_EXTRA_WORD = 0.15
_LIKE = 82.0
"""Letters less alike than this (0 to 100) are another name."""
MAX_WORDS = 5
_TITLES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "dr", "docteur", "pr", "el", "hadj", "elhadj", "hadja", "al", "dit"})
_SPELLINGS = (
    ("ou", "u"), ("ph", "f"), ("th", "t"), ("dj", "j"), ("dia", "ja"), ("dio", "jo"), ("die", "je"), ("diu", "ju"), ("gn", "ny"),
    ("gui", "gi"), ("gue", "ge"), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("q", "k"), ("y", "i"), ("h", ""),
)  # fmt: skip


def words(name: str) -> list[str]:
    """The folded words of a name without titles (M., Dr, El Hadj); `N'Diaye` is one word. At most MAX_WORDS."""
    folded = fold(re.sub(r"['’ʼ`]", "", name[:200])).split()
    kept = [word for position, word in enumerate(folded) if word not in _TITLES or (word == "m" and position > 0)]
    return kept[:MAX_WORDS]


def spelling(word: str) -> str:
    """One form for the ways in which a word is written: Koulibaly and Coulibali, Diarra and Jara."""
    key = fold(word).replace(" ", "")
    for before, after in _SPELLINGS:
        key = key.replace(before, after)
    return re.sub(r"(.)\1", r"\1", key)


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    """Class by spelling: the first word of its line. Raises ValueError for a spelling in two classes."""
    classes: dict[str, str] = {}
    for line in Path(__file__).with_name("malian_names.txt").read_text("utf-8").splitlines():
        variants = [] if line.startswith("#") else line.split()
        for variant in variants:
            if classes.setdefault(spelling(variant), variants[0]) != variants[0]:
                raise ValueError(f"{variant}: of {classes[spelling(variant)]} and of {variants[0]}")
    return classes


def variant_class(word: str) -> str:
    """What stands for a word and all its variants (`fatoumata` for Fatim), else its spelling: to look up by."""
    key = spelling(word)
    return _classes().get(key, key)


def is_known(word: str) -> bool:
    """Whether it is a name of the list."""
    return spelling(word) in _classes()


def keys(name: str) -> frozenset[str]:
    """The classes of a name's words: two names that may be one person's nearly always share one."""
    return frozenset(variant_class(word) for word in words(name) if len(word) > 1)


def similarity(a: str, b: str) -> float:
    """0 to 1; symmetric; 1 for the same name in any spelling and order of its words. See SAME."""
    first, second = sorted((words(a), words(b)), key=lambda each: (len(each), sorted(each)))
    if not first:
        return 0.0
    table = [[_likeness(one, other) for other in second] for one in first]
    best = max(_sum(table, order) for order in permutations(range(len(second)), len(first))) / len(first)
    extra = len(second) - len(first)
    if len(first) == 1 and extra:
        best = min(best, _ONE_WORD)
    return round(max(0.0, best - _EXTRA_WORD * extra * best), 3)


def _sum(table: Sequence[Sequence[float]], order: Sequence[int]) -> float:
    return sum(row[column] for row, column in zip(table, order, strict=True))


@lru_cache(maxsize=20_000)
def _likeness(one: str, other: str) -> float:
    """Of two words, 0 to 1."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) == 1:
        return _INITIAL if one[0] == other[0] else 0.0
    first, second = spelling(one), spelling(other)
    if first == second:
        return 1.0
    classes = _classes()
    if first in classes and second in classes:
        return _SHORT_FORM if classes[first] == classes[second] else 0.0
    if min(len(first), len(second)) <= 3:
        return 0.0
    ratio = fuzz.ratio(first, second)
    return ratio / 100 if ratio >= _LIKE else 0.0
