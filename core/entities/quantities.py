"""Quantities in a text: a number with what is counted ("3 boîtes", "200 cp", "buwati saba"), or without."""

import re
from dataclasses import dataclass
from pathlib import Path

from assa_text import fold
from core.entities.numbers import find_numbers
from core.entities.span import Span, Token, tokens

_LINES = [line.split() for line in Path(__file__).with_name("units.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
_UNIT_OF = {word: unit for unit, *words in _LINES for word in words}
_TIME = frozenset(
    {
        "jour",
        "jours",
        "jrs",
        "jr",
        "j",
        "an",
        "ans",
        "san",
        "mois",
        "kalo",
        "semaine",
        "semaines",
        "dogokun",
        "tile",
        "h",
        "heure",
        "heures",
    }
    | {"lere", "mn", "min", "minutes", "fcfa", "f"}
)
"""What stands after or (Bambara) before a number that counts no product."""
_BEFORE_TIME = frozenset({"san", "kalo", "tile", "dogokun"})
_BARE = 0.6


@dataclass(frozen=True, slots=True)
class Quantity:
    """unit: as the catalogue of products calls it (`boîte`, `comprimé`); None where only a number was given."""

    number: int
    unit: str | None


def unit_of(word: str) -> str | None:
    """The unit that a word or its abbreviation names, or None."""
    return _UNIT_OF.get(fold(word))


def find_quantities(text: str) -> list[Span[Quantity]]:
    """The quantities of a text in its order. Dates, times, ages and phone numbers are none."""
    words = tokens(text)
    found = []
    for number in find_numbers(text):
        if _is_part_of_a_date(text, number):
            continue
        after = next((each for each in words if each.start >= number.end), None)
        before = next((each for each in reversed(words) if each.end <= number.start), None)
        if (after is not None and after.word in _TIME) or (before is not None and before.word in _BEFORE_TIME):
            continue
        found.append(_quantity(text, number, before, after))
    return found


def _quantity(text: str, number: Span[int], before: Token | None, after: Token | None) -> Span[Quantity]:
    start, end = number.start, number.end
    unit = _UNIT_OF.get(after.word) if after is not None else None
    if unit is not None and after is not None:
        end = after.end
    elif before is not None and before.word in _UNIT_OF:
        # Bambara: the noun comes first
        unit, start = _UNIT_OF[before.word], before.start
    return Span(start, end, text[start:end], Quantity(number.value, unit), number.score if unit is not None else number.score * _BARE)


def _is_part_of_a_date(text: str, number: Span[int]) -> bool:
    return bool(re.match(r"\s?[/-]\s?\d", text[number.end :]) or re.search(r"\d\s?[/-]\s?$", text[: number.start]))
