"""The webhook over HTTP: what it accepts, what it stores, what it says to Telegram."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.channels.telegram import webhook
from core.settings import Settings
from tests.bot.channels.telegram.conftest import AWA, SECRET, Payload, Store
from tests.fakes.bot_api import FakeBotApi

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


def served(settings: Settings, store: Store) -> httpx.AsyncClient:
    app = Starlette(routes=webhook.routes(settings, store.receive, store.on_membership))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://assa.test")


@pytest.fixture
async def client(telegram_settings: Settings, store: Store) -> AsyncIterator[httpx.AsyncClient]:
    async with served(telegram_settings, store) as client:
        yield client


async def test_an_update_is_stored_before_it_is_acknowledged(client: httpx.AsyncClient, store: Store, payload: Payload) -> None:
    answer = await client.post("/telegram", json=payload("text"), headers=HEADERS)
    assert answer.status_code == 200
    assert store.texts == ["Bonjour, ma fille tousse depuis hier 🤒"]


async def test_what_a_person_does_in_the_fake_can_be_posted(client: httpx.AsyncClient, store: Store, api: FakeBotApi) -> None:
    assert (await client.post("/telegram", json=api.say(AWA, "Bonjour"), headers=HEADERS)).status_code == 200
    assert store.texts == ["Bonjour"]


async def test_a_redelivered_update_is_acknowledged_and_stored_once(client: httpx.AsyncClient, store: Store, payload: Payload) -> None:
    answers = [await client.post("/telegram", json=payload("text"), headers=HEADERS) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(store.inbounds) == 1


@pytest.mark.parametrize("given", [None, b"", b"wrong", SECRET.upper().encode(), SECRET.encode() + b"x", "é".encode(), b"\xff"])
@pytest.mark.parametrize("body", [None, b"{", b" " * (webhook.MAX_BODY + 1)])
async def test_without_the_secret_nothing_is_read_or_stored(
    given: bytes | None, body: bytes | None, client: httpx.AsyncClient, store: Store, payload: Payload
) -> None:
    headers = {} if given is None else {b"X-Telegram-Bot-Api-Secret-Token": given}
    with capture_logs() as logs:
        answer = await client.post("/telegram", content=body or json.dumps(payload("text")), headers=headers)
    assert (answer.status_code, answer.content) == (403, b"")
    assert store.inbounds == []
    assert [line["event"] for line in logs] == ["telegram.wrong_secret"]
    assert SECRET not in str(logs)


@pytest.mark.parametrize("name", ["text", "blocked"])
async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(
    name: str, client: httpx.AsyncClient, store: Store, payload: Payload
) -> None:
    store.broken = 1
    assert (await client.post("/telegram", json=payload(name), headers=HEADERS)).status_code == 500
    assert (await client.post("/telegram", json=payload(name), headers=HEADERS)).status_code == 200
    assert len(store.inbounds) + len(store.memberships) == 1


async def test_blocking_is_handed_on(client: httpx.AsyncClient, store: Store, payload: Payload) -> None:
    for name in ("blocked", "unblocked"):
        assert (await client.post("/telegram", json=payload(name), headers=HEADERS)).status_code == 200
    assert store.memberships == [("7001001", True), ("7001001", False)]
    assert store.inbounds == []


async def test_blocking_may_be_left_alone(telegram_settings: Settings, store: Store, payload: Payload) -> None:
    transport = httpx.ASGITransport(Starlette(routes=webhook.routes(telegram_settings, store.receive)))
    async with httpx.AsyncClient(transport=transport, base_url="http://assa.test") as client:
        assert (await client.post("/telegram", json=payload("blocked"), headers=HEADERS)).status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"null", b"7", b"{}", b'{"update_id": "x"}', b'{"update_id": 1}']
)
async def test_an_update_that_no_redelivery_would_heal_is_acknowledged(body: bytes, client: httpx.AsyncClient, store: Store) -> None:
    assert (await client.post("/telegram", content=body, headers=HEADERS)).status_code == 200
    assert store.inbounds == []


async def test_a_malformed_update_is_logged_without_its_contents(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        await client.post("/telegram", content=b'{"message": {"text": "ma fille tousse"', headers=HEADERS)
    assert [line["event"] for line in logs] == ["telegram.malformed_update"]
    assert "fille" not in str(logs)


@pytest.mark.parametrize("name", ["group_text", "from_bot", "channel_post", "pinned_message"])
async def test_what_is_not_for_us_is_acknowledged(name: str, client: httpx.AsyncClient, store: Store, payload: Payload) -> None:
    assert (await client.post("/telegram", json=payload(name), headers=HEADERS)).status_code == 200
    assert store.inbounds == []


async def test_an_update_that_is_too_long_is_refused_whatever_it_announces(
    client: httpx.AsyncClient, store: Store, payload: Payload
) -> None:
    long = json.dumps(payload("text")).encode() + b" " * webhook.MAX_BODY

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(long), 65_536):
            yield long[start : start + 65_536]

    assert (await client.post("/telegram", content=long, headers=HEADERS)).status_code == 413
    assert (await client.post("/telegram", content=chunks(), headers=HEADERS)).status_code == 413
    assert store.inbounds == []


async def test_an_update_as_long_as_may_be_is_accepted(client: httpx.AsyncClient, store: Store, payload: Payload) -> None:
    body = json.dumps(payload("text")).encode()
    body += b" " * (webhook.MAX_BODY - len(body))
    assert (await client.post("/telegram", content=body, headers=HEADERS)).status_code == 200
    assert len(store.inbounds) == 1


async def test_other_methods_are_not_allowed(client: httpx.AsyncClient) -> None:
    assert (await client.get("/telegram")).status_code == 405


@pytest.mark.parametrize("unset", [{"telegram_webhook_secret": None}, {"telegram_webhook_secret": SecretStr("")}, {"telegram_token": None}])
async def test_without_its_settings_there_is_no_webhook(
    unset: dict[str, Any], telegram_settings: Settings, store: Store, payload: Payload
) -> None:
    settings = telegram_settings.model_copy(update=unset)
    assert webhook.routes(settings, store.receive) == []
    async with served(settings, store) as client:
        headers = {"X-Telegram-Bot-Api-Secret-Token": ""}
        assert (await client.post("/telegram", json=payload("text"), headers=headers)).status_code == 404
