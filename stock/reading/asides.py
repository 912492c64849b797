"""What a message says beside quantities: lots and their expiry, the day it speaks of, hours. Taken out before numbers are read."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre")
_SLASH = r"[/.\-]"
_DATE = (
    rf"\d{{1,2}}{_SLASH}\d{{1,2}}{_SLASH}\d{{2,4}}|\d{{4}}{_SLASH}\d{{1,2}}(?:{_SLASH}\d{{1,2}})?|\d{{1,2}}{_SLASH}\d{{2,4}}|"
    rf"(?:{'|'.join(_MONTHS)})\s+\d{{2,4}}"
)
_ASIDE = re.compile(
    rf"(?P<expiry>\b(?:date\s+(?:d\W?\s*)?)?(?:exp(?:ire|iration|irent)?|per(?:emption|ime|im)?|dlu|valable|waati)s?\b"
    rf"\s*(?:le|au|en|fin|a\s+fin|jusqu\W?(?:au|en|a))?\s*[:=.]?\s*(?P<until>{_DATE})(?!\d))"
    r"|(?P<lot>\b(?:lot|batch)\s*(?:n[o°]?\s*)?[:#=.]?\s*(?P<code>[a-z]{0,6}-?\d[a-z0-9-]*)\b)"
    rf"|(?P<day>\b(?:du|le|au|ce)\s+(?P<said>\d{{1,2}}{_SLASH}\d{{1,2}}(?:{_SLASH}(?:\d{{4}}|\d{{2}}))?)(?![\d/])"
    rf"|\b(?P<heading>\d{{1,2}}/(?:0\d|1[0-2]))(?=\s*:)"
    rf"|\b(?:du|le|au|ce)\s+(?P<named>\d{{1,2}}(?:er)?\s+(?:{'|'.join(_MONTHS)})(?:\s+\d{{4}})?)\b"
    r"|\b(?P<before>avant?\W?hier|kunasin[ie])\b|\b(?P<yesterday>hier|kunun)\b)"
    r"|(?P<period>\bcet?(?:te)?\s+(?:mois|semaine|nuit|matin|mat1?|soir|trimestre|annee|apres\W?midi)\b"
    r"|\bsemaine\s+\d{1,2}\b|\bnuit\s+du\s+\d{1,2}\s+au\s+\d{1,2}\b|\bd[eé]puis\s+le\s+\d{1,2}\b(?![/.]))"
    r"|(?P<since>\b(?:d[eé]?puis?|d[eé]?pui|dps|en|pendant|durant|il y a|ya)\s+\d+\s*(?:jours?|jrs?|semaines?|sem|mois|j)\b)"
    r"|(?P<hour>\b(?:a\s+|vers\s+)?\d{1,2}\s?h(?:\s?\d{2})?\b|\b\d{1,2}:\d{2}\b)",
    re.IGNORECASE,
)
_DAYS_AGO = {"hier": 1, "avant-hier": 2}


@dataclass(frozen=True, slots=True)
class Aside:
    """One of them: a lot's code, an expiry, or a day as typed. bad: an expiry that is no date. All None: an hour, which says nothing."""

    text: str
    lot: str | None = None
    expiry: date | None = None
    day: str | None = None
    bad: bool = False


def asides(text: str) -> Iterator[str | Aside]:
    """The parts of a text without accents: what is beside quantities, and what stands between."""
    end = 0
    for found in _ASIDE.finditer(text):
        yield text[end : found.start()]
        end = found.end()
        if found["expiry"]:
            expiry = expiry_of(found["until"])
            yield Aside(found["until"], expiry=expiry, bad=expiry is None)
        elif found["lot"]:
            yield Aside(found[0], lot=found["code"].upper())
        elif found["day"]:
            day = "hier" if found["yesterday"] else "avant-hier" if found["before"] else found["said"] or found["named"] or found["heading"]
            yield Aside(found[0], day=day)
        else:
            yield Aside(found[0])
    yield text[end:]


def expiry_of(text: str) -> date | None:
    """`03/2027`, `12/26`, `2027-05`, `15/08/2027`, `mars 2027`: the last day of use, of a month its last. None: no such day."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    word = text.split()[0].lower()
    if word in _MONTHS:
        numbers = [_MONTHS.index(word) + 1, *numbers]
    if numbers[0] > 31:
        numbers.reverse()
    year = numbers[-1] + (2000 if numbers[-1] < 100 else 0)
    try:
        if len(numbers) == 2:
            return date(year, numbers[0], calendar.monthrange(year, numbers[0])[1])
        return date(year, numbers[1], numbers[0])
    except (ValueError, calendar.IllegalMonthError):
        return None


def day_of(said: str, today: date) -> date | None:
    """The day that a report speaks of: `hier`, `avant-hier`, `25/11`, `25 novembre`, `25/11/2026`.

    Without a year the last such day. None: none, or one to come."""
    if said in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[said])
    numbers = [int(part) for part in re.findall(r"\d+", said)]
    month = next((index for index, name in enumerate(_MONTHS, 1) if name in said.lower()), None)
    if month is not None:
        numbers.insert(1, month)
    years = [numbers[2] + (2000 if numbers[2] < 100 else 0)] if len(numbers) == 3 else [today.year, today.year - 1]
    for year in years:
        try:
            day = date(year, numbers[1], numbers[0])
        except ValueError:
            continue
        if day <= today:
            return day
    return None
