"""Products by the words that describe them, in any order: `masques ffp2`, `paracetamol en sirop`, `coartem enf`, `amox 250 mg`.

Every word of a product's names, with those of its label, is one that may be said of it. A run of words means the products of which all of
them may be said; the first word's own meaning settles it where several are left (`masque` alone is the surgical one).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from assa_text import fold
from stock.reading.numbers import figure
from stock.reading.words import NOISE, STRENGTHS, UNIT

GLUE = frozenset(["de", "d", "du", "des", "a", "au", "en", "la", "le", "l", "pour", "et"])
"""Small words inside a name."""
SHORT = {
    "enf": "enfant", "enft": "enfant", "enfan": "enfant", "ped": "enfant", "pediatrique": "enfant", "bebe": "enfant",
    "ad": "adulte", "adu": "adulte", "adlt": "adulte", "adt": "adulte", "grand": "adulte",
    "inj": "injectable", "injection": "injectable", "srp": "sirop", "ster": "sterile", "chir": "chirurgical", "exam": "examen",
    "disp": "dispersible", "covid19": "covid", "corona": "covid",
}  # fmt: skip
"""What reporters write of them."""
FOR_WHOM = frozenset(["enfant", "adult"])
"""What may be said of a product whose names do not say it: `paracétamol enfant sirop`."""
LONGEST = 7
WORDS_KEPT = 10_000
NEAR = 86.0
MIN_LENGTH = 5
BEGUN = 3


def stem(word: str) -> str:
    """A word without the endings of number and gender: `steriles`, `chirurgicaux`, `chirurgicales`."""
    word = SHORT.get(word, UNIT.get(word, word))
    if len(word) > 4:
        word = re.sub(r"(?:aux|ales?|als?)$", "al", word)
        word = re.sub(r"es?$|s$", "", word)
    return word


class Describing:
    """The words of products. numbers: how strong each is."""

    def __init__(self, named: Mapping[str, Iterable[str]], labels: Mapping[str, str], heads: Mapping[str, str]) -> None:
        """named: names by code; labels: full names by code; heads: the code that a name of one word means by itself."""
        of: dict[str, set[str]] = defaultdict(set)
        strengths: dict[str, set[int]] = defaultdict(set)
        by_name: dict[str, set[int]] = defaultdict(set)
        for code, names in named.items():
            for text, said in ((code, True), *((name, True) for name in names), (labels.get(code, ""), False)):
                for word in fold(re.sub(r"(?<=\d) (?=\d{3}\b)", "", text)).replace("-", " ").split():
                    if word.isdigit():
                        strengths[code].add(int(word))
                        if said:
                            by_name[code].add(int(word))
                    elif len(word) > 1 and word not in GLUE and word not in STRENGTHS:
                        of[stem(word)].add(code)
        # plain ones from here on: a look must not add what it does not find, since all messages share these
        self._of, self._strengths, self._by_name = dict(of), dict(strengths), dict(by_name)
        self._heads: dict[str, str] = {}
        for name, code in heads.items():
            if len(name) < BEGUN or name in SHORT:
                continue
            self._heads.setdefault(stem(name), code)
        # the same words come again and again, and most describe no product
        self._word = lru_cache(maxsize=WORDS_KEPT)(self._find)
        self._long = [word for word in self._of if len(word) >= MIN_LENGTH]

    def at_start(self, words: Sequence[str], *, counted: bool = False) -> tuple[str, int] | None:
        """(code, how many words) of the description that words begin with, of two words or more; None where there is none."""
        first = self._word(words[0])
        if first is None:
            return None
        left, end, said = set(self._of[first]), 1, [first]
        at = 1
        while at < min(len(words), LONGEST):
            narrowed, length = self._narrowed(left, words, at, counted)
            if narrowed:
                left, end = narrowed, at + length
                said.append(self._word(words[at]) or "")
            elif stem(words[at]) == "adult" and not self._of.get("adult", set()) & self._kin(left):
                end = at + 1
            elif words[at] not in GLUE and stem(words[at]) not in FOR_WHOM:
                break
            at += max(length, 1)
        if end == 1:
            return None
        code = self._settled(left, said)
        return None if code is None else (code, end)

    def _narrowed(self, left: set[str], words: Sequence[str], at: int, counted: bool) -> tuple[set[str], int]:
        if words[at].isdigit():
            return self._of_strength(left, words, at, counted)
        word = self._word(words[at], frozenset(left))
        return (left & self._of[word], 1) if word is not None else (set(), 1)

    def _of_strength(self, left: set[str], words: Sequence[str], at: int, counted: bool) -> tuple[set[str], int]:
        """`250 mg` of `amox 250 mg`; a bare `250` only where another number follows it."""
        number = int(words[at])
        following = words[at + 1] if at + 1 < len(words) else ""
        if following in STRENGTHS:
            return {code for code in left if number in self._strengths.get(code, ())}, 2
        ends = counted and (not following or following in NOISE)
        if ends or (figure(following) is not None and following != "000"):
            return {code for code in left if number in self._by_name.get(code, ())}, 1
        return set(), 1

    def _settled(self, left: set[str], said: Sequence[str]) -> str | None:
        heads = [self._heads[word] for word in said if word in self._heads]
        if len(left) == 1:
            return next(iter(left))
        return next((code for code in heads if code in left), None)

    def another_of(self, word: str, code: str) -> str | None:
        """The one product beside `code` that shares its first word and of which this is said: `masques ffp2 30, chirurgicaux 200`."""
        known = self._word(word)
        if known is None or len(word) < 2 or known in self._heads:
            return None
        kin = self._kin({code})
        found = (self._of[known] & kin) - {code}
        return found.pop() if len(found) == 1 else None

    def _kin(self, codes: set[str]) -> set[str]:
        """The products that share a first word with one of these."""
        return {each for head in self._heads if codes & self._of.get(head, set()) for each in self._of[head]}

    def _find(self, word: str, among: frozenset[str] | None = None) -> str | None:
        """The word of a name that is meant, spelling mistakes allowed; among: of the names of these products."""
        plain = stem(word)
        if plain in self._of:
            return plain
        if among is not None and len(plain) >= BEGUN:
            begun = [each for each in self._of if each.startswith(plain) and self._of[each] & among]
            if len(begun) == 1:
                return begun[0]
        if len(plain) < MIN_LENGTH or not plain.isalpha():
            return None
        known = self._long if among is None else [each for each in self._long if self._of[each] & among]
        best = process.extractOne(plain, known, scorer=fuzz.ratio, score_cutoff=NEAR)
        return None if best is None else best[0]
