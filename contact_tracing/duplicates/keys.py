"""Keys by which records that may be one person find each other, without a name being readable.

Names are encrypted, so neither trigrams nor an index on letters can be used: a blind index of each trigram would give the names away by
how often each comes. What is kept instead is Go.Data's pair of names in any order, each word reduced to the consonants of its variant
(Fatim, Fatoumata and a slip as Fatomata alike), with the region, the thirty days of the report (SORMAS compares within one region and
30 days), sex and age group, which differ for most who are called alike, under the key of the deployment, cut to 63 bits. Who has the
database alone learns which records share all of that: less than `name_index` tells already, and no name. Docs: decision 0015.
"""

import re
from datetime import date
from itertools import combinations, product

from contact_tracing.rules import AGE_BANDS
from core.crypto import blind_index
from core.entities import names

DAYS = 30
_SEXES = {"FEMALE": "F", "MALE": "M"}
_VOWELS = re.compile(r"[aeiou]")
_SOUNDS = str.maketrans({"b": "p", "d": "t", "g": "k", "v": "f", "w": "u", "z": "s", "j": "s"})


def skeleton(word: str) -> str:
    """The consonants of a name's variant, voiced and voiceless alike, the first letter kept: `ptmt` for Fatoumata and Fatim's class."""
    key = names.spelling(names.variant_class(word)).translate(_SOUNDS)
    return key[:1] + re.sub(r"(.)\1", r"\1", _VOWELS.sub("", key[1:]))


def match_keys(
    name: str | None, region: str | None, day: date, sex: str | None = None, band: str | None = None, *, looked_for: bool = False
) -> list[int]:  # fmt: skip
    """Keys for each pair of the name's words, sorted; [] for a single word: a phone must say who that is. band: of `rules.AGE_BANDS`.

    As they are stored: one key a pair, with the period of DAYS, sex and age group. looked_for: those of everybody who may be that person:
    the periods around, who is of no known sex or age, the age groups beside (`likeness`: others are two people).
    """
    kept = sorted({skeleton(word) for word in names.words(name or "") if len(word) > 1})
    period, known = day.toordinal() // DAYS, _SEXES.get(sex or "", "")
    if looked_for:
        marks = product(range(period - 1, period + 2), {known, ""} if known else {*_SEXES.values(), ""}, _bands_beside(band))
    else:
        marks = product([period], [known], ["" if band is None else str(AGE_BANDS.index(band))])
    told = [" ".join((region or "", str(near), one_sex, of_age)) for near, one_sex, of_age in marks]
    wanted = [f"{mark} {one} {other}" for mark in told for one, other in combinations(kept, 2)]
    return sorted(int(blind_index("duplicate", each)[:16], 16) >> 1 for each in wanted)


def _bands_beside(band: str | None) -> set[str]:
    """By number; "" is of unknown age."""
    if band is None:
        return {str(number) for number in range(len(AGE_BANDS))} | {""}
    own = AGE_BANDS.index(band)
    return {str(number) for number in range(own - 1, own + 2)} | {""}
