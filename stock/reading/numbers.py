"""Numbers as reporters write them: `120`, `l2O`, `1 000`, `cent vingt`, `tan ni duuru`. Whole units only."""

import re

_FRENCH = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60,
}  # fmt: skip
_BAMBARA = {
    "kelen": 1, "fila": 2, "fla": 2, "saba": 3, "naani": 4, "nani": 4, "duuru": 5, "duru": 5, "wooro": 6, "woro": 6, "wolonwula": 7,
    "wolonfila": 7, "segin": 8, "seegin": 8, "kononton": 9, "konoton": 9, "tan": 10, "mugan": 20,
}  # fmt: skip
_HUNDREDS = {"cent": 100, "cents": 100, "mille": 1000}
_BAMBARA_HUNDREDS = {"keme": 100, "waa": 1000, "ba": 1000}
WORDS = frozenset(_FRENCH) | _BAMBARA.keys() | _HUNDREDS.keys() | {"keme", "waa"}
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


def spoken(words: list[str]) -> tuple[int, int] | None:
    """The number that `words` (folded) begin with, in French or Bambara words, and how many words it takes; None without one."""
    return _bambara(words) if words and (words[0] in _BAMBARA or words[0] in ("keme", "waa", "bi")) else _french(words)


def _french(words: list[str]) -> tuple[int, int] | None:
    total, part, used = 0, 0, 0
    for index, word in enumerate(words):
        if word in _FRENCH:
            value = _FRENCH[word]
            if part and not _follows(part, value, words[index - 1]):
                break
            # quatre-vingts is a product, soixante-dix a sum
            part = part - 4 + 80 if value == 20 and part % 100 == 4 else part + value
        elif word in _HUNDREDS:
            part = max(part, 1) * _HUNDREDS[word] if part < _HUNDREDS[word] else part + _HUNDREDS[word]
            if word == "mille":
                total, part = total + part, 0
        elif (
            word == "et"
            and used
            and index + 1 < len(words)
            and words[index + 1] in ("un", "une", "onze")
            and part % 100 in (20, 30, 40, 50, 60)
        ):
            continue
        else:
            break
        used = index + 1
    return (total + part, used) if used else None


def _follows(part: int, value: int, before: str) -> bool:
    """May `value` stand after what makes `part`: `vingt deux`, `quatre vingt`, `cent deux`, never `deux trois`?"""
    rest = part % 100
    if rest == 0:
        return True
    if value == 20:
        return rest == 4
    if value >= 10:
        return value < 20 and rest in (60, 80)
    return (rest in (20, 30, 40, 50, 60, 80) or (rest in (10, 70, 90) and value >= 7)) and before != "et"


def _bambara(words: list[str]) -> tuple[int, int] | None:
    total, used, index = 0, 0, 0
    while index < len(words):
        word, after = words[index], words[index + 1] if index + 1 < len(words) else ""
        step = 2 if after in _BAMBARA else 1
        if word == "bi" and after in _BAMBARA:
            total += 10 * _BAMBARA[after]
        elif word in _BAMBARA_HUNDREDS and word != "ba":
            total += _BAMBARA_HUNDREDS[word] * _BAMBARA.get(after, 1)
        elif word in _BAMBARA:
            total, step = total + _BAMBARA[word], 1
        else:
            break
        used = index = index + step
        if index < len(words) - 1 and words[index] == "ni" and (words[index + 1] in _BAMBARA or words[index + 1] in ("bi", "keme")):
            index += 1
        else:
            break
    return (total, used) if used else None
