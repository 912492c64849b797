"""Whole numbers in a text: digits ("1 000", "1O" for 10), French words ("quatre-vingt-dix"), Bambara words ("bi saba ni duuru").

A letter O among digits is 0; a letter l before a digit is 1. At the end of a number l is left alone: `5l` is five litres.
"""

import re
from collections.abc import Sequence

from core.entities.span import MAX_LENGTH, Span, span, tokens

_DIGITS = re.compile(r"(?<![^\W_])(?=[OoIlL]*\d)(?:\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?!\d)|(?:[\dOo]|[lLI](?=[\dOolLI]*[\dOo]))+)")
_LETTERS = str.maketrans("OoIlL", "00111")
MAX_DIGITS = 7
"""A longer run is a phone number or a code."""
_UNSURE = 0.7
"""French `un`, `une` are mostly no count."""

_FRENCH = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "nonante": 90,
}  # fmt: skip
_BAMBARA = {
    "fu": 0, "kelen": 1, "kele": 1, "fila": 2, "fla": 2, "filla": 2, "saba": 3, "naani": 4, "nani": 4, "duuru": 5, "duru": 5, "dourou": 5,
    "douru": 5, "looru": 5, "loru": 5, "wooro": 6, "woro": 6, "ouoro": 6, "wolonwula": 7, "wolonwla": 7, "wolonfila": 7, "wolonfla": 7,
    "wolofila": 7, "woloula": 7, "wolonwoula": 7, "segin": 8, "seegin": 8, "segui": 8, "seguin": 8, "sekin": 8, "kononton": 9,
    "konoton": 9, "konondon": 9, "kononto": 9, "konoto": 9,
}  # fmt: skip
_TENS = {"tan": 10, "tang": 10, "mugan": 20, "mougan": 20, "mugang": 20}
_HUNDRED, _THOUSAND = {"keme", "kemey"}, {"waa", "wa", "wagaa"}

Read = tuple[int, int]
"""A value, and the position after it."""


def find_numbers(text: str) -> list[Span[int]]:
    """The numbers of a text in its order; runs of more than MAX_DIGITS digits are none."""
    found = [
        Span(match.start(), match.end(), match.group(), int(digits))
        for match in _DIGITS.finditer(text[:MAX_LENGTH])
        if len(digits := re.sub(r"[ \u00a0\u202f.]", "", match.group().translate(_LETTERS))) <= MAX_DIGITS
    ]
    words = [each for each in tokens(text) if not each.word.isdigit()]
    folded = [each.word for each in words]
    position = 0
    while position < len(words):
        read = spoken(folded, position)
        if read is None:
            position += 1
            continue
        value, after = read
        unsure = after == position + 1 and folded[position] in ("un", "une")
        found.append(span(text, words[position], words[after - 1], value, _UNSURE if unsure else 1.0))
        position = after
    return sorted(found, key=lambda each: each.start)


def spoken(words: Sequence[str], position: int = 0) -> Read | None:
    """The number that folded words spell from `position` on, in French or in Bambara, whichever takes more words; None without one."""
    value, after = max(_french(words, position), _bambara(words, position), key=lambda read: read[1])
    return (value, after) if after > position else None


def _word(words: Sequence[str], position: int) -> str:
    """The word there; "" beyond the end."""
    return words[position] if position < len(words) else ""


def _french(words: Sequence[str], position: int) -> Read:
    total, last, at = 0, 0, position
    while (word := _word(words, at)) in _FRENCH or word in ("cent", "cents", "mille", "et"):
        if word == "et":
            if at == position or _word(words, at + 1) not in ("un", "une", "onze") or last < 20:
                break
        elif word == "mille":
            total, last = max(total, 1) * 1000, 1000
        elif word in ("cent", "cents"):
            thousands, rest = divmod(total, 1000)
            # quinze cents; nobody says dix cents or vingt cents
            if rest >= 10 and (thousands or not 11 <= rest <= 19):
                break
            total, last = thousands * 1000 + max(rest, 1) * 100, 100
        else:
            value = _FRENCH[word]
            joined = _joined(last, value)
            if at > position and joined is None:
                break
            total, last = total + (value if joined is None else joined), value if last != 4 or value != 20 else 80
        at += 1
    return total, at


def _joined(last: int, value: int) -> int | None:
    """What a word adds after another ("quatre vingts" adds 76); None where it begins a number of its own: "deux trois"."""
    if last in (100, 1000):
        return value
    if last == 4 and value == 20:
        return 76
    if last in (20, 30, 40, 50, 60, 70, 80, 90) and value < (20 if last in (60, 80) else 10):
        return value
    return value if last == 10 and value in (7, 8, 9) else None


def _bambara(words: Sequence[str], position: int) -> Read:
    """Thousands, hundreds, tens and units, joined by `ni`, each smaller than the one before."""
    total, at, size = 0, position, 10**7
    while True:
        start = at + 1 if at > position and _word(words, at) == "ni" else at
        if at > position and start == at:
            return total, at
        value, after, of = _part(words, start)
        if after == start or of >= size:
            return total, at
        total, at, size = total + value, after, of


def _part(words: Sequence[str], at: int) -> tuple[int, int, int]:
    """One part: its value, the position after it, its size (1000, 100, 10, 1)."""
    word, after = _word(words, at), _word(words, at + 1)
    unit = _BAMBARA.get(after)
    if word in _THOUSAND or word in _HUNDRED:
        size = 1000 if word in _THOUSAND else 100
        times = unit or _TENS.get(after)
        if times:
            return size * times, at + 2, size
        # "wa" alone is "go away", "is it"
        return (size, at + 1, size) if word != "wa" else (0, at, 0)
    if word == "bi" and unit:
        return 10 * unit, at + 2, 10
    if word in _TENS:
        return _TENS[word], at + 1, 10
    return (_BAMBARA[word], at + 1, 1) if word in _BAMBARA else (0, at, 0)
