"""Templates: found beside their views (`console/<subject>/templates/<subject>/...`), escaped by themselves, in the viewer's language."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode
from zoneinfo import ZoneInfo

import jinja2
from starlette.requests import Request
from starlette.responses import Response

from console import files, labels
from core import geography
from core.i18n import CONSOLE_LOCALES, translated

if TYPE_CHECKING:
    from console.page import Ask

HERE = Path(__file__).resolve().parent
FLASH = "assa_flash"


@cache
def _environment() -> jinja2.Environment:
    folders = [HERE / "templates", *sorted(HERE.glob("*/templates"))]
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def render(ask: "Ask", template: str, context: Mapping[str, Any]) -> str:
    """A template with what every page has: `ask`, `_`, `url`, `static`, `code`, `day`, `moment`, `place`, `number`, the navigation."""
    zone = ZoneInfo(ask.settings.time_zone)

    def translate(text: str) -> str:
        return translated(text, ask.locale)

    def moment(value: datetime | None) -> str:
        return "–" if value is None else value.astimezone(zone).strftime("%d/%m/%Y %H:%M")

    def place(code: str | None) -> str:
        found = None if code is None else geography.place(code, ask.today)
        return found.name if found else code or "–"

    def code_of(kind: str, value: object) -> str:
        return translate(labels.label(kind, value))

    def with_query(**changes: str | None) -> str:
        """This page's address with other values; None takes one out. Where one stopped reading is left out."""
        kept = {name: value for name, value in ask.query.items() if name != "at"} | changes
        return "?" + urlencode({name: value for name, value in kept.items() if value})

    known = {
        "ask": ask, "_": translate, "translated": translate,
        "url": ask.url, "static": files.address, "day": day, "moment": moment, "place": place,
        "number": number, "code": code_of, "with_query": with_query, "locales": CONSOLE_LOCALES, "flash": ask.flash,
    }  # fmt: skip
    return _environment().get_template(template).render(known | dict(context))


def day(value: date | None) -> str:
    return "–" if value is None else value.strftime("%d/%m/%Y")


def number(value: float | None) -> str:
    """With a thin space between thousands; a dash for unknown."""
    if value is None:
        return "–"
    return f"{value:,.0f}".replace(",", "\u202f") if value == int(value) else f"{value:,.1f}".replace(",", "\u202f").replace(".", ",")


def set_flash(answer: Response, say: str) -> None:
    answer.set_cookie(FLASH, quote(json.dumps({"say": say})), max_age=60, httponly=True, samesite="lax", path="/console")


def read_flash(request: Request) -> Mapping[str, Any] | None:
    """What the page before wants to be said; None for nothing, and for what is not ours."""
    try:
        found = json.loads(unquote(request.cookies.get(FLASH, "")))
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("say"), str) else None
