"""Places by their names, as people write them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz, process

from assa_text import fold
from core.geography.table import Place
from core.geography.tree import country, is_small, path, places

THRESHOLD = 78.0
"""Below this likeness (0 to 100) a name is not taken for a place."""
SMALL_THRESHOLD = 88.0
"""Of communes of cercles: they are many, and quarters of towns are called nearly as they are (Kalaban Coura, Kalabankoro)."""
MIN_LETTERS = 2
MOST = 9
"""Places of one name that are offered: more than any name has in our list, and no more than a chat shows with a way out."""
RIVALS = 3.0
"""Likeness less than the best by no more than this is as good."""


@dataclass(frozen=True, slots=True)
class Match:
    """score: 0 to 100; 100 is the very name or alias."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class _Names:
    """keys: of all names. of: the places of each, each with its rank, larger first."""

    keys: tuple[str, ...]
    of: dict[str, tuple[tuple[int, Place], ...]]


_AROUND = re.compile(
    r"\b(?:(?:la |le |l )?(?:region|cercle|district sanitaire|district|ville|quartier|village|mara|jamana)(?: de| du| d)?"
    r"|je suis|j habite|il est|elle est|on est|nous sommes|il habite|elle habite|n be|ne be|a be|c est|je vis"
    r"|dans|vers|pres de|a cote de|au mali|mali|svp|la bas)\b"
)
"""What people write around the name of a place, in French and Bambara."""
_ENDS = re.compile(r"^(?:(?:a|au|en|de|du|d|le|la|les|l|chez) )+|(?: (?:la|na|kono|don|wa|mara|marabolo|dugu))+$")
_COMMUNE = re.compile(r"\b(?:la )?commune (?:urbaine |rurale )?(?:(?:de|du|d) )?")
"""Who says so means the commune, not the cercle or the region of that name."""

_COMMUNE_IN_ROMAN = re.compile(r"\b(commune|comune|komini|com|c)(\.?\s*)(VI|IV|V|I{1,3})\b", re.IGNORECASE)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}


def arabic_communes(text: str) -> str:
    """`Commune III` as `Commune 3`: folding makes one letter of three, so that III would be I."""
    return _COMMUNE_IN_ROMAN.sub(lambda match: match[1] + match[2] + _ROMAN[match[3].upper()], text)


def find(text: str, on: date, within: str | None = None, limit: int = 3, *, communes: bool = False) -> list[Match]:
    """The places that `text` may name ("Sikaso", "je suis à Ségou", "bko", "com 4"), best first, at most `limit`; [] when none is like it.

    within: code of a place, to look below it only. Of equally good ones a region comes before its chief town's cercle, and that before
    its commune. communes: also those of the cercles; for an answer to a question for a place only, since many are called as ordinary words
    are (Salam, Fani, Logo). They come after larger places that are as good or nearly so, unless "commune de" is said.
    """
    return list(_found(id(places()), text, on, within, communes)[:limit])


def meant(text: str, on: date, within: str | None = None) -> list[Match]:
    """What an answer to the question for a place may mean: the best, and those of its kind that cannot be told from it (`MOST` at most).

    A region and its chief town have one name: whoever says it means the region. One of several communes is never picked: who asks lets the
    person choose. Before a cercle that nobody has confirmed comes the commune of its name in the same region: who works in the cercle that
    is confirmed must see its people.
    """
    matches = find(text, on, within, MOST, communes=True)
    if not matches:
        return []
    best = matches[0]
    if not best.place.sure:
        confirmed = [each for each in matches if is_small(each.place) and each.score >= best.score]
        if any(path(each.place.code, on)[-1] == path(best.place.code, on)[-1] for each in confirmed):
            matches, best = confirmed, confirmed[0]
    kind, small = best.place.kind, is_small(best.place)
    return [each for each in matches if each.score >= best.score - RIVALS and (each.place.kind, is_small(each.place)) == (kind, small)]


def is_clear(matches: list[Match]) -> bool:
    """Whether `meant` found one place that can be taken as it is: a commune only by its very name."""
    return len(matches) == 1 and (matches[0].score == 100.0 or not is_small(matches[0].place))


@lru_cache(maxsize=2_048)
def _found(every: int, text: str, on: date, within: str | None, communes: bool) -> tuple[Match, ...]:
    # whoever reads a message asks of each of its words, and the same words come again and again
    folded = fold(arabic_communes(text[:200]))
    ranked = [((match.score < 100.0, -match.score), match) for match in _in(_names(every, False), folded, on, within, THRESHOLD)]
    if communes:
        said = _COMMUNE.sub(" ", folded)
        first = said != folded
        for match in _in(_names(every, True), said, on, within, SMALL_THRESHOLD):
            exact = match.score == 100.0
            # a larger place that is nearly as like is meant more often; who says "commune" has said which
            ranked.append(((False, -200.0) if first and exact else (not exact, -match.score if exact else 10.0 - match.score), match))
    return tuple(match for _, match in sorted(ranked, key=lambda each: each[0]))


def _in(names: _Names, folded: str, on: date, within: str | None, threshold: float) -> Iterator[Match]:
    """Those like a text, in their order, each once."""
    best: dict[str, tuple[int, Match]] = {}
    for form in {_key(each) for each in _forms(folded)} - {""}:
        for key, score in _like(form, names, threshold):
            for rank, each in names.of[key]:
                known = best.get(each.code)
                if (known is None or known[1].score < score) and each.holds(on) and (within is None or within in path(each.code, on)[1:]):
                    best[each.code] = (rank, Match(each, round(score, 1)))
    for _, match in sorted(best.values(), key=lambda each: each[0]):
        yield match


def _like(form: str, names: _Names, threshold: float) -> Iterator[tuple[str, float]]:
    """Keys with their likeness, 0 to 100. Of names of three or four letters (Gao, San, Bla, Kati) only the very name will do: all is like
    them."""
    if form in names.of:
        yield form, 100.0
    if len(form) <= 4:
        return
    digits = _digits(form)
    for key, score, _ in process.extract(form, names.keys, scorer=fuzz.ratio, score_cutoff=threshold, limit=None):
        if key != form and len(key) > 4 and abs(len(key) - len(form)) <= 3 and _digits(key) == digits:
            yield key, min(99.0, score)


@lru_cache(maxsize=4)
def _names(every: int, small: bool) -> _Names:
    of: dict[str, tuple[tuple[int, Place], ...]] = {}
    for rank, each in enumerate(country().every):
        if is_small(each) != small:
            continue
        for key in {_key(fold(arabic_communes(name))) for name in _names_of(each)} - {""}:
            of[key] = (*of.get(key, ()), (rank, each))
    return _Names(tuple(of), of)


def _names_of(each: Place) -> Iterable[str]:
    """Of a commune also with its cercle: "Benkadi Kangaba" is one of four."""
    yield from (each.name, *each.aliases)
    if is_small(each):
        above = country().by_code[each.parent][-1]
        yield f"{each.name} {above.name}"


def _forms(folded: str) -> list[str]:
    """The text as it is, and without what stands around a name."""
    bare = _ENDS.sub("", " ".join(_AROUND.sub(" ", folded).split()))
    return [form for form in (folded, bare) if len(form) >= MIN_LETTERS]


def _key(folded: str) -> str:
    """What names are compared by: French `ou` as `u`, `gn` as `ny`, double letters single, no spaces."""
    key = folded.replace("ou", "u").replace("gn", "ny").replace("dj", "j").replace("di", "j").replace("c", "k").replace("y", "i")
    return re.sub(r"([a-z])\1", r"\1", key.replace(" ", ""))


def _digits(key: str) -> str:
    return re.sub(r"\D", "", key)
