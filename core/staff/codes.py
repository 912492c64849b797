"""One-time codes that can be read over the telephone: eight letters and digits without those that look or sound alike."""

import re
import secrets

LETTERS = "ACDEFHJKMNPRTUVWXY3479"
"""No B/8, G/6, I/1/L, O/0/Q, S/5, Z/2."""
LENGTH = 8
_WRITTEN = re.compile(rf"(?i)(?<![a-z0-9])([{LETTERS}]{{4}})[ -]?([{LETTERS}]{{4}})(?![a-z0-9])")


def new() -> str:
    """A code as it is shown: `K7RM-4WPX`, with a digit and a letter at least. About 4.4e10 of them, with ten tries an hour."""
    letters = ""
    while not _mixed(letters):
        letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def found(text: str) -> str | None:
    """The code that somebody typed, among other words too ("agent k7rm 4wpx"), as `new` shows it; None where there is none.

    A code holds a digit and a letter, so that two words of four letters are none, nor is a phone number.
    """
    for match in _WRITTEN.finditer(text):
        code = f"{match[1]}-{match[2]}".upper()
        if _mixed(code):
            return code
    return None


def _mixed(letters: str) -> bool:
    return any(each.isdigit() for each in letters) and any(each.isalpha() for each in letters)
