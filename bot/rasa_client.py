"""The only module that speaks to Rasa.

::

    RasaError
    └── RasaUnavailable    Rasa, or an action behind it, did not answer: try the same message again later
"""

from dataclasses import dataclass, field
from typing import Any

import httpx


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


class RasaClient:
    def __init__(self, url: str, timeout: float = 15.0) -> None:
        """url: of the Rasa server. timeout: seconds for a whole turn."""
        self._http = httpx.AsyncClient(base_url=f"{url.rstrip('/')}/webhooks/assa", timeout=timeout)

    async def turn(self, conversation: str, message_id: str, text: str, metadata: dict[str, Any]) -> Turn:
        """One turn of the dialogue. The same message_id again gives the same answer. Raises RasaUnavailable, RasaError."""
        body = {"conversation": conversation, "message_id": message_id, "text": text, "metadata": metadata}
        data = (await self._call("POST", "/turn", json=body)).json()
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
        rankings: list[list[dict[str, Any]]] = (await self._call("POST", "/parse", json={"texts": texts})).json()["rankings"]
        return rankings

    async def forget(self, conversation: str) -> None:
        """Erase what Rasa remembers of a conversation."""
        await self._call("DELETE", f"/conversations/{conversation}")

    async def ready(self) -> bool:
        try:
            return (await self._http.get("/ready", timeout=3)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        await self._http.aclose()

    async def _call(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        try:
            response = await self._http.request(method, path, **kwargs)
        except httpx.HTTPError as error:
            raise RasaUnavailable(type(error).__name__) from error
        if response.status_code >= 500:
            raise RasaUnavailable(f"status {response.status_code}")
        if response.status_code >= 400:
            raise RasaError(f"status {response.status_code}")
        return response
