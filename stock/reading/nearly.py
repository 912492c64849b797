"""Forms and misspellings of the words that we know: `distribuer` and `distribuons` of `distribue`, `carttons`."""

from functools import lru_cache

from rapidfuzz import fuzz, process

from stock.reading.words import NOISE, UNIT, WHAT

_ENDINGS = frozenset(["er", "ez", "ons", "ent", "e", "es", "ee", "ees", "ant", "ait", "ions", "a", "ai", "era"])
_SHORTEST = 5
_NEAR = 86.0
_KNOWN = tuple(sorted({word for word in (*WHAT, *UNIT) if len(word) >= _SHORTEST}))
_STEMS = {word.removesuffix("e"): word for word in WHAT if word.endswith("e") and len(word) > _SHORTEST}


@lru_cache(maxsize=4096)
def nearest(word: str) -> str | None:
    """The word of a table that a word is a form or a misspelling of; None where it is none, or may be two with different meanings."""
    if len(word) < _SHORTEST or not word.isalpha() or word in NOISE:
        return None
    for cut in range(1, 5):
        if word[-cut:] in _ENDINGS and word[:-cut] in _STEMS:
            return _STEMS[word[:-cut]]
    begun = {each for each in WHAT if len(word) > _SHORTEST - 1 and each.startswith(word)}
    if len({WHAT[each] for each in begun}) == 1:
        return min(begun)
    found = process.extract(_squeezed(word), _KNOWN, processor=_squeezed, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=3)
    meanings = {(WHAT.get(each), UNIT.get(each)) for each, score, _ in found if score == found[0][1]}
    return found[0][0] if len(meanings) == 1 else None


def _squeezed(word: str) -> str:
    """Without doubled letters."""
    return "".join(letter for letter, before in zip(word, " " + word, strict=False) if letter != before)
