"""Which places there are on a day, and which lies in which."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core.geography.table import Place, read_all
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Country:
    """every: all places of all times, larger before smaller. by_code, by_parent: their rows, in that order. small: codes of those that lie
    in a place that lies in another: the communes of the cercles."""

    every: tuple[Place, ...]
    by_code: dict[str, tuple[Place, ...]]
    by_parent: dict[str, tuple[Place, ...]]
    small: frozenset[str]


@lru_cache(maxsize=4)
def _country(every: int) -> Country:
    rows = places()
    by_code: dict[str, tuple[Place, ...]] = {}
    by_parent: dict[str, tuple[Place, ...]] = {}
    for each in rows:
        by_code[each.code] = (*by_code.get(each.code, ()), each)
        by_parent[each.parent] = (*by_parent.get(each.parent, ()), each)
    inside = {each.code for each in rows if each.parent}
    return Country(rows, by_code, by_parent, frozenset(each.code for each in rows if each.parent in inside))


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """All places of all times: ours and the deployment's (`ASSA_PLACES_FILE`), larger before smaller.

    Raises InvalidInput `places.bad_cells` where the deployment's file is bad.
    """
    return read_all(Settings().places_file)


def country() -> Country:
    # of these very places: read anew, they are others
    return _country(id(places()))


def regions(on: date) -> list[Place]:
    """The regions of that day and the district of Bamako, which comes first."""
    return below("", on)


def below(code: str, on: date) -> list[Place]:
    """What lies right in a place on that day: the cercles of a region, the communes of a cercle and of Bamako; [] for a code with none."""
    return [each for each in country().by_parent.get(code, ()) if each.holds(on)]


def place(code: str, on: date) -> Place | None:
    """The place of a code as it stood on that day."""
    return next((each for each in country().by_code.get(code, ()) if each.holds(on)), None)


def path(code: str, on: date) -> tuple[str, ...]:
    """The codes of a place and of all that it lies in on that day, the smallest first; of what is no place, itself alone."""
    return _path(id(places()), code, on)


@lru_cache(maxsize=4_096)
def _path(every: int, code: str, on: date) -> tuple[str, ...]:
    codes = [code]
    while (found := place(codes[-1], on)) is not None and found.parent and found.parent not in codes:
        codes.append(found.parent)
    return tuple(codes)


def region_of(code: str, on: date) -> Place | None:
    """The region (or district) that a place is or lies in, on that day, however many levels up."""
    return place(path(code, on)[-1], on)


def within(code: str, on: date) -> frozenset[str]:
    """The codes of a place and of all that lies in it on that day, at any level: whoever answers for a cercle answers for its communes."""
    return _within(id(places()), code, on)


@lru_cache(maxsize=512)
def _within(every: int, code: str, on: date) -> frozenset[str]:
    found, new = {code}, [code]
    while new:
        new = [each.code for each in below(new.pop(), on) if each.code not in found] + new
        found.update(new)
    return frozenset(found)


def cercle_of(code: str, on: date) -> str:
    """The code of the cercle (in Bamako the commune) that a place is or lies in; of a region, and of what is no place, its own."""
    above = path(code, on)
    return above[-2] if len(above) > 1 else code


def is_small(found: Place) -> bool:
    """A commune of a cercle, or what else lies as deep: found by its name only where a place is asked for, and told with its cercle."""
    return found.code in country().small


def named(code: str | None, on: date) -> str:
    """The title of the place of a code; Mali where it is none, or none that we know."""
    found = None if code is None else place(code, on)
    return "Mali" if found is None else title(found, on)


def title(found: Place, on: date) -> str:
    """Its name; of a commune of a cercle, whose name others may have, with the cercle: `Benkadi (cercle de Kangaba)`."""
    above = place(found.parent, on) if is_small(found) else None
    if above is None:
        return found.name
    joined = "d'" if above.name[0] in "AEÉIOU" else "de "
    return f"{found.name} (cercle {joined}{above.name})"
