"""Which language a message is written in: French, Bambara, Fulfulde, Songhay, Tamasheq, another, or none that is plain.

Function words, everyday words and letters that only one language writes, from `languages/*.txt`; words that are in no table speak by
their letters (trigrams of the tables) and by their ends (`~` in the tables). Words that all share (corona, masque, numbers) do not
count, so that Bambara with French words in it stays Bambara. What is short or mixed gives no locale: who asks must then not switch
anything.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from .folding import MAX_LENGTH, fold
from .sms import expand

LANGUAGES = ("fr", "bm", "ff", "ses", "taq", "other")
MIN_SCORE = 0.5
MIN_MARGIN = 0.2
ENDING = 0.8
"""Points of a word's end (-ugo, -aade: Fulfulde; -baga: Bambara; -tion: French): less than a known word's."""


@dataclass(frozen=True, slots=True)
class Guess:
    """locale: of LANGUAGES, or None when unsure. score: 0 to 1, the share of the evidence that it has; margin: to the second best."""

    locale: str | None
    score: float
    margin: float


UNSURE = Guess(None, 0.0, 0.0)

_LETTERS = {
    "ɛ": {"bm": 1.0},
    "ɔ": {"bm": 1.0},
    "ɲ": {"bm": 0.6, "ses": 0.6, "ff": 0.6},
    "ŋ": {"ses": 1.0, "ff": 0.6, "bm": 0.2, "other": 0.4},
    "ɓ": {"ff": 1.5, "other": 0.5},
    "ɗ": {"ff": 1.5, "other": 0.5},
    "ƴ": {"ff": 1.5, "other": 0.5},
    "ñ": {"ff": 0.4, "other": 0.7},
    "ǝ": {"taq": 2.0},
    "ə": {"taq": 2.0},
    "ă": {"taq": 2.0},
    "ɣ": {"taq": 1.5},
    "ḍ": {"taq": 1.0},
    "ṭ": {"taq": 1.0},
    "š": {"taq": 0.7, "ses": 0.5},
    "ẓ": {"taq": 1.0},
    "ç": {"fr": 0.8},
    "ê": {"fr": 0.8},
    "à": {"fr": 0.4},
    "œ": {"fr": 1.0},
    "û": {"fr": 0.5},
    "ã": {"ses": 0.6, "other": 0.5},
    "õ": {"ses": 0.6, "other": 0.5},
    "ɩ": {"other": 1.5},
    "ʋ": {"other": 1.5},
    "ƙ": {"other": 2.0},
    "ọ": {"other": 1.5},
    "ẹ": {"other": 1.5},
    "ß": {"other": 1.5},
    "ë": {"other": 0.7},
    "ƒ": {"other": 2.0},
    "ɖ": {"other": 1.5},
    "ũ": {"other": 0.7},
    "ĩ": {"other": 0.7},
    "ẽ": {"other": 0.5},
    "ï": {"fr": 0.2},
}
"""Letters that one language writes, or few: points for each of the first three."""


_LONG_VOWEL = re.compile(r"([aeiou])\1")
_SHORTENED = frozenset({"ff"})
"""Languages whose long vowels many write short (duubi, dubi: years), and the least letters that such a word has."""
_LEAST_SHORTENED = 4


class Model(NamedTuple):
    """What is read from the tables.

    words: the weight of each word in each language. endings: the languages that build words with this end.
    trigrams: their log probability in each of LANGUAGES; unseen: that of any other trigram.
    plain: messages that are plain as a whole. shared: words that do not count.
    """

    words: dict[str, dict[str, float]]
    endings: dict[str, list[str]]
    trigrams: dict[str, tuple[float, ...]]
    unseen: tuple[float, ...]
    plain: dict[str, str]
    shared: frozenset[str]


@lru_cache(maxsize=1)
def _model() -> Model:
    words: dict[str, dict[str, float]] = {}
    endings: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for word, weight in _table(language):
            entry = words.setdefault(word, {})
            entry[language] = max(weight, entry.get(language, 0.0))
        for ending in {ending.lstrip("-") for _, rest in _lines(language, ("~",)) for ending in rest.split()}:
            endings.setdefault(ending, []).append(language)
    trigrams, unseen = _trigram_table()
    plain = {phrase: language for language in LANGUAGES for phrase in _plain_phrases(language)}
    return Model(words, endings, trigrams, unseen, plain, frozenset(word for word, _ in _table("shared")))


def _trigram_table() -> tuple[dict[str, tuple[float, ...]], tuple[float, ...]]:
    counts = [Counter(trigram for word, _ in _table(language) for trigram in _trigrams(word)) for language in LANGUAGES]
    totals = [count.total() + 3_000 for count in counts]
    table = {
        trigram: tuple(math.log((count[trigram] + 0.3) / total) for count, total in zip(counts, totals, strict=True))
        for trigram in set().union(*counts)
    }
    return table, tuple(math.log(0.3 / total) for total in totals)


def _lines(name: str, kinds: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    for line in files(__package__).joinpath("languages", f"{name}.txt").read_text("utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind in kinds:
            yield kind, rest


def _table(name: str) -> Iterable[tuple[str, float]]:
    for kind, rest in _lines(name, ("++", "+")):
        for word in fold(rest).split():
            yield word, 2.0 if kind == "++" else 1.5
            short = _LONG_VOWEL.sub(r"\1", word)
            if name in _SHORTENED and short != word and len(short) >= _LEAST_SHORTENED:
                # never more than an everyday word: what is short is nearer to words of others
                yield short, 1.5


def _plain_phrases(name: str) -> Iterable[str]:
    return (fold(phrase) for _, rest in _lines(name, ("=",)) for phrase in rest.split(","))


def _trigrams(word: str) -> Iterable[str]:
    framed = f" {word} "
    return (framed[i : i + 3] for i in range(len(framed) - 2))


def detect(text: str) -> Guess:
    """The language of `text` as people type it. None when it is too short, mixed, or says nothing."""
    script = _foreign_script(text[:MAX_LENGTH])
    if script is not None:
        return Guess(script, 1.0, 1.0)
    folded = expand(fold(text))
    plain = _model().plain.get(folded)
    if plain is not None:
        return Guess(plain, 1.0, 1.0)
    words = [word for word in folded.split() if word not in _model().shared and not word[0].isdigit()]
    if len(words) <= 2:
        return UNSURE
    ranked = sorted(_evidence(text, words).items(), key=lambda item: -item[1])
    (best, most), (_, second) = ranked[:2]
    total = sum(points for _, points in ranked) or 1.0
    score, margin = most / total, (most - second) / total
    sure = score >= MIN_SCORE and margin >= MIN_MARGIN
    return Guess(best if sure else None, round(score, 3), round(margin, 3))


def has_words_of(language: str, text: str) -> bool:
    """Whether `text` has a word or a letter (ɛ) that, of LANGUAGES, only `language` has: who mixes languages writes both.

    Of French only its function words count (je, est, dans): its nouns are borrowed by everybody.
    """
    if any(_LETTERS[letter] == {language: 1.0} for letter in _LETTERS.keys() & set(text[:MAX_LENGTH].lower())):
        return True
    least = 2.0 if language == "fr" else 1.5
    entries = (_model().words.get(word, {}) for word in expand(fold(text)).split())
    return any(entry.keys() == {language} and entry[language] >= least for entry in entries)


def _evidence(text: str, words: list[str]) -> dict[str, float]:
    """How likely each language is (they sum to 1): points a word, of the whole message, with the letters', made into shares."""
    points = dict.fromkeys(LANGUAGES, 0.0)
    for word in words:
        for language, weight in _word_points(word).items():
            points[language] += weight
    lowered = text[:MAX_LENGTH].lower()
    for letter in _LETTERS.keys() & set(lowered):
        for language, weight in _LETTERS[letter].items():
            points[language] += weight * min(lowered.count(letter), 3)
    best = max(points.values())
    return {language: math.exp(0.8 * (value - best) / max(1.0, math.sqrt(len(words) / 6))) for language, value in points.items()}


@lru_cache(maxsize=20_000)
def _word_points(word: str) -> dict[str, float]:
    known = _model().words.get(word)
    if known is not None:
        return {language: weight / math.sqrt(len(known)) for language, weight in known.items()}
    return _letters_points(word)


def _letters_points(word: str) -> dict[str, float]:
    """A word that is in no table, by its trigrams: at most 1 point for the likeliest language; and by its end, one point more."""
    model = _model()
    logs = [model.trigrams.get(trigram, model.unseen) for trigram in _trigrams(word)]
    means = [sum(column) / len(logs) for column in zip(*logs, strict=True)]
    best = max(means)
    length = min(1.0, len(word) / 5)
    points = {language: math.exp(1.5 * (mean - best)) * length for language, mean in zip(LANGUAGES, means, strict=True)}
    for language in _built_by(word):
        points[language] += ENDING
    return points


def _built_by(word: str) -> list[str]:
    """The languages that build words with the longest known end of this one; the stem has at least two letters."""
    endings = _model().endings
    for size in range(min(7, len(word) - 2), 1, -1):
        if word[-size:] in endings:
            return endings[word[-size:]]
    return []


_SCRIPTS = (
    ("taq", 0x2D30, 0x2D7F),
    ("other", 0x0400, 0x052F),
    ("other", 0x0590, 0x07FF),
    ("other", 0x0900, 0x1DFF),
    ("other", 0x2E80, 0xABFF),
)
"""Tifinagh; Cyrillic; Hebrew, Arabic, N'Ko; scripts of Asia and Ethiopia. First and last character of each."""


def _foreign_script(text: str) -> str | None:
    """The language of a text that is written mostly in another script than ours, else None."""
    if max(text, default="") < "\u0400":
        return None
    letters = [ord(character) for character in text if character.isalpha()]
    counts: Counter[str] = Counter(
        language for code in letters if code >= 0x0400 for language, first, last in _SCRIPTS if first <= code <= last
    )
    if counts and 2 * counts.total() > len(letters):
        return counts.most_common(1)[0][0]
    return None
