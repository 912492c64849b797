"""Which centre is meant: a reporter's own, or the one that they name."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from core import geography
from core.facilities import queries as facilities
from core.facilities.search import Facility, the_one
from core.staff.queries import StaffView

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


def centres_of(session: Session, text: str | None, staff: StaffView, turn: TurnContext) -> Sequence[Facility] | None:
    """The centres that a question is about: the one named, those of the place named, else those of the asker. None: nothing so named."""
    if text is None:
        one = own(session, staff)
        if one is not None:
            return [one]
        return facilities.every(session, turn.today) if staff.area is None else facilities.under(session, staff.area, turn.today)
    places = geography.find(text, turn.today, limit=1)
    kind_named = any(word in text.split() for word in ("cscom", "csref", "hopital", "depot"))
    if places and places[0].score >= LIKELY and not kind_named:
        return facilities.under(session, places[0].place.code, turn.today)
    return named(session, text, turn)[:1] or None
