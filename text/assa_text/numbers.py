"""Numbers as people answer a numbered list: `1`, `1.`, `1)`, `１`, `1️⃣`, `①`, `un`, `1 3 5`, `1,3 et 5`."""

from collections.abc import Mapping

from .folding import fold

_NO_WORDS: Mapping[str, int] = {}
_AND = frozenset(("et", "ani", "e", "and", "nda", "puis", "plus", "no", "numero", "nimoro", "n"))
"""Words between or before numbers: French, Bambara, Fulfulde, Songhay."""
MAX_DIGITS = 4
"""A longer run of digits is a phone number or a code, not an item of a list."""


def parse_number(text: str, words: Mapping[str, int] = _NO_WORDS) -> int | None:
    """The one number that `text` is, or None. words: folded number words of the languages that count, as `{"un": 1}`."""
    numbers = parse_numbers(text, words)
    return numbers[0] if len(numbers) == 1 else None


def parse_numbers(text: str, words: Mapping[str, int] = _NO_WORDS) -> list[int]:
    """All the numbers of `text`, in its order, each once; [] when there is anything in it but numbers and "and"."""
    folded = fold(text)
    if folded in words:
        return [words[folded]]
    numbers: list[int] = []
    for word in folded.split():
        if word.isdigit() and len(word) <= MAX_DIGITS:
            numbers.append(int(word))
        elif word in words:
            numbers.append(words[word])
        elif word not in _AND:
            return []
    return list(dict.fromkeys(numbers))
