"""Several Rasa processes are asked in turn, and one that is away or dies at work is not noticed."""

import asyncio
from contextlib import ExitStack

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assa.ports import free_port
from bot.rasa_client import RasaClient, RasaError, RasaUnavailable
from tests.fakes.server import serve

ANSWER = {"messages": [{"response": "masks"}], "form": None, "slot": None, "intent": "masks", "confidence": 0.9}


class Rasa:
    """Answers with `status`, counts what it was asked."""

    def __init__(self, status: int = 200) -> None:
        self.asked = 0
        self.status = status
        routes = [Route("/webhooks/assa/turn", self.turn, methods=["POST"]), Route("/webhooks/assa/ready", self.ready)]
        self.app = Starlette(routes=routes)

    async def turn(self, request: Request) -> JSONResponse:
        self.asked += 1
        return JSONResponse(ANSWER, status_code=self.status)

    async def ready(self, request: Request) -> JSONResponse:
        return JSONResponse({}, status_code=self.status)


async def dies_at_work() -> tuple[asyncio.Server, str]:
    """A server that reads a request and goes without a word."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
def rasas():
    """Two that answer, with their addresses."""
    with ExitStack() as stack:
        found = [Rasa(), Rasa()]
        yield found, [stack.enter_context(serve(rasa.app)) for rasa in found]


async def turns(urls: str, count: int) -> list[str]:
    client = RasaClient(urls, 5)
    try:
        return [(await client.turn("c", str(number), "x", {})).said[0].response for number in range(count)]
    finally:
        await client.close()


async def test_turns_go_to_each_in_turn(rasas):
    (one, other), urls = rasas
    assert await turns(", ".join(urls), 6) == ["masks"] * 6
    assert (one.asked, other.asked) == (3, 3)


async def test_one_that_is_away_is_not_noticed_and_then_asked_last(rasas):
    (one, _), urls = rasas
    assert await turns(f"http://127.0.0.1:{free_port()},{urls[0]}", 4) == ["masks"] * 4
    assert one.asked == 4


async def test_a_turn_that_a_dying_rasa_had_begun_is_done_by_another(rasas):
    (one, _), urls = rasas
    server, url = await dies_at_work()
    async with server:
        assert await turns(f"{url},{urls[0]}", 3) == ["masks"] * 3
    assert one.asked == 3


async def test_one_that_says_nothing_in_time_is_not_passed_over(rasas):
    (one, _), urls = rasas

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        client = RasaClient(f"{urls[0]},http://127.0.0.1:{server.sockets[0].getsockname()[1]}", 0.2)
        with pytest.raises(RasaUnavailable, match="Timeout"):
            await client.turn("c", "1", "x", {})
        await client.close()
    assert one.asked == 0


async def test_all_away_is_said(rasas):
    with pytest.raises(RasaUnavailable, match="ClientConnectorError"):
        await turns(f"http://127.0.0.1:{free_port()},http://127.0.0.1:{free_port()}", 1)


async def test_one_that_says_that_it_cannot_is_not_passed_over(rasas):
    (one, other), urls = rasas
    one.status = other.status = 503
    with pytest.raises(RasaUnavailable, match="503"):
        await turns(",".join(urls), 1)
    assert one.asked + other.asked == 1
    one.status = other.status = 404
    with pytest.raises(RasaError, match="404"):
        await turns(",".join(urls), 1)


async def test_ready_while_one_of_them_is(rasas):
    (one, other), urls = rasas
    client = RasaClient(",".join(urls))
    one.status = 503
    assert await client.ready()
    other.status = 503
    assert not await client.ready()
    await client.close()
