"""Products as people name them: codes, short codes, aliases, and near misses of long names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from assa_text import fold
from stock.reading.describing import FOR_WHOM, Describing, stem
from stock.reading.numbers import figure
from stock.reading.words import NOISE, NONE_LEFT, UNIT, WHAT

MIN_LENGTH = 5
ABBREVIATED = 4
SHORTEST = 3
NEAR = 84.0
CLEAR_BY = 6.0
WORDS_KEPT = 10_000
FRENCH_WORDS = frozenset(["al", "ca", "ce", "ci", "co", "fe", "lu", "ma", "me", "mi", "op", "ps", "qu", "se", "va", "tb", "th"])
"""Short codes that are words too: a product only where a number follows."""


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product to be recognised. unit, pack: folded names; pack_size: units a pack; label: its full name."""

    code: str
    unit: str
    pack: str
    pack_size: int
    names: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A product found at the start of some words. length: how many words; near: not its very name."""

    code: str
    length: int
    near: bool


class Names:
    """The names of products, ready to be looked up; and the words that name centres."""

    def __init__(self, products: Iterable[ProductName], centres: Iterable[str] = ()) -> None:
        self.products = {each.code: each for each in products}
        self._exact: dict[tuple[str, ...], str] = {}
        for product in self.products.values():
            for name in product.names:
                self._exact.setdefault(tuple(fold(name).split()), product.code)
        # `ssi`, `sg5`: codes as the order form has them, where one product's only begins so
        begins = [fold(code.split("-")[0]) for code in self.products]
        for code, begin in zip(self.products, begins, strict=True):
            if begins.count(begin) == 1:
                self._exact.setdefault((begin,), code)
        self._pairs = {tuple(sorted(name)): code for name, code in self._exact.items() if len(name) == 2}
        self._single = sorted((name[0], code) for name, code in self._exact.items() if len(name) == 1)
        self._longest = max((len(name) for name in self._exact), default=0)
        words = {word for name in centres for word in fold(name).split() if len(word) > 3 or re.fullmatch(r"[a-z]+\d", word)}
        self.centre_words = frozenset(words - {name[0] for name in self._exact} - NOISE - set(UNIT) - set(WHAT) - NONE_LEFT)
        # the same words come again and again, and most are no product
        self._near = lru_cache(maxsize=WORDS_KEPT)(self._look_near)
        self.describing = Describing(
            {each.code: each.names for each in self.products.values()},
            {each.code: each.label for each in self.products.values()},
            {name[0]: code for name, code in self._exact.items() if len(name) == 1},
        )
        self._long = [(" ".join(name), code) for name, code in self._exact.items() if len("".join(name)) >= MIN_LENGTH]

    def names_a_centre(self, word: str) -> bool:
        """Whether a word is of a centre's name, spelling mistakes allowed."""
        return word in self.centre_words or (
            len(word) >= MIN_LENGTH and process.extractOne(word, self.centre_words, scorer=fuzz.ratio, score_cutoff=NEAR) is not None
        )

    def is_word(self, word: str) -> bool:
        return (word,) in self._exact

    def at_start(self, words: list[str], *, counted: bool = False) -> Found | None:
        """counted: its number came before, so that one which ends the words says how strong it is.

        The longest product name that `words` begin with; small words between (`boîte de gants`) are the caller's. None: no product."""
        if words[:1] == ["al"] and len(words) > 1 and stem(words[1]) in FOR_WHOM:
            whom = "enfant" if stem(words[1]) == "enfant" else "adulte"
            code = self._exact.get(("al", whom))
            if code is not None:
                return Found(code, 2, near=False)
        described = self.describing.at_start(words, counted=counted) if words and words[0] not in FRENCH_WORDS | NOISE else None
        for length in range(min(self._longest, len(words)), 0, -1):
            if described is not None and described[1] > length:
                return Found(*described, near=False)
            name = tuple(words[:length])
            # `sirop para` is `para sirop`
            code = self._exact.get(name) or (self._pairs.get(tuple(sorted(name))) if length == 2 and not words[0].isdigit() else None)
            if code is not None and (words[0] not in FRENCH_WORDS or length > 1 or (len(words) > 1 and figure(words[1]) is not None)):
                return Found(code, length, near=False)
        return self._almost(words) if words else None

    def _almost(self, words: list[str]) -> Found | None:
        """A near miss; with the words after it, where they make a longer name of it (`amoxiciline 250`)."""
        found = self._near(words[0]) or self._cut_short(words) or self._sounds(words[0])
        if found is None:
            return None
        for name, code in self._single:
            if code == found.code:
                for length in range(min(self._longest, len(words)), 1, -1):
                    longer = self._exact.get((name, *words[1:length]))
                    if longer is not None:
                        return Found(longer, length, near=True)
        return found

    def _sounds(self, word: str) -> Found | None:
        """`moustikair`: k for qu, no mute e."""
        if "k" not in word or len(word) < MIN_LENGTH:
            return None
        return next((found for end in ("", "e", "es") if (found := self._near(word.replace("k", "qu") + end)) is not None), None)

    def _cut_short(self, words: list[str]) -> Found | None:
        """`dex 40`: three letters of one product only, before a number."""
        if len(words[0]) != SHORTEST or len(words) < 2 or figure(words[1]) is None or self._says_something(words[0]):
            return None
        codes = {code for name, code in self._single if name.startswith(words[0])}
        return Found(codes.pop(), 1, near=True) if len(codes) == 1 else None

    @staticmethod
    def _says_something(word: str) -> bool:
        return word in NOISE or word in UNIT or word in WHAT or word in NONE_LEFT

    def _begun(self, word: str) -> str | None:
        """`masq`, `paracetamo`: the one product of which a name of one word begins so."""
        start = word.removesuffix("s")
        codes = {code for name, code in self._single if len(start) >= ABBREVIATED and name.startswith(start)}
        return codes.pop() if len(codes) == 1 else None

    def _look_near(self, word: str) -> Found | None:
        if len(word) < ABBREVIATED or not word.isalpha() or self._says_something(word):
            return None
        begun = self._begun(word)
        if begun is not None:
            return Found(begun, 1, near=True)
        if len(word) < MIN_LENGTH:
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

    def has_strength(self, code: str, number: int) -> bool:
        """Whether a product's code or names say this number: of `PARA-500`, 500."""
        product = self.products[code]
        return str(number) in re.findall(r"\d+", " ".join((product.code, *product.names)))

    def counted_in(self, code: str, unit: str) -> bool:
        """Whether a product is counted in this unit, or comes in it as a pack."""
        product = self.products[code]
        return unit in (UNIT.get(product.unit, product.unit), UNIT.get(product.pack, product.pack))
