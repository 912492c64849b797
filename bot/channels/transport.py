"""The providers' libraries speak httpx; the bytes go by aiohttp, whose parser is compiled: a call costs half.

httpx has this place for another way of sending (`AsyncBaseTransport`). What goes wrong is told in httpx's own errors, and what may have
been sent never as what could not be.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from urllib.request import getproxies

import aiohttp
import httpx
from yarl import URL

KEPT = 5.0
"""Seconds for which an idle connection is kept, as httpx does."""


class Transport(httpx.AsyncBaseTransport):
    """Opens its connections in the loop that first asks. Proxies of the environment are used, as httpx does."""

    def __init__(self, connections: int = 100) -> None:
        """connections: the most at a time; who comes later waits."""
        self._connections = connections
        self._opened: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises httpx.TransportError."""
        body = await request.aread()
        with _told():
            answer = await self._session().request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers.multi_items(),
                data=body or None,
                allow_redirects=False,
                timeout=_limits(request),
            )
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer))

    async def aclose(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None or self._opened.closed:
            # where there is a proxy, aiohttp looks through the environment at every call: half a millisecond
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEPT, ssl=httpx.create_ssl_context())
            self._opened = aiohttp.ClientSession(
                connector=connector,
                auto_decompress=False,
                trust_env=bool(getproxies()),
                cookie_jar=aiohttp.DummyCookieJar(),
                raise_for_status=False,
            )
        return self._opened


class _Body(httpx.AsyncByteStream):
    """What is read of an answer, as it comes."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _told():
            async for chunk in self._answer.content.iter_any():
                yield chunk

    async def aclose(self) -> None:
        self._answer.release()


def _limits(request: httpx.Request) -> aiohttp.ClientTimeout:
    """httpx's four timeouts. Waiting for a free connection and making one count together."""
    given = request.extensions.get("timeout", {})
    return aiohttp.ClientTimeout(total=None, connect=given.get("pool"), sock_connect=given.get("connect"), sock_read=given.get("read"))


@contextmanager
def _told() -> Iterator[None]:
    """aiohttp's errors as httpx's. Their texts are left behind: they name addresses."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError:
        raise httpx.ConnectTimeout("") from None
    except aiohttp.ClientProxyConnectionError:
        raise httpx.ProxyError("") from None
    except aiohttp.ClientConnectorError:
        raise httpx.ConnectError("") from None
    except TimeoutError:
        raise httpx.ReadTimeout("") from None
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError, aiohttp.ClientResponseError):
        raise httpx.RemoteProtocolError("") from None
    except (aiohttp.ClientError, OSError):
        # it may have been sent
        raise httpx.ReadError("") from None
