"""The period that an address names, and the words for the figures and their cells."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from console.page import Ask
from core.errors import InvalidInput
from core.geography import places, region_of
from core.geography import regions as regions_on
from core.i18n import LOCALES, N_, _, translated
from messages import queries as messages
from usage.wish import Row

CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "webchat": N_("Page web"), "terminal": N_("Terminal")}
DIMENSIONS = {"channel": N_("Canal"), "locale": N_("Langue"), "region": N_("Région"), "topic": N_("Sujet")}
PERIODS = {"day": N_("Jour"), "week": N_("Semaine"), "month": N_("Mois")}
MEASURES = {
    "people": N_("Personnes"),
    "new": N_("Nouvelles"),
    "returned": N_("Revenues"),
    "retained_1": N_("Revenues à 1 semaine"),
    "retained_4": N_("Revenues à 4 semaines"),
    "retained_12": N_("Revenues à 12 semaines"),
    "messages_in": N_("Messages reçus"),
    "messages_out": N_("Messages envoyés"),
    "sessions": N_("Conversations"),
    "understood": N_("Compris"),
    "asked_back": N_("Question en retour"),
    "not_understood": N_("Non compris"),
    "reports": N_("Cas signalés"),
    "contacts": N_("Contacts inscrits"),
    "isolations": N_("Isolements commencés"),
    "stock_reports": N_("Relevés de stock"),
    "useful": N_("Jugés utiles"),
    "not_useful": N_("Jugés inutiles"),
}
LONGEST = timedelta(days=366 * 5)


def period(ask: Ask, days: int = 28) -> tuple[date, date]:
    """`from` and `to` of the address; the last `days` days where they are absent. Raises InvalidInput."""
    try:
        last = date.fromisoformat(ask.query["to"]) if ask.query.get("to") else ask.today
        first = date.fromisoformat(ask.query["from"]) if ask.query.get("from") else last - timedelta(days=days - 1)
    except ValueError as error:
        raise InvalidInput("bad_day") from error
    if last < first:
        raise InvalidInput("days_reversed")
    if last - first > LONGEST:
        raise InvalidInput("too_long")
    return first, last


def region(ask: Ask) -> str | None:
    """`place` of the address; where it is absent, the region that one works in. None: everywhere. Raises InvalidInput."""
    asked = ask.query.get("place")
    if asked is None:
        found = None if ask.staff.area is None else region_of(ask.staff.area, ask.today)
        return None if found is None else found.code
    if asked and not any(each.code == asked for each in regions_on(ask.today)):
        raise InvalidInput("unknown_place", place=asked)
    return asked or None


def regions(ask: Ask) -> Mapping[str, str]:
    return {each.code: each.name for each in regions_on(ask.today)}


def named(ask: Ask, dimension: str, value: str) -> str:
    """A cell in words; what is not known, too."""
    if not value:
        return _("autre", ask.locale) if dimension == "topic" else _("non connu", ask.locale)
    if dimension == "topic":
        return messages.title(ask.session, value, ask.locale, on=ask.today, drafts=True) or value
    if dimension == "region":
        return next((each.name for each in places() if each.code == value), value)
    return LOCALES.get(value, value) if dimension == "locale" else translated(CHANNELS.get(value, value), ask.locale)


def namer(ask: Ask) -> Callable[[str, str], str]:
    """`named`, which asks for each cell once, however many rows show it."""
    return cache(lambda dimension, value: named(ask, dimension, value))


def counted(ask: Ask, dimension: str, rows: Sequence[Row], most: int = 12) -> list[tuple[str, Row]]:
    """The first rows of one dimension, each with its words."""
    return [(named(ask, dimension, row.cell[0]), row) for row in rows[:most]]
