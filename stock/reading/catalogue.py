"""Products as people name them: codes, short codes, aliases, and near misses of long names."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from assa_text import fold
from stock.reading.numbers import figure
from stock.reading.words import NOISE, NONE_LEFT, UNIT, WHAT

MIN_LENGTH = 5
NEAR = 84.0
CLEAR_BY = 6.0
FRENCH_WORDS = frozenset(["al", "ce", "co", "fe", "ma", "me", "mi", "op", "qu", "se", "va", "tb", "th"])
"""Short codes that are words too: a product only where a number follows."""


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product to be recognised. unit, pack: folded names; pack_size: units a pack."""

    code: str
    unit: str
    pack: str
    pack_size: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A product found at the start of some words. length: how many words; near: not its very name."""

    code: str
    length: int
    near: bool


class Names:
    """The names of products, ready to be looked up."""

    def __init__(self, products: Iterable[ProductName]) -> None:
        self.products = {each.code: each for each in products}
        self._exact: dict[tuple[str, ...], str] = {}
        for product in self.products.values():
            for name in product.names:
                self._exact.setdefault(tuple(fold(name).split()), product.code)
        self._longest = max((len(name) for name in self._exact), default=0)
        self._long = [(" ".join(name), code) for name, code in self._exact.items() if len("".join(name)) >= MIN_LENGTH]

    def is_word(self, word: str) -> bool:
        return (word,) in self._exact

    def at_start(self, words: list[str]) -> Found | None:
        """The longest product name that `words` begin with; small words between (`boîte de gants`) are the caller's. None: no product."""
        for length in range(min(self._longest, len(words)), 0, -1):
            code = self._exact.get(tuple(words[:length]))
            if code is not None and (words[0] not in FRENCH_WORDS or length > 1 or (len(words) > 1 and figure(words[1]) is not None)):
                return Found(code, length, near=False)
        return self._near(words[0]) if words else None

    def _near(self, word: str) -> Found | None:
        if len(word) < MIN_LENGTH or not word.isalpha() or word in NOISE or word in UNIT or word in WHAT or word in NONE_LEFT:
            return None
        best: dict[str, float] = {}
        for name, code in self._long:
            score = fuzz.ratio(word, name)
            if len(word) >= 6 and name.startswith(word):
                score = max(score, 90.0)
            best[code] = max(best.get(code, 0.0), score)
        ranked = sorted(best.items(), key=lambda each: -each[1])
        if not ranked or ranked[0][1] < NEAR or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < CLEAR_BY):
            return None
        return Found(ranked[0][0], 1, near=True)
