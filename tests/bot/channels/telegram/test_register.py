"""Telling Telegram where the webhook is."""

import pytest
from pydantic import SecretStr

from bot.channels.base import Refused, RetryLater
from bot.channels.telegram.parse import COMMANDS as UNDERSTOOD
from bot.channels.telegram.register import COMMANDS, register
from core.settings import Settings
from tests.bot.channels.telegram.conftest import SECRET
from tests.fakes.bot_api import FakeBotApi


@pytest.mark.parametrize("url", ["https://assa.example", "https://assa.example/"])
async def test_updates_are_wanted_at_our_address_with_the_secret(url: str, telegram_settings: Settings, api: FakeBotApi) -> None:
    waiting = api.say(1, "Bonjour")
    await register(telegram_settings, url)
    assert api.webhook == {
        "url": "https://assa.example/telegram",
        "secret_token": SECRET,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }
    assert api.updates == [waiting]


async def test_the_commands_are_shown_in_french_and_are_understood(telegram_settings: Settings, api: FakeBotApi) -> None:
    await register(telegram_settings, "https://assa.example")
    (call,) = api.called("setMyCommands")
    assert [command["command"] for command in call.data["commands"]] == ["menu", "langue", "stop"]
    assert {command.command for command in COMMANDS} <= UNDERSTOOD.keys()


@pytest.mark.parametrize("unset", ["telegram_webhook_secret", "telegram_token"])
@pytest.mark.parametrize("value", [None, SecretStr("")])
async def test_without_its_settings_nothing_is_registered(
    unset: str, value: SecretStr | None, telegram_settings: Settings, api: FakeBotApi
) -> None:
    with pytest.raises(ValueError, match=f"ASSA_{unset.upper()} is not set"):
        await register(telegram_settings.model_copy(update={unset: value}), "https://assa.example")
    assert api.requests == []


async def test_an_address_or_a_secret_that_telegram_does_not_take_is_told(telegram_settings: Settings, api: FakeBotApi) -> None:
    with pytest.raises(Refused):
        await register(telegram_settings, "http://assa.example")
    with pytest.raises(Refused):
        await register(telegram_settings.model_copy(update={"telegram_webhook_secret": SecretStr("a b")}), "https://assa.example")
    api.fail(500)
    with pytest.raises(RetryLater):
        await register(telegram_settings, "https://assa.example")
    assert api.webhook == {}
