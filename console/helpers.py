"""What every template can call: words, codes, days, places, links; each in the viewer's language."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from console import files, labels
from core import geography
from core.i18n import CONSOLE_LOCALES, translated

if TYPE_CHECKING:
    from console.page import Ask


class Helpers:
    """Of one answer."""

    def __init__(self, ask: "Ask") -> None:
        self.ask = ask
        self.zone = ZoneInfo(ask.settings.time_zone)

    def translate(self, text: str) -> str:
        return translated(text, self.ask.locale)

    def moment(self, value: datetime | None) -> str:
        """In the country's time."""
        return "–" if value is None else value.astimezone(self.zone).strftime("%d/%m/%Y %H:%M")

    def place(self, code: str | None) -> str:
        found = None if code is None else geography.place(code, self.ask.today)
        return geography.title(found, self.ask.today) if found else code or "–"

    def code(self, kind: str, value: object) -> str:
        """The words for a code of a kind of `console.labels`."""
        return self.translate(labels.label(kind, value))

    def field(self, name: str) -> str:
        """The name of a field of a case or a contact."""
        return self.code("field", name)

    def choices(self, kind: str, codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """The codes of a kind, all or these, with their words: for a select."""
        return [(each, self.code(kind, each)) for each in (labels.LABELS[kind] if codes is None else codes)]

    def with_query(self, **changes: str | None) -> str:
        """This page's address with other values; None takes one out. Where one stopped reading is left out."""
        kept = {name: value for name, value in self.ask.query.items() if name != "at"} | changes
        return "?" + urlencode({name: value for name, value in kept.items() if value})

    def known(self) -> Mapping[str, Any]:
        """By the names that templates use."""
        return {
            "ask": self.ask,
            "_": self.translate,
            "translated": self.translate,
            "url": self.ask.url,
            "static": files.address,
            "day": day,
            "moment": self.moment,
            "place": self.place,
            "number": number,
            "code": self.code,
            "field": self.field,
            "choices": self.choices,
            "tone": tone,
            "kinds_of_fields": labels.KINDS_OF_FIELDS,
            "with_query": self.with_query,
            "locales": CONSOLE_LOCALES,
            "flash": self.ask.flash,
        }


def tone(code: object) -> str:
    """How a code stands out as a badge."""
    return labels.TONES.get(str(code), "plain")


def day(value: date | None) -> str:
    return "–" if value is None else value.strftime("%d/%m/%Y")


def number(value: float | None) -> str:
    """With a thin space between thousands; a dash for unknown."""
    if value is None:
        return "–"
    return f"{value:,.0f}".replace(",", "\u202f") if value == int(value) else f"{value:,.1f}".replace(",", "\u202f").replace(".", ",")
