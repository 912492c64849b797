"""The only module that speaks to Rasa.

::

    RasaError
    └── RasaUnavailable    Rasa, or an action behind it, did not answer: try the same message again later
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

CONNECTING = 2.0
"""Seconds until an address that says nothing counts as away."""
AVOIDED = 5.0
"""Seconds for which a Rasa that was away is asked last."""


class RasaError(Exception):
    """Its text holds no content of a conversation."""


class RasaUnavailable(RasaError):
    pass


@dataclass(frozen=True, slots=True)
class Said:
    """One response that Rasa named. choices: `[{"title", "payload"}]` that an action gave. multiple: several may be chosen."""

    response: str
    arguments: dict[str, Any] = field(default_factory=dict)
    choices: tuple[dict[str, str], ...] = ()
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What Rasa answered. form, slot: what is open and asked afterwards. intent, confidence: what it understood."""

    said: tuple[Said, ...]
    form: str | None
    slot: str | None
    intent: str | None
    confidence: float


def addresses(urls: str) -> Sequence[str]:
    """The addresses of a setting that may name several Rasa processes, separated by commas."""
    return tuple(url.strip().rstrip("/") for url in urls.split(",") if url.strip())


class RasaClient:
    """One Rasa, or several that share a Redis: asked in turn. One that is away, or dies at work, is passed over for another at once.

    By aiohttp, not by httpx as the providers are: a call costs a fifth of it, and every turn makes one.
    """

    def __init__(self, urls: str, timeout: float = 15.0) -> None:
        """urls: of the Rasa servers, separated by commas. timeout: seconds for a whole turn."""
        self._timeout = aiohttp.ClientTimeout(sock_read=timeout, sock_connect=min(timeout, CONNECTING))
        self._servers = [f"{url}/webhooks/assa" for url in addresses(urls)]
        self._away = [0.0] * len(self._servers)
        self._next = 0
        self._opened: aiohttp.ClientSession | None = None

    async def turn(self, conversation: str, message_id: str, text: str, metadata: dict[str, Any]) -> Turn:
        """One turn of the dialogue. The same message_id again gives the same answer. Raises RasaUnavailable, RasaError."""
        body = {"conversation": conversation, "message_id": message_id, "text": text, "metadata": metadata}
        data = await self._call("POST", "/turn", body)
        return Turn(
            said=tuple(
                Said(m["response"], m.get("arguments") or {}, tuple(m.get("choices") or ()), bool(m.get("multiple")))
                for m in data["messages"]
            ),
            form=data.get("form"),
            slot=data.get("slot"),
            intent=data.get("intent"),
            confidence=float(data.get("confidence") or 0.0),
        )

    async def parse(self, texts: list[str]) -> list[list[dict[str, Any]]]:
        """The intent rankings of texts, outside any conversation."""
        rankings: list[list[dict[str, Any]]] = (await self._call("POST", "/parse", {"texts": texts}))["rankings"]
        return rankings

    async def forget(self, conversation: str) -> None:
        """Erase what Rasa remembers of a conversation."""
        await self._call("DELETE", f"/conversations/{conversation}")

    async def ready(self) -> bool:
        """Whether one of them is."""
        for place in self._order():
            try:
                async with self._session.get(f"{self._servers[place]}/ready", timeout=aiohttp.ClientTimeout(3)) as response:
                    if response.status == 200:
                        return True
            except (aiohttp.ClientError, TimeoutError):
                continue
        return False

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    @property
    def _session(self) -> aiohttp.ClientSession:
        """Opened by the first call, since it belongs to the loop that runs. It keeps no cookies: a conversation is not its own."""
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=0)
            )
        return self._opened

    def _order(self) -> list[int]:
        """Every server once, beginning where the last call did not; those that were away just now at the end."""
        self._next = (self._next + 1) % len(self._servers)
        now = time.monotonic()
        places = [(self._next + step) % len(self._servers) for step in range(len(self._servers))]
        return sorted(places, key=lambda place: self._away[place] > now)

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask until one answers. A message that a dying Rasa had begun may be asked of another: what is saved is saved once."""
        order = self._order()
        # a single address may be that of several processes: one of them died, another takes the second call
        for place in order if len(order) > 1 else order * 2:
            try:
                async with self._session.request(method, f"{self._servers[place]}{path}", json=body) as response:
                    _check(response.status)
                    answer = await response.json(content_type=None)
            except aiohttp.SocketTimeoutError as error:
                # it works on it: another would only come to wait too
                raise RasaUnavailable(type(error).__name__) from error
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError) as error:
                self._away[place] = time.monotonic() + AVOIDED
                failure: Exception = error
                continue
            except (aiohttp.ClientError, ValueError) as error:
                raise RasaUnavailable(type(error).__name__) from error
            self._away[place] = 0.0
            return answer
        raise RasaUnavailable(type(failure).__name__) from failure


def _check(status: int) -> None:
    if status >= 500:
        raise RasaUnavailable(f"status {status}")
    if status >= 400:
        raise RasaError(f"status {status}")
