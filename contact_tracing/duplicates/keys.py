"""Keys by which records that may be one person find each other, without a name being readable.

Names are encrypted, so neither trigrams nor an index on letters can be used: a blind index of each trigram would give the names away by
how often each comes. What is kept instead is Go.Data's pair of names in any order, each word reduced to the consonants of its variant
(Fatim, Fatoumata and a slip as Fatomata alike), with the region and the thirty days of the report (SORMAS compares within one region and
30 days), under the key of the deployment, cut to 63 bits. Who has the database alone learns which records share such a pair in a region
and a month: less than `name_index` tells already, and no name. Docs: decision 0015.
"""

import re
from datetime import date
from itertools import combinations

from core.crypto import blind_index
from core.entities import names

DAYS = 30
_VOWELS = re.compile(r"[aeiou]")
_SOUNDS = str.maketrans({"b": "p", "d": "t", "g": "k", "v": "f", "w": "u", "z": "s", "j": "s"})


def skeleton(word: str) -> str:
    """The consonants of a name's variant, voiced and voiceless alike, the first letter kept: `ptmt` for Fatoumata and Fatim's class."""
    key = names.spelling(names.variant_class(word)).translate(_SOUNDS)
    return key[:1] + re.sub(r"(.)\1", r"\1", _VOWELS.sub("", key[1:]))


def match_keys(name: str | None, region: str | None, day: date, reach: int = 0) -> list[int]:
    """One key for each pair of the name's words and period of DAYS, sorted; [] for a single word: a phone must say who that is.

    reach: how many periods before and after that of `day` too: 0 for what is stored, 1 for what is looked for.
    """
    kept = sorted({skeleton(word) for word in names.words(name or "") if len(word) > 1})
    period = day.toordinal() // DAYS
    wanted = [
        f"{region or ''} {near} {one} {other}" for one, other in combinations(kept, 2) for near in range(period - reach, period + reach + 1)
    ]
    return sorted(int(blind_index("duplicate", each)[:16], 16) >> 1 for each in wanted)
