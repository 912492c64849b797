"""What somebody types at a question of the symptom check: an answer to it, and what they tell besides."""

from dataclasses import dataclass, replace
from datetime import date

from assa_text import fold
from contact_tracing import rules
from contact_tracing.symptoms.check import CONDITIONS, EMERGENCY_SIGNS, SIGNS
from contact_tracing.symptoms.questions import SIGN
from core.entities.ages import find_ages, read_age
from core.entities.dates import find_day, parse_onset
from core.errors import InvalidInput
from core.i18n.keywords import keywords
from core.i18n.speech import speech

FEW_WORDS = 6
"""An answer that begins with yes or no and goes on longer than this is read by what it tells."""
AN_AGE = 8
"""Words of a message that tells an age besides, or puts it right: what is longer tells of something else."""
YEARS = frozenset({"an", "ans", "san"})
YES_NO = {"yes": "yes", "no": "no", "not_sure": "not_sure", "a_little": "yes"}


@dataclass(frozen=True, slots=True)
class Heard:
    """value: the answer to the question, as `contact_tracing` keeps it; None: none. signs: codes that were told besides or instead.

    age: the band of an age that was told where another question stands. error: the response that says what is wrong with something that is
    plainly an answer.
    """

    value: str | None = None
    signs: tuple[str, ...] = ()
    age: str | None = None
    error: str | None = None


def told(text: str, today: date, locale: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """What a first message tells: who is ill and since when, as answers; the signs that it says are there. A question tells nothing."""
    if speech().asks(text) or speech().told(text) == "not_ill":
        return {}, ()
    said = {}
    who = _who(text)
    if who is not None:
        said["subject"] = who
    day = find_day(text, today, locale)
    if day is not None and not day.value.approximate and _possible(day.value.on, today):
        said["onset"] = day.value.on.isoformat()
    return said, signs(text)


def heard(question: str, text: str, today: date, locale: str) -> Heard:
    """What `text` says at this question; a question of theirs says nothing."""
    word = keywords().match(text, locale)
    if word is None and speech().asks(text) and question not in ("onset", "subject", "conditions"):
        return Heard()
    age = age_told(text) if question != "age" else None
    if age is not None and len(text.split()) <= AN_AGE // 2 and not signs(text) and word is None:
        # "34 ans" is no day, nobody, and no number of a choice
        return Heard(_begins(text, locale) if question in ("danger", "exposed") or question.startswith(SIGN) else None, age=age)
    return replace(_answer(question, text, word, today, locale), age=age)


def age_told(text: str) -> str | None:
    """The band of the age, in years, that a short message tells; of two the last, which puts the first right ("ka a san 3 kɛ san 4")."""
    words = fold(text).split()
    if len(words) > AN_AGE or "il y a" in " ".join(words):
        return None
    ages = [each.value for each in find_ages(text) if YEARS & set(fold(each.text).split())]
    return rules.age_band(ages[-1]) if ages else None


def age_corrected(text: str, locale: str) -> str | None:
    """The band of an age that a message puts right: it names two, or says no first ("non, 4 ans")."""
    band = age_told(text)
    if band is None:
        return None
    years = [each for each in find_ages(text) if YEARS & set(fold(each.text).split())]
    return band if len(years) > 1 or _begins(text, locale) == "no" else None


def _answer(question: str, text: str, word: str | None, today: date, locale: str) -> Heard:
    if question in ("danger", "exposed"):
        return Heard(YES_NO.get(word or "") or _begins(text, locale), signs(text))
    if question.startswith(SIGN):
        return _sign(question.removeprefix(SIGN), text, word, locale)
    if question == "onset":
        return _onset(text, word, today, locale)
    if question == "age":
        return _age(text)
    if question == "subject":
        # "je sais pas" speaks of nobody
        return Heard(None if word == "not_sure" else _who(text), signs(text))
    return _several(question, text, word)


def signs(text: str) -> tuple[str, ...]:
    """The signs that a text says are there. Those of danger are left out: they have a question, and are looked for in every message."""
    said = {*rules.symptoms_in(text), *(keywords().illness_words(text) & {"runny_nose", "nausea"})}
    return tuple(code for code in SIGNS if code in said and code not in EMERGENCY_SIGNS)


def _possible(onset: date, today: date) -> bool:
    try:
        rules.check_onset(onset, today)
    except InvalidInput:
        return False
    return True


def _who(text: str) -> str | None:
    """Who is ill; whoever names another speaks of them. None where two are named, or nobody."""
    words = keywords().illness_words(text)
    others = [each for each in ("child", "other") if each in words]
    if len(others) == 1:
        return others[0]
    return "self" if not others and "self" in words else None


def _begins(text: str, locale: str) -> str | None:
    """ "oui un peu", "non pas encore": an answer that begins with its word."""
    words = text.split()
    first = keywords().match(words[0], locale) if 1 < len(words) <= FEW_WORDS else None
    return YES_NO.get(first or "")


def _sign(sign: str, text: str, word: str | None, locale: str) -> Heard:
    said = signs(text)
    if word in YES_NO:
        return Heard(YES_NO[word])
    if sign in said:
        return Heard("yes", tuple(each for each in said if each != sign))
    # "non, mais je tousse" denies this one only
    value = _begins(text, locale) or ("no" if speech().told(text) == "not_ill" and not said else None)
    return Heard(value, said)


def _onset(text: str, word: str | None, today: date, locale: str) -> Heard:
    if word in ("not_sure", "skip"):
        return Heard("not_sure")
    try:
        day = parse_onset(text, today, locale)
    except InvalidInput as error:
        return Heard(error="utter_error_date_future" if error.code == "date_in_future" else None)
    if not _possible(day, today):
        return Heard(error="utter_error_date_old")
    return Heard(day.isoformat())


def _age(text: str) -> Heard:
    try:
        return Heard(rules.age_band(read_age(text)))
    except InvalidInput:
        digits = any(letter.isdigit() for letter in fold(text)) and len(text.split()) <= 2
        return Heard(error="utter_error_age" if digits else None)


def _several(question: str, text: str, word: str | None) -> Heard:
    """Several of one question, in words."""
    if word in ("no", "skip"):
        return Heard("none")
    if word == "not_sure":
        return Heard("not_sure")
    if question == "others":
        return Heard(None, signs(text))
    named = keywords().illness_words(text)
    return Heard("|".join(code for code in CONDITIONS if code in named) or None)
