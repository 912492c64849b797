"""Case figures fetched from a configured address (ASSA_FIGURES_URL), three times a day. What fails leaves the old table as it is."""

from datetime import datetime

import httpx
import structlog

from core.database import AsyncDatabase
from core.jobs import periodic
from core.settings import Settings
from messages.errors import BadFigures
from messages.figures import service
from messages.figures.table import MAX_BYTES

log = structlog.get_logger()

TIMEOUT = httpx.Timeout(20.0)
ACTOR = "fetch"


class FetchFailed(Exception):
    """The table did not come. `why`: code of what happened, without the address, which may hold a key."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


async def download(url: str) -> bytes:
    """The bytes at an address. Raises FetchFailed: status_404, too_large, or the name of what broke."""
    content = bytearray()
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=True) as client, client.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                raise FetchFailed(f"status_{response.status_code}")
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > MAX_BYTES:
                    raise FetchFailed("too_large")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchFailed(type(error).__name__) from error
    return bytes(content)


@periodic("20 6,12,18 * * *")
async def fetch(database: AsyncDatabase, now: datetime, url: str | None = None) -> service.Brought | None:
    """Fetch the table and bring it in; None, and a line in the log, where there is no address or it failed."""
    url = url or Settings().figures_url
    if url is None:
        return None
    try:
        brought = await database.run(service.bring, await download(url), ACTOR, now)
    except FetchFailed as error:
        log.error("figures.not_fetched", why=error.why)
        return None
    except BadFigures as error:
        cells = [f"{cell.row} {cell.column}: {cell.problem}" for cell in error.cells[:10]]
        log.error("figures.not_taken", bad=len(error.cells), cells=cells)
        return None
    log.info("figures.fetched", added=brought.added, corrected=brought.corrected, unchanged=brought.unchanged)
    return brought
