"""Places of Mali in a text, by code: regions, cercles, communes of Bamako, as they stand on a day. Not the communes of cercles, of which
many are called as ordinary words are."""

from datetime import date
from functools import lru_cache

from core import geography
from core.entities.gazetteer import Gazetteer
from core.entities.span import Span


@lru_cache(maxsize=4)
def _gazetteer(on: date) -> Gazetteer[str]:
    there = [each for each in geography.places() if each.holds(on) and not geography.is_small(each)]
    return Gazetteer((each.code, (each.name, *each.aliases)) for each in there)


def find_places(text: str, on: date) -> list[Span[tuple[str, ...]]]:
    """The places that a text names; value: the codes, larger first (the region Kayes before its cercle)."""
    return _gazetteer(on).find(text)
