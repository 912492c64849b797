"""Strings in the person's language, from the catalogs `locales/<locale>/LC_MESSAGES/messages.po`; French is the source.

Catalogs are read as they stand, at first use: nothing is compiled. A draft (marked fuzzy, not confirmed by a speaker) is used, and
the caller is told so.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from core.settings import ROOT

LOCALES = {"fr": "Français", "bm": "Bamanankan", "ff": "Fulfulde", "ses": "Soŋay"}
"""The languages that people can choose, each by its own name, in the order in which they are offered."""
SOURCE = "fr"

CONSOLE_LOCALES = {"fr": "Français", "en": "English", "bm": "Bamanankan"}
"""The languages of the console. English is nobody's in the chat: its catalog has the strings of `ENGLISH_OF` only."""

ENGLISH_OF = (
    "console/", "bot/work/tracing/cards.py", "bot/work/tracing/tasks.py", "contact_tracing/chains/drawing.py",
    "contact_tracing/contacts/removal.py", "contact_tracing/duplicates/likeness.py", "contact_tracing/rules.py",
)  # fmt: skip
"""Where the strings that the console shows stand, its own and the words of codes."""

CATALOGS = (*LOCALES, *(locale for locale in CONSOLE_LOCALES if locale not in LOCALES))
"""The locales that have a catalog."""
LOCALES_DIR = ROOT / "locales"


@dataclass(frozen=True, slots=True)
class Translated:
    """text: in `locale`, which is French where there is no translation. draft: no speaker has confirmed it."""

    text: str
    locale: str
    draft: bool = False


class Translations:
    """The catalogs below a folder, each read when it is first needed."""

    def __init__(self, folder: Path = LOCALES_DIR) -> None:
        self._folder = folder
        self._catalogs: dict[str, Catalog] = {}

    def gettext(self, locale: str, msgid: str) -> Translated:
        """`msgid` (French) in `locale`, else in French."""
        return self._find(locale, None, msgid)

    def pgettext(self, locale: str, context: str, msgid: str) -> Translated:
        """The same for a string that has a context: a response's name."""
        return self._find(locale, context, msgid)

    def _find(self, locale: str, context: str | None, msgid: str) -> Translated:
        # the empty id is the catalog's header, not a string
        message = self._catalog(locale).get(msgid, context) if msgid else None
        if message is not None and isinstance(message.string, str) and message.string:
            return Translated(message.string, locale, message.fuzzy)
        if locale != SOURCE:
            return self._find(SOURCE, context, msgid)
        return Translated(msgid, SOURCE)

    def _catalog(self, locale: str) -> Catalog:
        catalog = self._catalogs.get(locale)
        if catalog is None:
            catalog = self._catalogs[locale] = self._read(locale)
        return catalog

    def _read(self, locale: str) -> Catalog:
        path = self._folder / locale / "LC_MESSAGES" / "messages.po"
        if locale not in CATALOGS or not path.is_file():
            return Catalog()
        with path.open("rb") as file:
            # without the locale: Babel has no plural rule of Songhay, and we write no plurals
            return read_po(file, abort_invalid=True)


@lru_cache(maxsize=1)
def translations() -> Translations:
    """The project's catalogs, read once in this process."""
    return Translations()


def _(msgid: str, locale: str = SOURCE) -> str:
    """The text alone of `msgid` in `locale`. Marks the string for extraction."""
    return translations().gettext(locale, msgid).text


def translated(msgid: str, locale: str = SOURCE) -> str:
    """The text alone of what was marked elsewhere, by `N_`."""
    return translations().gettext(locale, msgid).text


def N_(msgid: str) -> str:
    """Marks a string for extraction; translated where it is shown."""
    return msgid
