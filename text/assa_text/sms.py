"""SMS spellings of French, written out: `g la fievre` becomes `j ai la fievre`.

Token by token, on folded text. A short form that is a Bambara word too (`fo`, `kan`, `ko`, `se`) is written out only in a message
that is plainly French; `ka`, `ni`, `don`, `son`, `ma` and their like are never touched.
"""

from .tables import SMS, SMS_AMBIGUOUS, SMS_BAMBARA_SIGNS, SMS_FRENCH_SIGNS

_AFTER_C = ("est", "etait", "etaient", "etais", "serait", "sera", "en", "ete")
"""What follows `c` when it is already `c'est` without its apostrophe."""


def expand(folded: str) -> str:
    """Folded text with SMS spellings written out. Expanding twice changes nothing."""
    tokens = folded.split()
    known = set(tokens)
    expanded = {token for short in tokens for token in SMS.get(short, short).split()}
    plainly_french = not known & SMS_BAMBARA_SIGNS and bool(expanded & SMS_FRENCH_SIGNS)
    neighbours = zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False)
    return " ".join(_expand(before, token, after, plainly_french) for before, token, after in neighbours)


def _expand(before: str, word: str, after: str, plainly_french: bool) -> str:
    if word == "c":
        return "c est" if after and after not in _AFTER_C and before not in ("vitamine", "hepatite") else word
    if word == "es" and after in ("ce", "ke", "k", "que"):
        return "est"
    if word == "g" and before.isdigit():
        return word
    if plainly_french and word in SMS_AMBIGUOUS:
        return SMS_AMBIGUOUS[word]
    return SMS.get(word, word)
