"""ASSA, the whole way: a signed event at its webhook, the answer at a Graph API that we play."""

import asyncio
import hashlib
import hmac
import itertools
import json
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assa import model
from assa.local import parts_of
from assa.parts import Part
from assa.ports import free_port
from assa.supervisor import Supervisor
from benchmarks.dialogue.http import Client, serve
from benchmarks.dialogue.mix import Line
from core.settings import Settings

TOKEN, SECRET, PHONE = "bench-token", "bench-secret", "106540352242922"
PATIENCE = 60.0
"""Seconds after which an answer is not waited for any more: the run fails."""


class Ours:
    """ASSA's processes, and the provider at both ends of them."""

    name = "ASSA"

    def __init__(self, settings: Settings, trained: Path) -> None:
        """settings: with the URLs of the engines and the secret key."""
        self._settings, self._trained = settings, trained
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._numbers = itertools.count(1)
        self.extra = 0
        """Messages beyond the first that answered a turn."""

    async def start(self) -> float:
        """Start every process; seconds until all are ready."""
        self._provider, port = await serve(self._received)
        given = {
            "ASSA_WHATSAPP_TOKEN": TOKEN,
            "ASSA_WHATSAPP_PHONE_ID": PHONE,
            "ASSA_WHATSAPP_APP_SECRET": SECRET,
            "ASSA_WHATSAPP_VERIFY_TOKEN": "bench-verify",
            "ASSA_WHATSAPP_API_URL": f"http://127.0.0.1:{port}",
        }
        os.environ.update(given)
        ports: dict[str, Any] = {f"{part}_url": f"http://127.0.0.1:{free_port()}" for part in ("rasa", "actions")}
        running = self._settings.model_copy(update={**ports, "host": "127.0.0.1", "port": free_port()})
        self._supervisor = Supervisor(parts_of(running, self._trained), lambda text: None)
        begun = time.perf_counter()
        await asyncio.to_thread(self._supervisor.start)
        took = time.perf_counter() - begun
        self._web = Client("127.0.0.1", running.port)
        rasa = urlsplit(running.rasa_url)
        self._rasa = Client("127.0.0.1", rasa.port or 0)
        return took

    @property
    def parts(self) -> list[Part]:
        return self._supervisor.parts

    def _received(self, path: str, body: bytes) -> bytes:
        """What the Cloud API answers to a message, and to "is typing"."""
        data = json.loads(body)
        if "to" not in data:
            return b'{"success":true}'
        waiting = self._waiting.pop(data["to"], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        else:
            self.extra += 1
        contact = {"input": data["to"], "wa_id": data["to"]}
        message = {"id": f"wamid.SENT{next(self._numbers):012d}"}
        return json.dumps({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}).encode()

    async def say(self, person: str, line: Line) -> None:
        message = {"from": person, "id": f"wamid.BENCH{next(self._numbers):012d}", "timestamp": str(int(time.time())), "type": "text"}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "22320000000", "phone_number_id": PHONE},
            "contacts": [{"profile": {"name": "Bench"}, "wa_id": person}],
            "messages": [{**message, "text": {"body": line.typed}}],
        }
        entry = {"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        answered = self._waiting[person] = asyncio.get_running_loop().create_future()
        await self._web.post("/whatsapp", body, f"X-Hub-Signature-256: sha256={signature}\r\n")
        async with asyncio.timeout(PATIENCE):
            await answered

    async def parse(self, text: str) -> None:
        """What the text means, and no more: the model alone."""
        await self._rasa.post("/webhooks/assa/parse", json.dumps({"texts": [text]}).encode())

    async def stop(self) -> None:
        for client in (self._web, self._rasa):
            client.close()
        await asyncio.to_thread(self._supervisor.stop)
        self._provider.close()


def train() -> tuple[Path, float | None]:
    """The model of the present inputs; seconds that its training took, None where it was there."""
    there = model.path().is_file()
    begun = time.perf_counter()
    trained = model.ensure()
    return trained, None if there else time.perf_counter() - begun
