"""What the encoder reads: a message with its accents, but in small letters, with SMS words written out and the disease by one name.

The n-grams read folded text; the encoder learnt its words from written French, where accents stand.
"""

from __future__ import annotations

import re

from assa_text.tables import SMS

LONGEST = 1_000
"""Letters that count: nobody asks a question in more, and the time of a turn stays bounded."""

_DISEASE = re.compile(
    r"\b(?:nouveau )?(?:corona[ -]?viru?s(?:[ -]?19)?|covid[ -]?(?:19|2019)?|kovid|corona|sars[ -]cov[ -]?2|cov[ -]?19"
    r"|koronavirus|koronawirisi)\b"
)
_AROUND = '?!.,;:()"«»'


def written_out(text: str) -> str:
    """The text to encode. Writing out twice is the same as once, but for the chance that a short form stands in a long one."""
    text = text[:LONGEST].lower().replace("’", "'").replace("`", "'")
    return " ".join(map(_word, _DISEASE.sub("coronavirus", text).split()))


def _word(word: str) -> str:
    core = word.strip(_AROUND)
    full = SMS.get(core)
    return word.replace(core, full) if full and core else word
