"""A past day, as people type it: "hier", "lundi", "12/11", "il y a 3 jours", "kunun", "tile saba bɛ bi".

Words of other languages become French ones (`dates` in keywords.yml), SMS spellings are written out, numbers become digits; what is
left is one plain French phrase, which `dateparser` reads. What could be past or future is past: it has begun.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateparser.date import DateDataParser

from assa_text import fold, normalise
from core.entities.span import Span, span, tokens
from core.errors import InvalidInput
from core.i18n.keywords import Keywords, keywords

MAX_TYPED = 200

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS_OF = {"jours": 1, "jour": 1, "semaines": 7, "semaine": 7, "mois": 30}
_UNIT = r"(jours?|semaines?|mois)"
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_AMOUNT = re.compile(rf"\b(\d{{1,3}}) (?:petite?s? |bonne?s? )?{_UNIT}\b|\b{_UNIT} (\d{{1,3}})\b")
_HOURS = re.compile(r"\b(\d{1,3}) ?(?:h|heures?)\b(?! du| de l)")
_FUTURE = re.compile(
    r"\b(?:demain|apres demain|prochaine?s?|dans (?:\d+|une?|quelques) (?:jours?|semaines?|mois)|la semaine qui vient|sini)\b"
)
_VAGUE = re.compile(r"\b(?:quelques|plusieurs|longtemps|des jours|des semaines|environ|debut|fin|mi)\b")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})s?\b")
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|janv|fevr?|avr|juil|sept|oct|nov|dec"
_DAY_MONTH = re.compile(rf"\b(?:(\d{{1,2}})(?:er|e|eme)? ({_MONTHS})|({_MONTHS}) (\d{{1,2}}))(?: (\d{{4}}))?\b")
_DAY_ALONE = re.compile(
    rf"^(?:depuis )?(?:le|du|ce|(?:le )?(?:{'|'.join(_WEEKDAYS)})(?: le)?) (\d{{1,2}})(?:er|e|eme)?(?: (?:de )?ce mois)?$"
)


@dataclass(frozen=True, slots=True)
class Day:
    """approximate: the words give a day roughly: "il y a environ 3 jours", "il y a 2 semaines", "début mars"."""

    on: date
    approximate: bool


_ROUGH = (
    (r"\b(?:quelques|deux ou trois|2 ou 3) jours\b", "3 jours"),
    (r"\b(?:plusieurs|des) jours\b", "5 jours"),
    (r"\b(?:quelques|plusieurs|des) semaines\b", "3 semaines"),
    (rf"\bdebut (?:du mois )?(?:de |d )?({_MONTHS})\b", r"5 \1"),
    (rf"\bmi ({_MONTHS})\b", r"15 \1"),
    (rf"\b(?:a la )?fin (?:du mois )?(?:de |d )?({_MONTHS})\b", r"25 \1"),
    (r"\b(?:environ|a peu pres|vers|peut etre|presque)\b", " "),
)
"""What rough words are taken for: few days are 3, the beginning of a month its 5th."""


def read_day(text: str, today: date, locale: str = "fr") -> Day:
    """The past day that `text` names, also roughly. Raises InvalidInput as `parse_onset`."""
    text = text[:MAX_TYPED]
    phrase = _french(text, locale, keywords())
    rough = phrase
    for words, plain in _ROUGH:
        rough = re.sub(words, plain, rough)
    rough = " ".join(rough.split())
    if rough != phrase:
        return Day(parse_onset(rough, today, "fr"), True)
    weeks = any("semaine" in unit + first or "mois" in unit + first for _, unit, first, _ in _AMOUNT.findall(phrase))
    return Day(parse_onset(text, today, locale), weeks and _WEEKDAY.search(phrase) is None)


def find_day(text: str, today: date, locale: str = "fr") -> Span[Day] | None:
    """The past day that a text names, with the fewest words that name it so; None: no day, several that disagree, or one to come."""
    try:
        day = read_day(text, today, locale)
    except InvalidInput:
        return None
    words = tokens(text[:MAX_TYPED])
    for size in range(1, min(len(words), _MOST_WORDS) + 1):
        for first in range(len(words) - size + 1):
            found = span(text, words[first], words[first + size - 1], day)
            if _names(found.text, day, today, locale):
                return found
    return Span(0, len(text), text, day)


_MOST_WORDS = 7


def _names(text: str, day: Day, today: date, locale: str) -> bool:
    try:
        return read_day(text, today, locale) == day
    except InvalidInput:
        return False


def parse_onset(text: str, today: date, locale: str = "fr") -> date:
    """The day that `text` names, as seen on `today`, by somebody who writes in `locale`. Never after today.

    Raises InvalidInput with code `date_in_future`, or `date_unknown` (no day is named, or not one day: "quelques jours").
    """
    text = text[:MAX_TYPED]
    found = _numeric(text, today)
    if found is None:
        found = _phrase(_french(text, locale, keywords()), today)
    if found is None:
        raise InvalidInput("date_unknown")
    if found > today:
        raise InvalidInput("date_in_future")
    return found


def _numeric(text: str, today: date) -> date | None:
    """`12/11`, `12.11.26`, `12-11-2026`, `2026-11-12`: day before month; without a year the last such day."""
    text = "".join(character if character.isascii() or not character.isdecimal() else str(int(character)) for character in text)
    iso = _ISO.search(text)
    if iso is not None:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    match = _NUMERIC.search(text)
    if match is None:
        return None
    day, month = int(match[1]), int(match[2])
    if match[3] is None:
        return _last(day, month, today)
    return _day(int(match[3]) + (2000 if len(match[3]) == 2 else 0), month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(day: int, month: int, today: date) -> date | None:
    """The last day of this day and month that is not after today; a 29 February is looked for in four years and more."""
    candidates = (_day(today.year - back, month, day) for back in range(9))
    return next((each for each in candidates if each is not None and each <= today), None)


def _french(text: str, locale: str, words: Keywords) -> str:
    """`text` folded, its date words in plain French, its number words in digits."""
    phrase = f" {normalise(text)} "
    dates = words.date_words() | words.date_words(locale)
    # whole phrases before the words in them
    for word in sorted(dates, key=lambda each: (-len(each.split()), each)):
        if f" {word} " in phrase and not (word in dates[word] and fold(dates[word]) == word):
            phrase = phrase.replace(f" {word} ", f" {fold(dates[word])} ")
    numbers = words.number_words() | words.number_words(locale)
    for word in sorted(numbers, key=lambda each: -len(each.split())):
        phrase = phrase.replace(f" {word} ", f" {numbers[word]} ")
    return " ".join(phrase.split())


def _phrase(phrase: str, today: date) -> date | None:
    """The day of a plain French phrase; a day after today when it speaks of the future."""
    if _FUTURE.search(phrase):
        return today + timedelta(days=1)
    named = _DAY_MONTH.search(phrase)
    if named is not None:
        return _parsed(" ".join(part for part in (named[1] or named[4], named[2] or named[3], named[5]) if part), today)
    alone = _DAY_ALONE.search(phrase)
    if alone is not None:
        return _last_of_month(int(alone[1]), today)
    if _VAGUE.search(phrase):
        return None
    amounts = _AMOUNT.findall(phrase)
    if amounts and not _WEEKDAY.search(phrase):
        days = sum(int(before or after) * _DAYS_OF[unit or unit_first] for before, unit, unit_first, after in amounts)
        return _parsed(f"il y a {days} jours", today)
    return _relative(phrase, today)


def _relative(phrase: str, today: date) -> date | None:
    weekday = _WEEKDAY.search(phrase)
    if weekday is not None:
        return _weekday(_WEEKDAYS.index(weekday[1]), phrase, today)
    if re.search(r"\bavant (?:avant )+hier\b", phrase):
        return today - timedelta(days=1 + phrase.count("avant"))
    for words, plain in ((r"avant hier", "avant-hier"), (r"hier", "hier"), (r"aujourd hui", "aujourd'hui")):
        if re.search(rf"\b{words}\b", phrase):
            return _parsed(plain, today)
    hours = _HOURS.search(phrase)
    if hours is not None:
        return today - timedelta(days=int(hours[1]) // 24)
    return None


def _weekday(wanted: int, phrase: str, today: date) -> date:
    """The last such weekday before today ("ce lundi" may be today); "de la semaine dernière": that of the week before."""
    if re.search(r"\b(?:semaine (?:derniere|passee)|il y a 7 jours)\b", phrase):
        return today - timedelta(days=today.weekday() + 7 - wanted)
    back = (today.weekday() - wanted) % 7
    if back == 0 and not re.search(r"\b(?:ce|aujourd hui)\b", phrase):
        back = 7
    return today - timedelta(days=back)


def _last_of_month(day: int, today: date) -> date | None:
    """The last day with this number: "le 16"."""
    if not 1 <= day <= 31:
        return None
    back = today
    while back.day != day:
        back -= timedelta(days=1)
    return back


@lru_cache(maxsize=4)
def _parser(today: date) -> DateDataParser:
    return DateDataParser(
        languages=["fr"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": datetime.combine(today, time(12)),
            "RETURN_AS_TIMEZONE_AWARE": False,
            "PARSERS": ["relative-time", "absolute-time"],
            "REQUIRE_PARTS": ["day", "month"],
        },
    )


def _parsed(phrase: str, today: date) -> date | None:
    found = _parser(today).get_date_data(phrase).date_obj
    return None if found is None else found.date()
