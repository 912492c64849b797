"""Ages in a text: "34 ans", "trente-quatre ans", "san 34", "san mugan ni duuru", "8 mois", "kalo 8", "bébé de 3 semaines"."""

from core.entities.numbers import find_numbers
from core.entities.span import Span, tokens
from core.errors import InvalidInput

MAX_YEARS = 120
_PER_YEAR = {
    "an": 1, "ans": 1, "annee": 1, "annees": 1, "san": 1, "mois": 12, "kalo": 12, "semaine": 52, "semaines": 52, "dogokun": 52,
    "jour": 365, "jours": 365, "tile": 365,
}  # fmt: skip
"""How many of a unit make a year; French after the number, Bambara mostly before it."""


def find_ages(text: str) -> list[Span[int]]:
    """The ages with their unit in a text, in completed years, in its order. Ask only where an age is meant: "3 jours" is found too."""
    words = tokens(text)
    found = []
    for number in find_numbers(text):
        after = next((each for each in words if each.start >= number.end), None)
        before = next((each for each in reversed(words) if each.end <= number.start), None)
        start, end = number.start, number.end
        if before is not None and before.word in ("san", "kalo", "dogokun", "tile"):
            unit, start = before.word, before.start
        elif after is not None and after.word in _PER_YEAR:
            unit, end = after.word, after.end
        else:
            continue
        years = number.value // _PER_YEAR[unit]
        if years <= MAX_YEARS:
            found.append(Span(start, end, text[start:end], years, number.score))
    return found


def read_age(text: str) -> int:
    """Completed years of the one age that a text tells; a bare number is years, and of years and months the years decide.

    Raises InvalidInput `age_unknown`: no number, or more years than anybody has.
    """
    # "je suis un homme": un without a unit is no age
    ages, numbers = find_ages(text), [each for each in find_numbers(text) if each.score == 1]
    years = max((each.value for each in ages), default=numbers[0].value if numbers and not ages else -1)
    if not 0 <= years <= MAX_YEARS:
        raise InvalidInput("age_unknown")
    return years
