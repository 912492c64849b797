"""Templates: found beside their views (`console/<subject>/templates/<subject>/...`), escaped by themselves."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import jinja2
from starlette.requests import Request
from starlette.responses import Response

from console.helpers import Helpers

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
    """A template with what it is given, and what every template has (`console.helpers`)."""
    return _environment().get_template(template).render({**Helpers(ask).known(), **context})


def set_flash(answer: Response, say: str) -> None:
    answer.set_cookie(FLASH, quote(json.dumps({"say": say})), max_age=60, httponly=True, samesite="lax", path="/console")


def read_flash(request: Request) -> Mapping[str, Any] | None:
    """What the page before wants to be said; None for nothing, and for what is not ours."""
    try:
        found = json.loads(unquote(request.cookies.get(FLASH, "")))
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("say"), str) else None
