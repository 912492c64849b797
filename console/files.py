"""Style, script and icon of the pages, named by their contents, so that they can be kept for ever."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

HERE = Path(__file__).resolve().parent / "static"
TYPES = {"console.css": "text/css", "console.js": "text/javascript", "icon.svg": "image/svg+xml"}


@cache
def _content(name: str) -> bytes:
    return (HERE / name).read_bytes()


@cache
def address(name: str) -> str:
    return f"/console/static/{hashlib.sha256(_content(name)).hexdigest()[:10]}/{name}"


async def static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in TYPES:
        return PlainTextResponse("not found\n", status_code=404)
    return Response(_content(name), media_type=TYPES[name], headers={"Cache-Control": "public, max-age=31536000, immutable"})
