"""The page: rendered in the interface's language; its files are named by their contents, so that they can be kept for ever."""

import hashlib
import json
from functools import cache
from pathlib import Path

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from core.i18n import LOCALES, translations

HERE = Path(__file__).resolve().parent
STATIC = {"chat.css": "text/css", "chat.js": "text/javascript", "icon.svg": "image/svg+xml"}
COOKIE = "assa_lang"


@cache
def _content(name: str) -> bytes:
    return (HERE / "static" / name).read_bytes()


@cache
def _versioned(name: str) -> str:
    return f"/static/{hashlib.sha256(_content(name)).hexdigest()[:10]}/{name}"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.globals["static"] = _versioned
    return environment


def render(locale: str) -> str:
    """The page in a language; strings without a translation are French."""

    def gettext(text: str) -> str:
        return translations().gettext(locale, text).text

    template = _environment().get_template("chat.html")
    return template.render(locale=locale, locales=LOCALES, _=gettext, gettext=gettext, dumps=json.dumps)


async def page(request: Request) -> Response:
    """`GET /`; `?lang=bm` chooses the language of the interface and is remembered."""
    wanted = request.query_params.get("lang") or request.cookies.get(COOKIE) or "fr"
    locale = wanted if wanted in LOCALES else "fr"
    response = HTMLResponse(render(locale), headers={"Cache-Control": "no-cache", "Content-Language": locale})
    if "lang" in request.query_params:
        response.set_cookie(COOKIE, locale, max_age=31_536_000, httponly=True, samesite="lax")
    return response


async def static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        return PlainTextResponse("not found\n", status_code=404)
    return Response(_content(name), media_type=STATIC[name], headers={"Cache-Control": "public, max-age=31536000, immutable"})
