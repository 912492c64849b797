"""The channel over the fake Graph API, and the payloads that Meta sends."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.types import Receive, Scope, Send

from bot.channels.whatsapp.send import WhatsAppChannel
from core.settings import Settings
from tests.fakes.graph_api import FakeGraphApi
from tests.fakes.server import serve

PAYLOADS = Path(__file__).parents[3] / "payloads" / "whatsapp"
AWA = "22376000001"

Payload = Callable[[str], Any]


class Front:
    """What the server of the session serves: the fake of the test that runs."""

    fake = FakeGraphApi()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.fake.app(scope, receive, send)


@pytest.fixture(scope="session")
def front() -> Iterator[tuple[Front, str]]:
    front = Front()
    with serve(front) as url:
        yield front, url


@pytest.fixture
def graph(front: tuple[Front, str]) -> FakeGraphApi:
    """A new fake, in which Awa has just written to us."""
    fake = front[0].fake = FakeGraphApi()
    fake.wrote(AWA)
    return fake


@pytest.fixture
def whatsapp_settings(front: tuple[Front, str], graph: FakeGraphApi) -> Settings:
    """Settings that name the fake, and nothing of this machine's environment."""
    return Settings.model_construct(
        whatsapp_token=SecretStr(graph.token),
        whatsapp_phone_id=graph.phone_id,
        whatsapp_app_secret=SecretStr(graph.app_secret),
        whatsapp_verify_token=SecretStr("the-verify-token"),
        whatsapp_api_url=front[1],
    )


@pytest.fixture
async def channel(whatsapp_settings: Settings, tmp_path: Path) -> AsyncIterator[WhatsAppChannel]:
    """The channel; its recordings stand in `tmp_path`."""
    channel = WhatsAppChannel(whatsapp_settings, recordings=tmp_path)
    yield channel
    await channel.close()


@pytest.fixture
def payload() -> Payload:
    """`payload("text")` is the event in `tests/payloads/whatsapp/text.json`."""
    return lambda name: json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
