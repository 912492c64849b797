"""Which centre is meant: a reporter's own, or the one that they name."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assa_text import fold
from bot.stages.base import TurnContext
from core import geography
from core.facilities import queries as facilities
from core.facilities.nearness import kilometres, steps
from core.facilities.search import SMALL_WORDS, Facility, the_one
from core.staff.queries import StaffView, above

LIKELY = 80.0


def named(session: Session, text: str, turn: TurnContext) -> Sequence[Facility]:
    """The centres that words may name: one when it is clear, several to choose from, none."""
    matches = facilities.directory(session).find(text, turn.today)
    one = the_one(matches)
    return [one] if one is not None else [each.facility for each in matches]


def own(session: Session, staff: StaffView) -> Facility | None:
    return None if staff.facility_code is None else facilities.get(session, staff.facility_code)


def in_area(staff: StaffView, centre: Facility, turn: TurnContext) -> bool:
    return centre.code == staff.facility_code or staff.covers(centre.place, turn.today)


_KINDS = ("cscom", "csref", "hopital", "depot")
_KIND_OF = {"cscom": "CSCom", "csref": "CSRef", "hopital": "hospital", "depot": "regional_depot"}
CHOICES = 9
"""As many as a list of buttons has room for, and a way out."""
_NEAR = frozenset({"pres", "proche", "proches", "autour", "vers", "voisin", "voisins", "kerefe"})


@dataclass(frozen=True, slots=True)
class Asked:
    """The centres that a question is about; or those that the words may name, of which one is to be chosen."""

    centres: Sequence[Facility]
    choices: Sequence[Facility] = ()


def centres_of(session: Session, text: str | None, staff: StaffView, turn: TurnContext) -> Asked | None:
    """The one named, those of the place named, else those of the asker; "près de" a place: those of its region. None: nothing so named."""
    if text is None:
        one = own(session, staff)
        if one is not None:
            return Asked([one])
        return Asked(facilities.every(session, turn.today) if staff.area is None else facilities.under(session, staff.area, turn.today))
    places = geography.find(text, turn.today, limit=1)
    kind_named = any(word in text.split() for word in _KINDS)
    if places and places[0].score >= LIKELY and not kind_named:
        return Asked(facilities.under(session, places[0].place.code, turn.today))
    found = named(session, text, turn) or of_kind(session, text, own(session, staff), staff.area, turn)
    return None if not found else Asked([found[0]]) if len(found) == 1 else Asked([], found)


def of_kind(session: Session, text: str, at: Facility | None, area: str | None, turn: TurnContext) -> Sequence[Facility]:
    """The centres of the kind that is named, of the place that is named too (`cscom commune 1`), else of one's own district (`au csref`).

    at: the asker's centre; area: the one that they look after. Beyond CHOICES they are too many to choose from: none.
    """
    words = fold(text).split()
    kind = next((_KIND_OF[word] for word in words if word in _KIND_OF), None)
    if kind is None:
        return []
    rest = " ".join(word for word in words if word not in _KIND_OF and word not in SMALL_WORDS)
    if rest:
        places = geography.find(rest, turn.today, limit=1)
        around = [places[0].place.code] if places and places[0].score >= LIKELY else []
    else:
        start = at.place if at is not None else area
        around = [] if start is None else list(above(start, turn.today))
        # nobody's own CSRef is that of the region
        around = [each for each in around if (place := geography.place(each, turn.today)) is not None and place.kind != "region"]
    for each in around:
        found = [one for one in facilities.under(session, each, turn.today) if one.kind == kind]
        if found:
            return found if len(found) <= CHOICES else []
    return []


def is_near(text: str) -> bool:
    """Whether a question is about what is around a place."""
    return bool(_NEAR & set(fold(text).split()))


def around(session: Session, text: str | None, staff: StaffView, turn: TurnContext) -> Sequence[Facility]:
    """The centres of the region of a place or centre that is named, else of the asker's own, the nearest first."""
    asked = centres_of(session, text, staff, turn)
    if asked is None or not asked.centres:
        return []
    place = _centre_place(session, text, asked.centres, turn)
    region = geography.region_of(place, turn.today)
    every = facilities.under(session, region.code if region is not None else place, turn.today)
    from_one = asked.centres[0] if len(asked.centres) == 1 else None
    return sorted(every, key=lambda each: (steps(place, each.place, turn.today), _far(from_one, each), each.code))


def _far(one: Facility | None, other: Facility) -> float:
    """Kilometres where both have coordinates, else beyond all: the places that they share come first, since few have coordinates."""
    far = None if one is None else kilometres(one, other)
    return math.inf if far is None else far


def _centre_place(session: Session, text: str | None, centres: Sequence[Facility], turn: TurnContext) -> str:
    """Of a region and its chief town of the same name, the town: near is near it."""
    found = [] if text is None else geography.find(text, turn.today, limit=3)
    likely = [each.place for each in found if each.score >= LIKELY and each.score == found[0].score]
    town = next((each for each in likely if each.kind != "region"), likely[0] if likely else None)
    return town.code if town is not None else centres[0].place
