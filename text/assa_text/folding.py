"""Folding: one plain form for all the ways in which people type the same words.

Lower case ASCII letters and digits, single spaces, nothing else. `Bɛ`, `bè` and `BE` fold to `be`; `ɲ`, `ñ` and `ny` to `ny`;
`１`, `①` and `1️⃣` to `1`. Emoji and letters of other scripts fold to nothing: text in Arabic or N'Ko folds to "".
"""

import re
import unicodedata

MAX_LENGTH = 5_000
"""What stands beyond is left out: nobody types more, and the time of a turn stays bounded."""

_LETTERS = str.maketrans(
    {
        "ɛ": "e", "ǝ": "e", "ə": "e", "ɔ": "o", "ɲ": "ny", "ñ": "ny", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƴ": "y", "ɣ": "gh", "ʃ": "sh",
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "🔟": "10",
    }
)  # fmt: skip
_ENCLOSED = str.maketrans({chr(0x2460 + n): f" {n + 1} " for n in range(20)} | {"\u20e3": " "})
"""① to ⑳ and the keycap of 1️⃣: each a number of its own, also side by side."""
_GN_WORDS = r"\b(?:g{3,}n|gn)|(?<=\bfi)gn(?=e(?:n|b))|(?<=\bka)gn(?=i\b)|(?<=\bma)gn(?=i\b)|(?<=\bdi)gn(?=e(?:w|n)\b)"
_GN = re.compile(_GN_WORDS)
"""`gn` for ɲ, only where French has no such word: at a word's start (gni, gnè) and in fignèbana, kagni, magni, dignèw."""
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_REST = re.compile(r"[^a-z0-9]+")


def _plain(character: str) -> str:
    """A decomposed character without what is not a letter or a digit: marks and joiners vanish, digits of any script become ASCII."""
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Mc", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return " "


def fold(text: str) -> str:
    """The plain form of `text` (see above). Folding twice changes nothing. Linear in its length, of which MAX_LENGTH counts."""
    text = unicodedata.normalize("NFKC", text[:MAX_LENGTH].translate(_ENCLOSED)).lower().translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text).translate(_LETTERS)
    text = "".join(map(_plain, text))
    text = _STRETCHED.sub(r"\1", _GN.sub("ny", _REST.sub(" ", text)))
    return text[:MAX_LENGTH].strip()
