"""How far facilities are from each other, or from a place: by coordinates where both have them, else by the places that they share."""

import math
from datetime import date

from core import geography
from core.facilities.search import Facility

EARTH_KM = 6371.0
SAME_PLACE, SAME_CERCLE, SAME_REGION, ELSEWHERE = 0, 1, 2, 3


def kilometres(one: Facility, other: Facility) -> float | None:
    """Great-circle distance (haversine); None where one has no coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    here, there = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def steps(one: str, other: str, on: date) -> int:
    """How many levels up they first share a place: 0 one lies in the other or is it, 1 the same parent, 2 its parent, 3 none near."""
    first, second = geography.path(one, on), geography.path(other, on)
    if one in second or other in first:
        return SAME_PLACE
    shared = next((index for index, code in enumerate(first) if code in second), None)
    return ELSEWHERE if shared is None else min(shared, ELSEWHERE)


def nearness(one: Facility, other: Facility, on: date) -> tuple[float, float]:
    """To sort by: the nearest first; places that they share come before kilometres that only some have."""
    far = kilometres(one, other)
    return (float(steps(one.place, other.place, on)), math.inf if far is None else far)
