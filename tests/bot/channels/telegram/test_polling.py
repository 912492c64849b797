"""Polling over the fake Bot API: nothing is lost, nothing stops it, and it ends when it is told to."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs
from telegram.error import InvalidToken, NetworkError, RetryAfter

from bot.channels.telegram.polling import Pace, poll
from bot.channels.telegram.send import TelegramChannel
from bot.inbound import Inbound, Kind
from bot.outbound import Choice, Layout, Part
from core.settings import Settings
from tests.bot.channels.telegram.conftest import AWA, PAYLOADS, Payload, Store
from tests.fakes.bot_api import FakeBotApi

FAST = Pace(wait=1, first=0.01, longest=0.05, invalid_token=0.05)


@asynccontextmanager
async def polling(channel: TelegramChannel, store: Store, pace: Pace = FAST) -> AsyncIterator[None]:
    """Polls while the block runs; at its end it must stop at once, without an error."""
    stop = asyncio.Event()
    task = asyncio.create_task(poll(channel, store.receive, stop, store.on_membership, pace))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 2)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (a condition of the fake, which sets no event)
            await asyncio.sleep(0.005)


async def test_updates_are_stored_in_their_order_and_confirmed(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    for text in ("un", "deux", "trois"):
        api.say(AWA, text)
    async with polling(channel, store):
        await until(lambda: not api.updates)
        api.say(AWA, "quatre")
        await until(lambda: len(store.inbounds) == 4)
    assert store.texts == ["un", "deux", "trois", "quatre"]


async def test_taps_and_blocking_come_too(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    await channel.send(str(AWA), Part("x", "Fièvre ?", Layout.BUTTONS, (Choice("9.1", "Oui"), Choice("9.2", "Non"))))
    api.tap(AWA, "Non")
    api.block(AWA)
    api.block(AWA, False)
    async with polling(channel, store):
        await until(lambda: len(store.memberships) == 2)
    assert [(inbound.kind, inbound.choice, inbound.text) for inbound in store.inbounds] == [(Kind.CHOICE, "9.2", "Non")]
    assert store.memberships == [(str(AWA), True), (str(AWA), False)]


async def test_every_payload_passes_and_none_is_left(channel: TelegramChannel, api: FakeBotApi, store: Store, payload: Payload) -> None:
    for path in sorted(PAYLOADS.glob("*.json")):
        api.update(**{key: value for key, value in payload(path.stem).items() if key != "update_id"})
    async with polling(channel, store):
        await until(lambda: not api.updates)
    assert len(store.inbounds) > 30


async def test_a_webhook_that_is_set_is_removed_first_and_what_waits_is_kept(
    channel: TelegramChannel, api: FakeBotApi, store: Store
) -> None:
    api.webhook = {"url": "https://elsewhere.example"}
    api.say(AWA, "Bonjour")
    async with polling(channel, store):
        await until(lambda: store.inbounds)
    assert api.requests[:3] == ["deleteWebhook", "setMyCommands", "getUpdates"]
    assert not api.called("deleteWebhook")[0].data.get("drop_pending_updates")


async def test_a_webhook_that_is_set_meanwhile_is_told_and_removed(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    with capture_logs() as logs:
        async with polling(channel, store):
            await until(lambda: "getUpdates" in api.requests)
            api.webhook = {"url": "https://elsewhere.example"}
            await until(lambda: api.requests.count("deleteWebhook") == 2)
            api.say(AWA, "Bonjour")
            await until(lambda: store.inbounds)
    assert [(line["event"], line["log_level"]) for line in logs] == [("telegram.polling_conflict", "error")]


async def test_two_that_poll_with_one_token_lose_nothing(
    channel: TelegramChannel, telegram_settings: Settings, api: FakeBotApi, store: Store
) -> None:
    other = TelegramChannel(telegram_settings)
    async with polling(channel, store), polling(other, store):
        for number in range(5):
            api.say(AWA, str(number))
            await until(lambda: len(store.inbounds) == number + 1)  # noqa: B023 (awaited here)
    await other.close()
    assert store.texts == ["0", "1", "2", "3", "4"]


async def test_what_is_not_stored_is_not_confirmed_and_comes_again(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    store.broken = 3
    api.say(AWA, "un")
    api.say(AWA, "deux")
    with capture_logs() as logs:
        async with polling(channel, store):
            await until(lambda: len(store.inbounds) == 2)
    assert store.texts == ["un", "deux"]
    assert [line["event"] for line in logs] == ["telegram.polling_failed"] * 3
    assert "deux" not in str(logs)


async def test_what_was_stored_before_a_failure_is_confirmed(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    _, second = api.say(AWA, "un"), api.say(AWA, "deux")
    asked: list[str] = []

    async def receive(inbound: Inbound) -> bool:
        asked.append(inbound.text)
        if asked == ["un", "deux"]:
            raise OSError("no database")
        return True

    stop = asyncio.Event()
    task = asyncio.create_task(poll(channel, receive, stop, None, FAST))
    await until(lambda: len(api.called("getUpdates")) >= 3)
    stop.set()
    await task
    assert asked == ["un", "deux", "deux"]
    offsets = [call.data.get("offset") for call in api.called("getUpdates")]
    assert offsets[:2] == [None, str(second["update_id"])]


async def test_a_process_that_is_killed_while_it_stores_loses_nothing(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    storing = asyncio.Event()

    async def hangs(_: Inbound) -> bool:
        storing.set()
        await asyncio.sleep(60)
        return True

    api.say(AWA, "un")
    killed = asyncio.create_task(poll(channel, hangs, asyncio.Event(), None, FAST))
    await storing.wait()
    killed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await killed
    async with polling(channel, store):
        await until(lambda: store.inbounds)
    assert store.texts == ["un"]


async def test_an_update_that_the_library_could_not_read_stops_nobody(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    api.update(message={"message_id": "x", "date": "yesterday", "chat": {"id": None, "type": 7}})
    api.update(something_to_come={"a": 1})
    api.message(AWA, sticker={"of": "another shape"})
    api.say(AWA, "Bonjour")
    async with polling(channel, store):
        await until(lambda: len(store.inbounds) == 2)
    assert [inbound.kind for inbound in store.inbounds] == [Kind.STICKER, Kind.TEXT]


async def test_after_a_quiet_week_updates_may_be_numbered_anew(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    api.say(AWA, "un")
    async with polling(channel, store, Pace(wait=0, first=0.01, longest=0.05)):
        await until(lambda: not api.updates)
        await until(lambda: api.called("getUpdates")[-1].data.get("offset") is None)
        api.next_update = 5_000
        api.say(AWA, "deux")
        await until(lambda: len(store.inbounds) == 2)


@pytest.mark.parametrize("method", ["deleteWebhook", "setMyCommands", "getUpdates"])
@pytest.mark.parametrize(
    "trouble",
    [
        lambda api, method: api.fail(500, "Internal Server Error", method=method, times=2),
        lambda api, method: api.fail(400, "Bad Request", method=method),
        lambda api, method: api.fail(403, "Forbidden", method=method),
        lambda api, method: api.fail(401, "Unauthorized", method=method),
        lambda api, method: api.fail(409, "Conflict", method=method),
        lambda api, method: api.drop(method=method),
        lambda api, method: api.answer(502, "<html>", method=method),
        lambda api, method: api.answer(200, "<html>", method=method),
        lambda api, method: api.answer(200, "{}", "application/json", method=method),
        lambda api, method: api.answer(200, '{"ok":true,"result":[{}]}', "application/json", method=method),
        lambda api, method: api.answer(200, '{"ok":true,"result":{"a":1}}', "application/json", method=method),
        lambda api, method: api.answer(200, '{"ok":true,"result":7}', "application/json", method=method),
    ],
)
async def test_every_trouble_is_waited_out(
    trouble: Callable[[FakeBotApi, str], None], method: str, channel: TelegramChannel, api: FakeBotApi, store: Store
) -> None:
    trouble(api, method)
    api.say(AWA, "Bonjour")
    async with polling(channel, store):
        await until(lambda: store.inbounds)
    assert store.texts == ["Bonjour"]


async def test_a_flood_is_waited_out_as_long_as_telegram_asks(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    api.flood(1, method="getUpdates")
    api.say(AWA, "Bonjour")
    begun = time.monotonic()
    async with polling(channel, store):
        await until(lambda: store.inbounds)
    assert time.monotonic() - begun >= 1


async def test_a_wrong_token_is_said_clearly_and_waited_for(telegram_settings: Settings, api: FakeBotApi, store: Store) -> None:
    channel = TelegramChannel(telegram_settings.model_copy(update={"telegram_token": SecretStr("123456789:wrong")}))
    with capture_logs() as logs:
        async with polling(channel, store, Pace(invalid_token=60)):
            await until(lambda: logs)
            await asyncio.sleep(0.1)
    await channel.close()
    assert api.requests == ["deleteWebhook"]
    assert [(line["event"], line["log_level"], line["delay"]) for line in logs] == [("telegram.invalid_token", "error", 60)]
    assert "ASSA_TELEGRAM_TOKEN" in logs[0]["hint"]


async def test_a_long_poll_ends_at_once_when_told_to(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    async with polling(channel, store, Pace(wait=30)):
        await until(lambda: "getUpdates" in api.requests)
        begun = time.monotonic()
    assert time.monotonic() - begun < 1


async def test_a_pause_ends_at_once_when_told_to(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    api.flood(600, method="deleteWebhook")
    with capture_logs() as logs:
        async with polling(channel, store):
            await until(lambda: logs)
            begun = time.monotonic()
    assert time.monotonic() - begun < 1


async def test_a_batch_that_came_is_stored_to_its_end_when_told_to_stop(channel: TelegramChannel, api: FakeBotApi) -> None:
    stop, stored = asyncio.Event(), []

    async def receive(inbound: Inbound) -> bool:
        stop.set()
        await asyncio.sleep(0.01)
        stored.append(inbound.text)
        return True

    for text in ("un", "deux", "trois"):
        api.say(AWA, text)
    await asyncio.wait_for(poll(channel, receive, stop, None, FAST), 5)
    assert stored == ["un", "deux", "trois"]


async def test_neither_token_nor_text_is_logged(
    telegram_settings: Settings, api: FakeBotApi, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = TelegramChannel(telegram_settings)
    store.broken = 1
    api.say(AWA, "ma fille tousse")
    api.answer(200, "<html>ma fille tousse", method="getUpdates")
    with capture_logs() as logs:
        async with polling(channel, store):
            await until(lambda: store.inbounds)
    await channel.close()
    for secret in (api.token, "fille", str(AWA)):
        assert secret not in str(logs) + caplog.text


@pytest.mark.parametrize(
    ("error", "failures", "seconds"),
    [
        (NetworkError("x"), 1, 1.0),
        (NetworkError("x"), 2, 2.0),
        (OSError("x"), 4, 8.0),
        (NetworkError("x"), 10_000, 60.0),
        (RetryAfter(17), 1, 17.0),
        (InvalidToken(), 1, 300.0),
    ],
)
def test_pauses_grow_to_a_limit_and_telegrams_own_count_first(error: Exception, failures: int, seconds: float) -> None:
    assert Pace().pause(error, failures) == seconds


async def test_what_is_asked_for_is_what_we_can_read(channel: TelegramChannel, api: FakeBotApi, store: Store) -> None:
    async with polling(channel, store):
        await until(lambda: api.called("getUpdates") or "getUpdates" in api.requests)
        api.say(AWA, "Bonjour")
        await until(lambda: store.inbounds)
    data: dict[str, Any] = api.called("getUpdates")[0].data
    assert data["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert data["timeout"] == "1"
