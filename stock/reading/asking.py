"""Whether a message asks something, of stock or of anything else."""

import re

from assa_text import expand, fold
from core.entities.numbers import spoken
from stock.reading.sms import undotted

_ASKS = re.compile(
    r"^(?:et |mais |alors |s il vous plait |bonjour |docteur |chef )*"
    r"(?:comment|pourquoi|quel|quels|quelle|quelles|qui|quand|combien|est ce|faut il|peut on|puis je|dois je|doit on|qu est ce|c est quoi|"
    r"a t on|existe t il)\b"
)


def asks(text: str) -> bool:
    """A question mark, or a word at the beginning that asks."""
    return "?" in text or _ASKS.search(expand(fold(text[:200]))) is not None


def told(text: str) -> str:
    """What a message tells, without what it asks: `il reste 12 tests. Où en trouver ?`; all of it where it tells no number."""
    sentences = re.findall(r"[^.!?\n]+(?:[.!?\n]+|$)", undotted(text))
    rest = "".join(each for each in sentences if "?" not in each)
    return rest if _counts(rest) else text


def _counts(text: str) -> bool:
    words = fold(text).split()
    numbers = [spoken(words[at:]) for at in range(len(words))]
    return any(character.isdigit() for character in text) or any(each is not None and each[0] > 1 for each in numbers)
