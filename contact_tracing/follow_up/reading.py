"""What an agent writes of the contacts on their list: "fait 3 bien", "4 toux fievre 38,2, 5 absent", "1 2 et 6 a ka kɛnɛ"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assa_text import fold
from contact_tracing.rules import is_symptom_word, symptoms_in

FEVER = Decimal("38.0")
"""Degrees Celsius from which WHO's case definition speaks of fever."""

SEEN_OK, SEEN_NOT_OK, MISSED = "SEEN_OK", "SEEN_NOT_OK", "MISSED"
ENDS = ("refused", "moved", "died")
"""What is said of a contact and ends the follow-up: asked back before it is done."""

_DECIMAL = re.compile(r"(?<![\d.,])(3\d|4[0-5])\s?[.,]\s?(\d)(?!\d)")
_TOKEN = re.compile(r"\d+\.\d|\d+|[^\W\d_]+|[,;\n]")
_BREAKS = frozenset(",;\n")
_PLAIN_TEMPERATURES = range(35, 43)
"""Whole degrees that are read as a temperature after a sign; before one, they are numbers of the list."""
_COUNTED = frozenset({"jour", "jours", "j", "fois", "heure", "heures", "h", "semaine", "semaines", "tile", "dogokun", "sine"})
_FILLERS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "bcp",
        "be",
        "beaucoup",
        "c",
        "ce",
        "d",
        "de",
        "degre",
        "degres",
        "depuis",
        "des",
        "du",
        "elle",
        "est",
        "et",
        "fait",
        "grosse",
        "hier",
        "il",
        "ka",
        "kelen",
        "la",
        "le",
        "legere",
        "les",
        "leger",
        "mais",
        "na",
        "ni",
        "nka",
        "o",
        "peu",
        "petit",
        "petite",
        "pas",
        "plus",
        "se",
        "son",
        "ses",
        "temp",
        "temperature",
        "tres",
        "t",
        "un",
        "une",
        "ye",
        "y",
    ]
)
MAX_NUMBERS = 30


@dataclass(frozen=True, slots=True)
class Written:
    """numbers: of the list, in the order written. state: of `codes.ENTERED`, None where only numbers were written, or where `ends` says
    how the follow-up ended (one of ENDS). temperature: degrees Celsius."""

    numbers: tuple[int, ...]
    state: str | None = None
    ends: str | None = None
    temperature: Decimal | None = None
    symptoms: tuple[str, ...] = ()


def read_entries(text: str, words: Mapping[str, str]) -> list[Written] | None:
    """What was written, in its order; None where it is not, all of it, such a message: then nothing of it may be stored.

    words: folded words and phrases with what they mean: `seen_ok`, `seen_not_ok`, `missed`, one of ENDS, or `noise`.
    """
    segments = _segments(text, words)
    if not segments:
        return None
    written = [_interpret(*segment, words) for segment in segments]
    kept = [each for each in written if each is not None]
    bare = [each for each in kept if each.state is None and each.ends is None]
    # numbers alone are a question about one contact; beside entries they are a slip
    return kept if len(kept) == len(written) and (not bare or (len(kept) == 1 and len(bare[0].numbers) == 1)) else None


Segment = tuple[tuple[int, ...], list[str], Decimal | None]


class _Segments:
    """Collects the parts of a message as its words come by."""

    def __init__(self, noise: set[str]) -> None:
        self.noise = noise
        self.found: list[Segment] = []
        self.numbers: list[int] = []
        self.rest: list[str] = []
        self.temperature: Decimal | None = None

    def end(self) -> None:
        if self.numbers:
            self.found.append((tuple(self.numbers), self.rest, self.temperature))
        self.numbers, self.rest, self.temperature = [], [], None

    def take_number(self, number: int, after: str) -> None:
        """A temperature, something counted ("3 jours"), one more number of the list, or the first of the next part."""
        if after in _COUNTED and self.rest:
            return
        if _is_temperature(number, self.rest, after, self.temperature):
            self.temperature = Decimal(number)
            return
        if self.rest or self.temperature is not None:
            self.end()
        self.numbers.append(number)

    def take_word(self, word: str, *, counted: bool) -> bool:
        """False for words before any number that are not such as stand there."""
        if not word or (not self.rest and (word in self.noise or word == "et")) or (counted and self.rest):
            return True
        if self.numbers:
            self.rest.append(word)
        return bool(self.numbers)


def _segments(text: str, words: Mapping[str, str]) -> list[Segment]:
    """The parts of a message, each with its numbers, its words (folded, `,` between clauses) and its temperature; [] without a number."""
    pieces = _TOKEN.findall(_DECIMAL.sub(r"\1.\2", text))
    parts = _Segments({phrase for phrase, meaning in words.items() if meaning == "noise"})
    for place, piece in enumerate(pieces):
        if piece in _BREAKS:
            if parts.rest:
                parts.rest.append(",")
        elif "." in piece:
            if not parts.numbers or parts.temperature is not None:
                return []
            parts.temperature = Decimal(piece)
        elif piece.isdigit():
            parts.take_number(int(piece), fold(pieces[place + 1]) if place + 1 < len(pieces) else "")
        else:
            word = fold(piece)
            counted = word in _COUNTED and place > 0 and pieces[place - 1].isdigit()
            if not parts.take_word(word, counted=counted):
                return []
    parts.end()
    return parts.found if all(len(each[0]) <= MAX_NUMBERS for each in parts.found) else []


def _is_temperature(number: int, rest: list[str], after: str, temperature: Decimal | None) -> bool:
    """38 after "toux" is one; after a comma it is only one where nothing follows that it could be the number of."""
    if number not in _PLAIN_TEMPERATURES or not rest or temperature is not None:
        return False
    return rest[-1] != "," or after in ("", ",", ";", "c", "degres", "degre")


def _interpret(numbers: tuple[int, ...], rest: list[str], temperature: Decimal | None, words: Mapping[str, str]) -> Written | None:
    """None where a word of it is not known, or where its words contradict each other."""
    said, left = _meanings(" ".join(rest), words)
    symptoms = symptoms_in(left)
    if any(word not in _FILLERS and not is_symptom_word(word) for word in left.replace(",", " ").split()):
        return None
    if temperature is not None and temperature >= FEVER and "fever" not in symptoms:
        symptoms = ["fever", *symptoms]
    ends = [each for each in ENDS if each in said]
    seen = bool(symptoms) or temperature is not None or bool(said & {"seen_ok", "seen_not_ok"})
    if ends:
        return Written(numbers, ends=ends[0]) if len(ends) == 1 and not seen else None
    if "missed" in said:
        return None if seen else Written(numbers, MISSED)
    if symptoms or "seen_not_ok" in said:
        return Written(numbers, SEEN_NOT_OK, None, temperature, tuple(symptoms))
    if "seen_ok" in said or temperature is not None:
        return Written(numbers, SEEN_OK, None, temperature)
    return Written(numbers) if not left.strip(" ,") else None


def _meanings(rest: str, words: Mapping[str, str]) -> tuple[set[str], str]:
    """What the known phrases in it mean, the longest first, and what is left without them."""
    said: set[str] = set()
    left = f" {rest} "
    for phrase in sorted(words, key=len, reverse=True):
        if f" {phrase} " in left:
            left = left.replace(f" {phrase} ", " , " if words[phrase] != "noise" else " ")
            said.add(words[phrase])
    return said - {"noise"}, left.strip()
