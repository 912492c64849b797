"""Reading the answer to each question of the report. Each reader takes the text or the chosen value, and returns what is stored.

Raises InvalidInput whose code is the name of the response that says what is wrong (`error_phone_short`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from actions.message import Message
from actions.report_case.state import SKIPPED, UNKNOWN
from contact_tracing import rules
from core.entities.ages import read_age
from core.entities.dates import parse_onset
from core.entities.phones import find_phones
from core.errors import InvalidInput
from core.geography import is_clear, meant, path, place
from core.i18n.keywords import keywords
from core.identity.phones import parse_phone


@dataclass(frozen=True, slots=True)
class Several(Exception):
    """More than one place has this name, or a commune nearly has it: which? options: place codes."""

    options: tuple[str, ...]


def _chosen(*values: str) -> Callable[[Message, date, object], str]:
    def read(message: Message, today: date, known: object) -> str:
        if message.value in values:
            return str(message.value)
        word = keywords().match(message.text, message.locale)
        by_word = {"yes": "yes", "no": "no", "not_sure": UNKNOWN}.get(word or "")
        if by_word in values:
            return str(by_word)
        raise InvalidInput("error_choose")

    return read


def name(message: Message, today: date, known: object) -> str:
    """A name has a letter, no more than six words and 80 characters, and no digits."""
    text = " ".join(message.text.split()).strip(" .,;:!")
    if not 2 <= len(text) <= 80 or len(text.split()) > 6 or any(c.isdigit() for c in text) or not any(c.isalpha() for c in text):
        raise InvalidInput("error_name")
    return text


def age(message: Message, today: date, known: object) -> str:
    """An age band, chosen or from "34 ans", "san bi saba", "8 mois", "bébé de 3 semaines". A bare number is years."""
    if message.value in rules.AGE_BANDS:
        return str(message.value)
    try:
        return rules.age_band(read_age(message.text))
    except InvalidInput as error:
        raise InvalidInput("error_age") from error


def sex(message: Message, today: date, known: object) -> str:
    if message.value in ("MALE", "FEMALE", "UNKNOWN"):
        return str(message.value)
    words = {
        "homme": "MALE", "h": "MALE", "m": "MALE", "masculin": "MALE", "garcon": "MALE", "ce": "MALE", "cɛ": "MALE", "garçon": "MALE",
        "femme": "FEMALE", "f": "FEMALE", "feminin": "FEMALE", "féminin": "FEMALE", "fille": "FEMALE", "muso": "FEMALE", "mousso": "FEMALE",
    }  # fmt: skip
    found = words.get(message.text.strip(" .!").lower())
    if found is None:
        raise InvalidInput("error_choose")
    return found


def phone(message: Message, today: date, known: object) -> str:
    """E.164."""
    if message.value == SKIPPED:
        return SKIPPED
    try:
        return parse_phone(message.text)
    except InvalidInput as error:
        # "c'est le 76 12 34 56, il a 34 ans": the one number in it
        inside = {each.value for each in find_phones(message.text)}
        if len(inside) == 1:
            return inside.pop()
        code = {"too_short": "error_phone_short", "too_long": "error_phone_long"}.get(error.code, "error_phone")
        raise InvalidInput(code) from error


def _place(message: Message, today: date, within: str | None, kinds: tuple[str, ...]) -> str:
    if message.value is not None and message.value not in (SKIPPED, UNKNOWN):
        chosen = place(message.value, today)
        # a choice of an older list may lie in another region
        if chosen is None or chosen.kind not in kinds or within not in (None, *path(chosen.code, today)[1:]):
            raise InvalidInput("error_choose")
        return message.value
    matches = meant(message.text, today, within)
    if not matches or matches[0].place.kind not in kinds:
        raise InvalidInput("error_place")
    if not is_clear(matches):
        raise Several(tuple(match.place.code for match in matches))
    return matches[0].place.code


def region(message: Message, today: date, known: object) -> str:
    """Code of a region, or of a cercle or commune in one, which says the region too."""
    return _place(message, today, None, ("region", "district", "cercle", "commune"))


def cercle(message: Message, today: date, known: object) -> str:
    if message.value == SKIPPED:
        return SKIPPED
    return _place(message, today, str(known), ("cercle", "commune"))


def locality(message: Message, today: date, known: object) -> str:
    if message.value == SKIPPED:
        return SKIPPED
    text = " ".join(message.text.split())
    if not 2 <= len(text) <= 80 or not any(c.isalpha() for c in text):
        raise InvalidInput("error_locality")
    return text


def onset(message: Message, today: date, known: object) -> str:
    """ISO date, or `unknown`."""
    if message.value in (UNKNOWN, SKIPPED):
        return UNKNOWN
    if message.value in ("today", "yesterday"):
        return (today - timedelta(days=message.value == "yesterday")).isoformat()
    if keywords().match(message.text, message.locale) == "not_sure":
        return UNKNOWN
    try:
        found = parse_onset(message.text, today, message.locale)
        rules.check_onset(found, today)
    except InvalidInput as error:
        code = {"date_in_future": "error_date_future", "date_too_old": "error_date_old"}.get(error.code, "error_date")
        raise InvalidInput(code) from error
    return found.isoformat()


READERS: dict[str, Callable[[Message, date, object], str]] = {
    "report_resume": _chosen("continue", "new"),
    "report_consent": _chosen("yes", "no"),
    "report_subject": _chosen("self", "other"),
    "report_name": name,
    "report_age": age,
    "report_sex": sex,
    "report_phone": phone,
    "report_region": region,
    "report_cercle": cercle,
    "report_locality": locality,
    "report_onset": onset,
    "report_exposure": _chosen("yes", "no", UNKNOWN),
}

FREE_TEXT = frozenset({"report_name", "report_locality"})
"""Questions that nearly any text answers: a question back is looked for first."""
