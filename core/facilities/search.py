"""Finding the facility that somebody names: "cscom de banconi", "csref c1", "point g", "segu", with or without accents and kind."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from assa_text import fold
from core.geography import arabic_communes

THRESHOLD = 80.0
"""Below this likeness (0 to 100) a text names no facility."""
CLEAR_BY = 5.0
"""The best is meant when it is better than the next by this."""
_PART = 91.0
"""Likeness of a name of which all words were typed among others, or of which some were typed."""


@dataclass(frozen=True, slots=True)
class Facility:
    """A row of the table `facility`, see `core.facilities.models`."""

    code: str
    name: str
    other_names: tuple[str, ...]
    kind: str
    place: str
    supplied_by: str | None = None
    phone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""

    def is_open(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Match:
    """score: 0 to 100; 100 is the very name."""

    facility: Facility
    score: float


_KINDS = {
    "CSRef": r"c s ref|csref|centre de (?:sante )?(?:de )?reference|centre reference",
    "CSCom": r"c s com|cscom|cs com|centre de sante communautaire|centre communautaire|dogotoroso communautaire",
    "hospital": r"chu|c h u|hopitaux|hopital|hopitali|lopitali|centre hospitalier(?: universitaire)?",
    "regional_depot": r"depot(?: regional)?(?: ppm)?|ppm|magasin|pharmacie populaire(?: du mali)?",
    "laboratory": r"labo(?:ratoire)?s?",
}
"""What is typed for each kind, folded."""
_KIND_WORDS = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _KINDS.items()}
_COMMUNE = re.compile(r"\b(?:commune|comune|com|c) ?([1-6])\b")
SMALL_WORDS = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "au", "a", "aux", "en", "chez", "nous", "je", "suis", "c", "est", "mon", "ma", "notre"}
    | {"centre", "sante", "bamako", "csref", "cscom", "na", "ye", "be"}
)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name without its kind: its words, and the same as one key of comparison."""

    kind: str | None
    words: frozenset[str]
    key: str


def _read(text: str) -> _Name:
    # "mali" alone is the country; with its kind it is the Hôpital du Mali
    text = _COMMUNE.sub(r"commune\1", fold(arabic_communes(text[:200])))
    kind = next((each for each, pattern in _KIND_WORDS.items() if pattern.search(text)), None)
    bare = _KIND_WORDS[kind].sub(" ", text) if kind is not None else text
    words = [_plain(word) for word in bare.split() if word not in SMALL_WORDS and (kind is not None or word != "mali")]
    return _Name(kind, frozenset(words), "".join(words))


def _plain(word: str) -> str:
    """One spelling for those of French and of Bambara: `bougou` and `bugu`, `Niaréla` and `Nyarela`, `dj` and `j`."""
    for before, after in (("ou", "u"), ("gn", "ny"), ("dj", "j"), ("di", "j"), ("c", "k"), ("y", "i"), ("ph", "f")):
        word = word.replace(before, after)
    return re.sub(r"([a-z])\1", r"\1", word)


class Directory:
    """Facilities to search in: plain data, no database. Build it anew when they change."""

    def __init__(self, facilities: Iterable[Facility]) -> None:
        self.facilities = tuple(facilities)
        self._names = [(each, tuple({_read(name) for name in (each.name, *each.other_names)})) for each in self.facilities]
        self._by_code = {fold(each.code): each for each in self.facilities}

    def find(self, text: str, on: date, kind: str | None = None, limit: int = 3) -> list[Match]:
        """The facilities open that day that `text` may name, best first, at most `limit`; [] when none is like it.

        kind: look among those of one kind only (of `table.KINDS`). A kind in the text ("csref") decides among namesakes.
        """
        coded = self._by_code.get(fold(text[:200]))
        if coded is not None and coded.is_open(on) and kind in (None, coded.kind):
            return [Match(coded, 100.0)]
        wanted = _read(text)
        if not wanted.key:
            return []
        found = [
            Match(each, round(score, 1))
            for each, names in self._names
            if each.is_open(on) and kind in (None, each.kind) and wanted.kind in (None, each.kind)
            if (score := max(_likeness(wanted, name) for name in names)) >= THRESHOLD
        ]
        return sorted(found, key=lambda match: (-match.score, match.facility.code))[:limit]


def the_one(matches: Sequence[Match]) -> Facility | None:
    """The facility that is meant, or None: nothing found, or several that are as good, of which to ask which."""
    if not matches or (len(matches) > 1 and matches[0].score - matches[1].score < CLEAR_BY):
        return None
    return matches[0].facility


def _likeness(wanted: _Name, name: _Name) -> float:
    """0 to 100. A short name must be the very one; numbers must agree: Commune I is not Commune II."""
    if not name.key:
        return 0.0
    if wanted.key == name.key:
        return 100.0
    if re.sub(r"\D", "", wanted.key) != re.sub(r"\D", "", name.key):
        return 0.0
    if name.words <= wanted.words or (wanted.words <= name.words and len(wanted.key) > 3):
        return _PART
    if min(len(wanted.key), len(name.key)) <= 4 or abs(len(wanted.key) - len(name.key)) > 3:
        return 0.0
    return min(99.0, fuzz.ratio(wanted.key, name.key))
