"""Whether a message asks something, of stock or of anything else."""

import re

from assa_text import expand, fold

_ASKS = re.compile(
    r"^(?:et |mais |alors |s il vous plait |bonjour |docteur |chef )*"
    r"(?:comment|pourquoi|quel|quels|quelle|quelles|qui|quand|combien|est ce|faut il|peut on|puis je|dois je|doit on|qu est ce|c est quoi|"
    r"a t on|existe t il)\b"
)


def asks(text: str) -> bool:
    """A question mark, or a word at the beginning that asks."""
    return "?" in text or _ASKS.search(expand(fold(text[:200]))) is not None
