"""How much of a request is read: the whole body, of every page. More is thrown away unread, and answered by a page that says so."""

import time

from starlette.requests import Request
from starlette.types import Message, Receive

from core.errors import AssaError

PLAIN = 1024 * 1024
"""Bytes of a form without a file."""
AROUND = 256 * 1024
"""Bytes of a form around its file."""
DRAINED = 64 * 1024 * 1024
PATIENCE = 20.0
"""How much more, and for how many seconds, is read and thrown away: a browser shows the answer only when it could say all."""


class TooLarge(AssaError):
    """The body is larger than `most` bytes."""

    code = "console.too_large"


def bounded(request: Request, most: int) -> Request:
    """The same request, whose body raises TooLarge once it is beyond `most` bytes, or says that it will be."""
    said = request.headers.get("content-length", "0")
    return Request(request.scope, _counted(request.receive, most, int(said) if said.isdecimal() else 0))


def _counted(receive: Receive, most: int, said: int) -> Receive:
    had = 0

    async def counted() -> Message:
        nonlocal had
        if said > most:
            raise TooLarge(most=most)
        message = await receive()
        had += len(message.get("body", b""))
        if had > most:
            raise TooLarge(most=most)
        return message

    return counted


async def drain(request: Request) -> None:
    """Throw away what is still to come, within bounds."""
    had, until = 0, time.monotonic() + PATIENCE
    while had < DRAINED and time.monotonic() < until:
        message = await request.receive()
        had += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return
