"""The channel over the fake Bot API, and the updates that Telegram sends."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.routing import Mount, Router
from starlette.types import Receive, Scope, Send

from bot.channels.telegram.send import TelegramChannel
from bot.inbound import Inbound
from core.settings import Settings
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.server import serve

PAYLOADS = Path(__file__).parents[3] / "payloads" / "telegram"
AWA = 7001001
SECRET = "the-webhook-secret"

Payload = Callable[[str], Any]


class Front:
    """What the server of the session serves: the fake of the test that runs, under an address of its own. A request that an earlier
    test's poller sent before it was stopped may come in late: it finds nothing here, rather than the next test's fake."""

    def __init__(self) -> None:
        self.tests = 0
        self.app = Router()

    def serve(self, fake: FakeBotApi) -> str:
        """The path of this fake, until the next one is served."""
        self.tests += 1
        self.app = Router([Mount(f"/{self.tests}", fake.app)])
        return f"/{self.tests}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


class Store:
    """Where `receive` and `on_membership` put what they get; the next `broken` calls of them fail."""

    def __init__(self) -> None:
        self.inbounds: list[Inbound] = []
        self.memberships: list[tuple[str, bool]] = []
        self.broken = 0

    @property
    def texts(self) -> list[str]:
        return [inbound.text for inbound in self.inbounds]

    async def receive(self, inbound: Inbound) -> bool:
        self._break()
        known = inbound.provider_id in [each.provider_id for each in self.inbounds]
        if not known:
            self.inbounds.append(inbound)
        return not known

    async def on_membership(self, chat: str, blocked: bool) -> None:
        self._break()
        self.memberships.append((chat, blocked))

    def _break(self) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("no database")


@pytest.fixture(scope="session")
def front() -> Iterator[tuple[Front, str]]:
    front = Front()
    with serve(front) as url:
        yield front, url


@pytest.fixture
def api() -> FakeBotApi:
    """A new fake, whose bot Awa has started."""
    return FakeBotApi(chats={AWA})


@pytest.fixture
def telegram_settings(front: tuple[Front, str], api: FakeBotApi) -> Settings:
    """Settings that name the fake, and nothing of this machine's environment."""
    return Settings.model_construct(
        telegram_token=SecretStr(api.token),
        telegram_api_url=front[1] + front[0].serve(api),
        telegram_webhook_secret=SecretStr(SECRET),
    )


@pytest.fixture
async def channel(telegram_settings: Settings, tmp_path: Path) -> AsyncIterator[TelegramChannel]:
    """The channel; its recordings stand in `tmp_path`."""
    channel = TelegramChannel(telegram_settings, recordings=tmp_path)
    yield channel
    await channel.close()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def payload() -> Payload:
    """`payload("text")` is the update in `tests/payloads/telegram/text.json`."""
    return lambda name: json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
