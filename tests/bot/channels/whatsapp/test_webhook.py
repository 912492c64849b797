"""The webhook over HTTP: what it accepts, what it stores, what it says to Meta."""

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.channels.whatsapp import webhook
from bot.inbound import Inbound
from core.settings import Settings
from tests.bot.channels.whatsapp.conftest import AWA, Payload
from tests.fakes.graph_api import FakeGraphApi, sign


class Store:
    """Where `receive` and `on_status` put what they get; `broken` makes them fail."""

    def __init__(self) -> None:
        self.inbounds: list[Inbound] = []
        self.statuses: list[tuple[str, str, int | None]] = []
        self.broken = False

    async def receive(self, inbound: Inbound) -> bool:
        if self.broken:
            raise OSError("no database")
        known = inbound.provider_id in [each.provider_id for each in self.inbounds]
        if not known:
            self.inbounds.append(inbound)
        return not known

    async def on_status(self, provider_id: str, status: str, code: int | None) -> None:
        if self.broken:
            raise OSError("no database")
        self.statuses.append((provider_id, status, code))


@pytest.fixture
def store() -> Store:
    return Store()


def served(settings: Settings, store: Store) -> httpx.AsyncClient:
    app = Starlette(routes=webhook.routes(settings, store.receive, store.on_status))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://assa.test")


@pytest.fixture
async def client(whatsapp_settings: Settings, store: Store) -> AsyncIterator[httpx.AsyncClient]:
    async with served(whatsapp_settings, store) as client:
        yield client


def event(payload: Any) -> bytes:
    return json.dumps(payload).encode()


async def test_the_subscription_is_verified_by_repeating_the_challenge(client: httpx.AsyncClient) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "the-verify-token", "hub.challenge": "1158201444"}
    answer = await client.get("/whatsapp", params=query)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "query",
    [
        {"hub.mode": "subscribe", "hub.verify_token": "wrong", "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.verify_token": "é", "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.challenge": "1"},
        {"hub.mode": "unsubscribe", "hub.verify_token": "the-verify-token", "hub.challenge": "1"},
        {},
    ],
)
async def test_a_wrong_verification_is_refused(query: dict[str, str], client: httpx.AsyncClient) -> None:
    answer = await client.get("/whatsapp", params=query)
    assert (answer.status_code, answer.text) == (403, "")


async def test_without_a_verify_token_no_verification_is_accepted(whatsapp_settings: Settings, store: Store) -> None:
    for unset in (None, SecretStr("")):
        settings = whatsapp_settings.model_copy(update={"whatsapp_verify_token": unset})
        async with served(settings, store) as client:
            query = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}
            assert (await client.get("/whatsapp", params=query)).status_code == 403


async def test_every_message_is_stored_before_the_event_is_acknowledged(
    client: httpx.AsyncClient, store: Store, graph: FakeGraphApi, payload: Payload
) -> None:
    body = event(payload("batch"))
    answer = await client.post("/whatsapp", content=body, headers=graph.headers(body))
    assert answer.status_code == 200
    assert [each.text for each in store.inbounds] == ["un", "deux", "trois", "quatre"]


async def test_a_redelivered_event_is_acknowledged_and_stored_once(
    client: httpx.AsyncClient, store: Store, graph: FakeGraphApi, payload: Payload
) -> None:
    body = event(payload("text"))
    answers = [await client.post("/whatsapp", content=body, headers=graph.headers(body)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(store.inbounds) == 1


async def test_statuses_are_handed_on_with_their_error(
    client: httpx.AsyncClient, store: Store, graph: FakeGraphApi, payload: Payload
) -> None:
    for name in ("status_sent", "status_delivered", "status_read", "status_failed"):
        body = event(payload(name))
        assert (await client.post("/whatsapp", content=body, headers=graph.headers(body))).status_code == 200
    told = [(status, code) for _, status, code in store.statuses]
    assert told == [("sent", None), ("delivered", None), ("read", None), ("failed", 131047)]
    assert store.inbounds == []


async def test_statuses_may_be_left_alone(whatsapp_settings: Settings, store: Store, graph: FakeGraphApi, payload: Payload) -> None:
    transport = httpx.ASGITransport(Starlette(routes=webhook.routes(whatsapp_settings, store.receive)))
    body = event(payload("status_read"))
    async with httpx.AsyncClient(transport=transport, base_url="http://assa.test") as client:
        assert (await client.post("/whatsapp", content=body, headers=graph.headers(body))).status_code == 200


@pytest.mark.parametrize("name", ["text", "status_read"])
async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(
    name: str, client: httpx.AsyncClient, store: Store, graph: FakeGraphApi, payload: Payload
) -> None:
    body = event(payload(name))
    store.broken = True
    assert (await client.post("/whatsapp", content=body, headers=graph.headers(body))).status_code == 500
    store.broken = False
    assert (await client.post("/whatsapp", content=body, headers=graph.headers(body))).status_code == 200
    assert len(store.inbounds) + len(store.statuses) == 1


def signatures(body: bytes) -> Iterable[dict[bytes, bytes]]:
    """Headers that do not sign this body with our secret."""
    yield {}
    for value in ("", "sha256=", "sha256=é", sign(body, "another-secret"), sign(body + b" ", FakeGraphApi.app_secret)):
        yield {b"X-Hub-Signature-256": value.encode()}
    yield {b"X-Hub-Signature": sign(body, FakeGraphApi.app_secret).encode()}


async def test_an_event_that_is_not_signed_by_meta_is_refused_and_nothing_is_stored(
    client: httpx.AsyncClient, store: Store, payload: Payload
) -> None:
    body = event(payload("text"))
    for headers in signatures(body):
        answer = await client.post("/whatsapp", content=body, headers=headers)
        assert answer.status_code == 401, headers
    assert store.inbounds == []


async def test_the_signature_is_checked_on_the_bytes_that_came(client: httpx.AsyncClient, store: Store, payload: Payload) -> None:
    pretty = json.dumps(payload("text"), indent=1, ensure_ascii=True).encode()
    compact = event(payload("text"))
    headers = {"X-Hub-Signature-256": sign(compact, FakeGraphApi.app_secret)}
    assert (await client.post("/whatsapp", content=pretty, headers=headers)).status_code == 401
    headers = {"X-Hub-Signature-256": sign(pretty, FakeGraphApi.app_secret)}
    assert (await client.post("/whatsapp", content=pretty, headers=headers)).status_code == 200
    assert len(store.inbounds) == 1


@pytest.mark.parametrize("unset", [None, SecretStr("")])
async def test_without_an_app_secret_no_event_is_accepted_and_the_log_says_what_to_set(
    unset: SecretStr | None, whatsapp_settings: Settings, store: Store, payload: Payload
) -> None:
    body = event(payload("text"))
    settings = whatsapp_settings.model_copy(update={"whatsapp_app_secret": unset})
    async with served(settings, store) as client:
        with capture_logs() as logs:
            answer = await client.post("/whatsapp", content=body, headers={"X-Hub-Signature-256": sign(body, "")})
    assert answer.status_code == 503
    assert store.inbounds == []
    assert [line["event"] for line in logs] == ["whatsapp.no_app_secret"]
    assert "ASSA_WHATSAPP_APP_SECRET" in logs[0]["hint"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"null", b"7", b"{}", b'{"object":"page","entry":[]}'])
async def test_a_signed_event_that_no_redelivery_would_heal_is_acknowledged(
    body: bytes, client: httpx.AsyncClient, store: Store, graph: FakeGraphApi
) -> None:
    assert (await client.post("/whatsapp", content=body, headers=graph.headers(body))).status_code == 200
    assert store.inbounds == []


async def test_a_malformed_event_is_logged_without_its_contents(client: httpx.AsyncClient, graph: FakeGraphApi) -> None:
    body = b'{"from": "22376000001", '
    with capture_logs() as logs:
        await client.post("/whatsapp", content=body, headers=graph.headers(body))
    assert [line["event"] for line in logs] == ["whatsapp.malformed_event"]
    assert AWA not in str(logs)


async def test_an_event_that_is_too_long_is_refused_whatever_it_announces(
    client: httpx.AsyncClient, store: Store, graph: FakeGraphApi, payload: Payload
) -> None:
    long = event(payload("text")) + b" " * webhook.MAX_BODY

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(long), 65_536):
            yield long[start : start + 65_536]

    assert (await client.post("/whatsapp", content=long, headers=graph.headers(long))).status_code == 413
    assert (await client.post("/whatsapp", content=chunks(), headers=graph.headers(long))).status_code == 413
    assert store.inbounds == []


async def test_the_longest_event_that_meta_sends_is_accepted(
    client: httpx.AsyncClient, store: Store, graph: FakeGraphApi, payload: Payload
) -> None:
    body = event(payload("text"))
    body += b" " * (webhook.MAX_BODY - len(body))
    assert (await client.post("/whatsapp", content=body, headers=graph.headers(body))).status_code == 200
    assert len(store.inbounds) == 1


async def test_other_methods_are_not_allowed(client: httpx.AsyncClient) -> None:
    assert (await client.put("/whatsapp")).status_code == 405
