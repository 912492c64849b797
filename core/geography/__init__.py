"""The places of Mali, each with the days on which it holds: regions, the district of Bamako and its communes, cercles.

10 regions and Bamako until 12 March 2023, 19 and Bamako since (laws 2023-006 and 2023-007 of 13 March 2023). The cercles are the 49
historical ones and those of Taoudénit and Ménaka, each under its region of the day. Of those that the laws of 2023 made, some are there;
their source says that they are to be confirmed. A deployment's own CSV adds and corrects. A place keeps its code when its region changes.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from assa_text import fold
from core.geography.table import Place, read_all
from core.settings import Settings

__all__ = ["Match", "Place", "arabic_communes", "below", "find", "place", "places", "region_of", "regions"]

THRESHOLD = 78.0
"""Below this likeness (0 to 100) a name is not taken for a place."""
MIN_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Match:
    """score: 0 to 100; 100 is the very name or alias."""

    place: Place
    score: float


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """All places of all times: ours and the deployment's (`ASSA_PLACES_FILE`), larger before smaller.

    Raises InvalidInput `places.bad_cells` where the deployment's file is bad.
    """
    return read_all(Settings().places_file)


def regions(on: date) -> list[Place]:
    """The regions of that day and the district of Bamako, which comes first."""
    return [each for each in places() if not each.parent and each.holds(on)]


def below(code: str, on: date) -> list[Place]:
    """The cercles of a region, the communes of Bamako, on that day; [] for a code that has none."""
    return [each for each in places() if each.parent == code and each.holds(on)]


def place(code: str, on: date) -> Place | None:
    """The place of a code as it stood on that day."""
    return next((each for each in places() if each.code == code and each.holds(on)), None)


def region_of(code: str, on: date) -> Place | None:
    """The region (or district) that a place is or lies in, on that day."""
    found = place(code, on)
    return place(found.parent, on) if found is not None and found.parent else found


_AROUND = re.compile(
    r"\b(?:(?:la |le |l )?(?:region|cercle|district|ville|quartier|village|mara|jamana)(?: de| du| d)?"
    r"|je suis|j habite|il est|elle est|on est|nous sommes|il habite|elle habite|n be|ne be|a be|c est|je vis"
    r"|dans|vers|pres de|a cote de|au mali|mali|svp|la bas)\b"
)
"""What people write around the name of a place, in French and Bambara."""
_ENDS = re.compile(r"^(?:(?:a|au|en|de|du|d|le|la|les|l|chez) )+|(?: (?:la|na|kono|don|wa|mara|marabolo|dugu))+$")


_COMMUNE_IN_ROMAN = re.compile(r"\b(commune|comune|komini|com|c)(\.?\s*)(VI|IV|V|I{1,3})\b", re.IGNORECASE)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}


def arabic_communes(text: str) -> str:
    """`Commune III` as `Commune 3`: folding makes one letter of three, so that III would be I."""
    return _COMMUNE_IN_ROMAN.sub(lambda match: match[1] + match[2] + _ROMAN[match[3].upper()], text)


def _key(text: str) -> str:
    """What names are compared by: folded, French `ou` as `u`, `gn` as `ny`, double letters single, no spaces."""
    key = fold(text).replace("ou", "u").replace("gn", "ny").replace("dj", "j").replace("di", "j").replace("c", "k").replace("y", "i")
    return re.sub(r"([a-z])\1", r"\1", key.replace(" ", ""))


@lru_cache(maxsize=1)
def _keys() -> tuple[tuple[Place, tuple[tuple[str, str], ...]], ...]:
    """Each place with the keys of its names, and the digits in them."""
    named = ((each, {_key(arabic_communes(name)) for name in (each.name, *each.aliases)}) for each in places())
    return tuple((each, tuple((name, _digits(name)) for name in names)) for each, names in named)


def _digits(key: str) -> str:
    return re.sub(r"\D", "", key)


def find(text: str, on: date, within: str | None = None, limit: int = 3) -> list[Match]:
    """The places that `text` may name ("Sikaso", "je suis à Ségou", "bko", "com 4"), best first, at most `limit`; [] when none is like it.

    within: code of a region, to look below it only. Of equally good ones a region comes before its chief town's cercle.
    """
    return list(_found(text, on, within)[:limit])


@lru_cache(maxsize=2_048)
def _found(text: str, on: date, within: str | None) -> tuple[Match, ...]:
    # whoever reads a message asks of each of its words, and the same words come again and again
    wanted = [(form, _digits(form)) for form in {_key(form) for form in _forms(text)} - {""}]
    best: dict[str, Match] = {}
    for each, names in _keys() if wanted else ():
        score = max((_likeness(form, name) for form in wanted for name in names), default=0.0)
        if score >= THRESHOLD and each.holds(on) and within in (None, each.parent):
            best[each.code] = Match(each, round(score, 1))
    return tuple(sorted(best.values(), key=lambda match: -match.score))


def _forms(text: str) -> list[str]:
    """The text as it is, and without what stands around a name."""
    folded = fold(arabic_communes(text[:200]))
    bare = _ENDS.sub("", " ".join(_AROUND.sub(" ", folded).split()))
    return [form for form in (folded, bare) if len(form) >= MIN_LETTERS]


def _likeness(form: tuple[str, str], name: tuple[str, str]) -> float:
    """0 to 100, of two keys with their digits. Of names of three or four letters (Gao, San, Bla, Kati) only the very name will do: all is
    like them."""
    (one, digits), (other, others) = form, name
    if one == other:
        return 100.0
    if abs(len(one) - len(other)) > 3 or min(len(one), len(other)) <= 4 or digits != others:
        return 0.0
    return min(99.0, fuzz.ratio(one, other))
