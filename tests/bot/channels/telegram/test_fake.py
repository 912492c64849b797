"""The fake is worth as much as it is like Telegram: a tap comes back as it was offered, and JSON bodies are read as forms are."""

import httpx
import pytest

from bot.channels.telegram.parse import inbound
from bot.channels.telegram.send import TelegramChannel
from bot.inbound import Kind
from bot.outbound import Choice, Layout, Part
from core.settings import Settings
from tests.bot.channels.telegram.conftest import AWA
from tests.fakes.bot_api import FakeBotApi


async def test_a_tap_comes_back_with_the_id_that_was_sent(channel: TelegramChannel, api: FakeBotApi) -> None:
    await channel.send(str(AWA), Part("x", "Fièvre ?", Layout.BUTTONS, (Choice("9.1", "Oui"), Choice("9.2", "Non"))))
    tap = inbound(api.tap(AWA, "Non"))
    assert tap is not None
    assert (tap.kind, tap.choice, tap.text, tap.sender) == (Kind.CHOICE, "9.2", "Non", str(AWA))


@pytest.mark.parametrize("encoding", ["json", "data"])
async def test_a_call_may_be_json_or_a_form(encoding: str, telegram_settings: Settings, api: FakeBotApi) -> None:
    url = f"{telegram_settings.telegram_api_url}/bot{api.token}/sendMessage"
    async with httpx.AsyncClient() as client:
        request = client.build_request("POST", url, **{encoding: {"chat_id": AWA, "text": "[Bonjour]"}})
        answer = await client.send(request)
    assert answer.json()["result"]["text"] == "[Bonjour]"
    assert [sent.text for sent in api.sent(AWA)] == ["[Bonjour]"]


async def test_who_writes_again_blocks_no_more(channel: TelegramChannel, api: FakeBotApi) -> None:
    api.block(AWA)
    api.say(AWA, "me revoilà")
    await channel.send(str(AWA), Part("x", "Bonjour"))
    assert len(api.sent(AWA)) == 1
