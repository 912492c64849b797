"""Figures as reporters type them: `120`, `l2O`, `lOO`. Numbers in words: `core.entities.numbers`."""

import re

_LOOKALIKE = str.maketrans({"o": "0", "l": "1", "i": "1"})
_DIGITLIKE = re.compile(r"(?=.*\d)[\doli]*[\do]")
_CAPITALS = re.compile(r"[lI1]O+")
MAX_DIGITS = 8
"""A longer run is a phone number or a code."""


def figure(word: str) -> int | None:
    """The number of one word in digits; O and l read as 0 and 1 where a digit stands too (cStock), `lOO` as well. None: no number.

    A last `l` is not read as 1: `10l` may be ten litres.
    """
    lower = word.lower()
    if not (_DIGITLIKE.fullmatch(lower) or _CAPITALS.fullmatch(word)):
        return None
    digits = lower.translate(_LOOKALIKE)
    return int(digits) if len(digits) <= MAX_DIGITS else None
