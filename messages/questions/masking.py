"""Taking out of a text whatever may point to a person. In doubt a word is taken out: a gap in the list harms less than a name in it."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from assa_text import fold, normalise
from core.i18n import LOCALES_DIR

NAME, NUMBER, ADDRESS = "[nom]", "[nombre]", "[adresse]"

MAX_LENGTH = 300
"""Characters that are kept of a question."""

SHOUTED = 0.7
"""Share of capitals from which they are only the way in which somebody writes."""

_ADDRESS = re.compile(r"\S+@\S+|@\w+|(?:https?://|www\.)\S+", re.IGNORECASE)
_ILLNESS = re.compile(r"covid[\s-]*19|\b[345]\s?g\b|\bsars[\s-]*cov[\s-]*2|\bh1n1\b", re.IGNORECASE)
"""Digits that are a name of the disease or of a rumour."""
_NUMBER = re.compile(r"(?:[^\W\d_]{1,6}[-/])*[^\W\d_]*[+(]?\d(?:[\w./:()+-]*\d|[ \u00a0](?=\d))*\w*", re.UNICODE)
"""A run of digits with what joins them, and the letters grown to it: phones, dates, case numbers, ages."""
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*", re.UNICODE)

_CALLED = re.compile(
    r"\b(?:m['’ ]?appelle|s['’ ]?appelle|appell?[ée]e?s?|nomm[ée]e?|surnomm[ée]e?|noms?(?: de famille)?(?: est|:)?"
    r"|pr[ée]noms?(?: est|:)?|moi c['’]?(?:est|é)"
    r"|t[ɔo]g[ɔo](?:w)?(?: (?:ye|ko|de ye))?|djamou|jamu(?: ye)?)\s+((?:[^\W\d_]+[ '’-]*){1,3})",
    re.IGNORECASE,
)
"""After these come up to three words of a name, whatever their case."""


_BEGINS = frozenset({"", "que", "qu", "et", "si", "mais", "ou", "quand", "parce", "ko", "ni", "nka", "car", "puis", "depuis", "comme"})
"""Words after which a clause begins."""


@cache
def _words(file: str) -> frozenset[str]:
    """The folded words of a list beside this file."""
    lines = Path(__file__).with_name(file).read_text("utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


@cache
def _raw_words(file: str) -> frozenset[str]:
    """The words of a list beside this file as they are spelt."""
    lines = Path(__file__).with_name(file).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _vocabulary() -> frozenset[str]:
    """Words that stand in small letters in an official text or among what people type: no names."""
    words = set(_words("known_words.txt"))
    for path in [*LOCALES_DIR.glob("*/messages/*.md"), *LOCALES_DIR.glob("*/keywords.yml")]:
        words |= {fold(word) for word in re.findall(r"(?<![\w])[^\W\d_A-ZÀ-ÞƝŊƐƆ][^\W\d_]+", path.read_text("utf-8"))}
    return frozenset(words) - _words("names.txt")


@lru_cache(maxsize=4_096)
def _parts(word: str) -> Sequence[str]:
    """A word without what is elided before it: `l'ail` is `ail`."""
    return [fold(part) for part in re.split(r"['’ʼ-]", word) if part]


def _known(word: str) -> bool:
    return all(len(part) == 1 or part in _vocabulary() for part in _parts(word))


def _named(word: str) -> bool:
    return any(part in _words("names.txt") for part in _parts(word))


def mask(text: str) -> str:
    """`text` in one line, with names, numbers and addresses replaced by `[nom]`, `[nombre]`, `[adresse]`; at most MAX_LENGTH characters."""
    text = _ADDRESS.sub(f" {ADDRESS} ", " ".join(text.split()))
    kept: list[str] = []

    def aside(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{chr(0xE000 + len(kept) - 1)}\x00"

    text = _NUMBER.sub(NUMBER, _ILLNESS.sub(aside, text[: 4 * MAX_LENGTH]))
    text = _CALLED.sub(lambda m: m[0][: m.start(1) - m.start()] + _called(m[1]), text)
    text = _mask_names(text)
    text = re.sub("\x00(.)\x00", lambda m: kept[ord(m[1]) - 0xE000], text)
    text = re.sub(r"(?:\[nom\][ ,'-]*){2,}", f"{NAME} ", text)
    return " ".join(text.split())[:MAX_LENGTH]


def _called(words: str) -> str:
    """The words after "je m'appelle": the first is a name, the next ones as long as they are nothing else."""
    result, name = [], True
    for number, word in enumerate(words.split()):
        name = name and (number == 0 or not _known(word))
        result.append(NAME if name else word)
    return " ".join(result) + " "


def _mask_names(text: str) -> str:
    # who writes everything in capitals tells nothing by them
    letters = [letter for letter in text if letter.isalpha()]
    shouted = sum(letter.isupper() for letter in letters) > SHOUTED * len(letters)
    before = ""
    words = list(_WORD.finditer(text))
    subjects = _subjects(text, words)

    def word(match: re.Match[str]) -> str:
        nonlocal before
        found, previous = match[0], before
        before = found
        if text[match.start() - 1 : match.start()] == "[":
            return found
        capital = any(part[:1].isupper() for part in re.split(r"['’ʼ-]", found)) and not shouted
        after_kin = bool(previous) and len(_parts(previous)) > 0 and _parts(previous)[-1] in _words("before_names.txt")
        if _named(found) or ((capital or after_kin or match.start() in subjects) and not _known(found)):
            return NAME
        return found

    return _WORD.sub(word, text)


def _subjects(text: str, words: list[re.Match[str]]) -> frozenset[int]:
    """Where words stand that begin a clause, one or two of them, before a verb that people are the subject of."""
    found: set[int] = set()
    for number, match in enumerate(words):
        previous = words[number - 1] if number else None
        between = "" if previous is None else text[previous.end() : match.start()]
        if previous is not None and not set(between) & set(".,;:!?") and fold(previous[0]) not in _BEGINS:
            continue
        for size in (1, 2):
            after = words[number + size : number + size + 1]
            if after and _is_verb(after[0][0]):
                found |= {each.start() for each in words[number : number + size]}
    return frozenset(found)


def _is_verb(word: str) -> bool:
    """With its accents: "à" is no "a". Of "n'a", "s'est", "b'a" what is elided tells it."""
    return word.lower() in _raw_words("after_names.txt") or (
        re.split(r"['’ʼ]", word.lower())[0] in ("n", "s", "b", "t") and "'" in word.replace("’", "'")
    )


_POLITE = re.compile(
    r"\b(?:bonjour|bonsoir|salut|slt|bjr|bsr|svp|s il (?:vous|te) plait|merci|allo|docteur|assa"
    r"|i ni (?:ce|sogoma|tile|wula|su)|aw ni \w+)\b"
)
_HELD = re.compile(r"\b(?:nom|nombre|adresse)\b")


def key(masked: str) -> str:
    """What like questions have in common: folded, SMS spellings written out, without greetings and without the gaps of masking."""
    words = _POLITE.sub(" ", _HELD.sub(" ", normalise(masked))).split()
    return " ".join(words)[:200]
