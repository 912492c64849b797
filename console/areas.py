"""Places in filters and forms: never beyond the viewer's area."""

from console import problems
from console.page import Ask
from core import geography
from core.errors import InvalidInput
from core.staff import queries as staff
from core.staff.queries import StaffView
from core.staff.roles import Permission


def choices(ask: Ask, chosen: str | None = None) -> list[tuple[str, str]]:
    """The places of their area as pairs of code and name, the smaller below the larger.

    Communes of cercles are there for who works in a region or a cercle; for the whole country's staff below the cercle that is chosen or
    holds the chosen place: choosing a cercle opens it, and nobody looks through 700. chosen: a code; None: the one in the address.
    """
    return [(each.code, "— " * (len(geography.path(each.code, ask.today)) - 1) + each.name) for each in offered(ask, chosen)]


def offered(ask: Ask, chosen: str | None = None) -> list[geography.Place]:
    """The places of `choices`."""
    at = ask.query.get("place", "") if chosen is None else chosen
    own, opened = staff.places_of(ask.staff, ask.today), geography.cercle_of(at, ask.today)
    found = []
    for top in geography.regions(ask.today):
        for each in (top, *geography.below(top.code, ask.today)):
            found.append(each)
            if each.parent and (own is not None or each.code == opened):
                found += geography.below(each.code, ask.today)
    return [each for each in found if own is None or each.code in own]


def places(ask: Ask, wanted: str = "") -> frozenset[str] | None:
    """The codes that a query is held to: their area, or the part of it that is wanted; None for the whole country."""
    own = staff.places_of(ask.staff, ask.today)
    if not wanted:
        return own
    part = geography.within(wanted, ask.today)
    return part if own is None else part & own


def split(code: str, ask: Ask) -> dict[str, str | None]:
    """Region and cercle of a place that was chosen; what is no place stays as it is, for the domain to refuse."""
    found = geography.place(code, ask.today) if code else None
    if found is not None and found.parent:
        return {"region": geography.path(found.code, ask.today)[-1], "cercle": found.code}
    return {"region": code or None, "cercle": None}


def beside(error: InvalidInput, ask: Ask) -> dict[str, str]:
    """As `problems.beside`, for a form in which region and cercle are one field `place`."""
    return {"place" if name in ("region", "cercle") else name: words for name, words in problems.beside(error, ask.locale).items()}


def colleagues(ask: Ask, place: str | None) -> list[StaffView]:
    """Those to whom something at a place can be given: who trace, are responsible for it, and are within the viewer's sight."""
    found = staff.every(ask.session)
    return [each for each in found if each.may(Permission.TRACE) and each.covers(place, ask.today)]
