"""`/readyz` and `/metrics` say what is so, while things are there and while they are away."""

import uuid

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assa.health import Health
from assa.ports import free_port
from bot import inbox
from bot.inbound import Inbound, Kind
from bot.rasa_client import RasaClient
from core.database import AsyncDatabase
from tests.fakes.server import serve


async def _ready(request: Request) -> JSONResponse:
    return JSONResponse({})


@pytest.fixture(scope="module")
def rasa_url():
    """A server that says what Rasa's says when it is ready."""
    with serve(Starlette(routes=[Route("/webhooks/assa/ready", _ready)])) as url:
        yield url


@pytest.fixture
async def ask(settings, database, rasa_url):
    """`await ask(path, ...)`: the answer of the health routes, with what is named in another place."""
    opened = []

    async def get(path, **elsewhere):
        urls = {"database": settings.database_url, "redis": settings.redis_url, "rasa": rasa_url, **elsewhere}
        connection, rasa = AsyncDatabase(urls["database"]), RasaClient(urls["rasa"])
        health = Health(connection, urls["redis"], rasa)
        opened.extend([connection, rasa, health])
        transport = httpx.ASGITransport(Starlette(routes=health.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://assa") as client:
            return await client.get(path)

    yield get
    for one in opened:
        await one.close()


NOWHERE = {
    "database": lambda: f"postgresql://nobody@127.0.0.1:{free_port()}/none",
    "redis": lambda: f"redis://127.0.0.1:{free_port()}/0",
    "rasa": lambda: f"http://127.0.0.1:{free_port()}",
}


async def test_ready_when_all_is_there(ask):
    answer = await ask("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "redis": True, "rasa": True})


@pytest.mark.parametrize("missing", sorted(NOWHERE))
async def test_not_ready_while_one_is_away_and_it_is_named(ask, missing):
    answer = await ask("/readyz", **{missing: NOWHERE[missing]()})
    assert answer.status_code == 503
    assert answer.json() == {name: name != missing for name in ("database", "redis", "rasa")}


async def test_a_redis_that_wants_another_password_is_not_there(ask, settings):
    answer = await ask("/readyz", redis=settings.redis_url.replace("redis://:", "redis://:not"))
    assert answer.json()["redis"] is False


async def test_alive_whatever_is_away(ask):
    answer = await ask("/healthz", **{name: url() for name, url in NOWHERE.items()})
    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_metrics_count_messages_and_tell_nothing_of_people(ask, database):
    with database.transaction() as session:
        inbox.store(session, Inbound("webchat", "a-very-secret-sender", uuid.uuid4().hex, Kind.TEXT, text="j'ai la fièvre"))
    answer = await ask("/metrics")
    assert 'assa_inbox_messages{channel="webchat",state="pending"} 1.0' in answer.text
    assert "assa_queue_depth 1.0" in answer.text
    assert "secret" not in answer.text
    assert "fièvre" not in answer.text


async def test_metrics_tell_the_depth_of_the_queue_and_its_age_also_when_nothing_waits(ask, database):
    assert {"assa_queue_depth 0.0", "assa_queue_oldest_seconds 0.0"} <= set((await ask("/metrics")).text.splitlines())
    with database.transaction() as session:
        inbox.store(session, Inbound("webchat", "one", uuid.uuid4().hex, Kind.TEXT, text="bonjour"))
        inbox.store(session, Inbound("webchat", "held by who answers it", uuid.uuid4().hex, Kind.TEXT, text="bonjour"), hold=60)
        session.execute(text("UPDATE inbox SET received_at = now() - interval '90 seconds'"))
    lines = (await ask("/metrics")).text.splitlines()
    assert "assa_queue_depth 1.0" in lines
    (oldest,) = [float(line.split()[1]) for line in lines if line.startswith("assa_queue_oldest_seconds ")]
    assert 90 <= oldest < 150


async def test_metrics_count_what_could_not_be_done_and_not_what_was(ask, database):
    with database.transaction() as session:
        for number, state in enumerate(("done", "done", "failed")):
            inbox.store(session, Inbound("webchat", f"sender {number}", f"m{number}", Kind.TEXT, text="bonjour"))
            session.execute(text("UPDATE inbox SET state = :state WHERE provider_id = :id"), {"state": state, "id": f"m{number}"})
    answer = await ask("/metrics")
    assert 'assa_inbox_messages{channel="webchat",state="failed"} 1.0' in answer.text
    assert 'state="done"' not in answer.text


async def test_metrics_are_refused_while_the_database_is_away(ask):
    assert (await ask("/metrics", database=NOWHERE["database"]())).status_code == 503
