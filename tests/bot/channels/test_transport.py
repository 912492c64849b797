"""The bytes go by aiohttp; what httpx's users see is httpx."""

import asyncio
import gzip
import socket
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.channels.transport import Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@asynccontextmanager
async def server(answer):
    """Answers every request with the bytes that `answer(head, body)` gives; None: it hangs up. Yields its address, and what came."""
    came = []

    async def serve(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0)
                body = await reader.readexactly(length)
                came.append((writer.get_extra_info("peername")[1], head, body))
                given = answer(head, body)
                if given is None:
                    break
                writer.write(given)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", came
    finally:
        listening.close()


@asynccontextmanager
async def client(**options):
    async with httpx.AsyncClient(transport=Transport(), **options) as opened:
        yield opened


async def test_a_call_and_its_answer():
    async with server(lambda head, body: OK) as (url, came), client() as http:
        answer = await http.post(f"{url}/a%2Fb?x=1%2B2", json={"name": "Awa"}, headers={"X-One": "1"})
    assert (answer.status_code, answer.text, answer.headers["content-length"]) == (200, "ok", "2")
    ((_, head, body),) = came
    assert head.startswith(b"POST /a%2Fb?x=1%2B2 HTTP/1.1\r\n")
    assert body == b'{"name":"Awa"}'
    assert head.lower().count(b"\r\nhost:") == head.lower().count(b"\r\ncontent-type:") == head.lower().count(b"\r\nx-one: 1\r\n") == 1


async def test_a_file_goes_whole():
    async with server(lambda head, body: OK) as (url, came), client() as http:
        await http.post(url, files={"file": ("voix.ogg", b"\0" * 200_000, "audio/ogg")})
    assert b"voix.ogg" in came[0][2]
    assert len(came[0][2]) > 200_000


async def test_a_connection_is_used_again():
    async with server(lambda head, body: OK) as (url, came), client() as http:
        for _ in range(3):
            await http.get(url)
    assert len({port for port, *_ in came}) == 1


async def test_what_is_packed_is_unpacked_once():
    packed = gzip.compress("Protégez-vous".encode())
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(packed), packed)
    async with server(lambda head, body: answer) as (url, _), client() as http:
        assert (await http.get(url)).text == "Protégez-vous"


async def test_where_to_go_instead_is_told_and_not_followed():
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    async with server(lambda head, body: answer) as (url, _), client() as http:
        assert (await http.get(url)).status_code == 302


async def test_who_is_not_there_could_not_be_reached():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with client() as http:
            with pytest.raises(httpx.ConnectError):
                await http.get(f"http://127.0.0.1:{taken.getsockname()[1]}")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (None, httpx.RemoteProtocolError),
        (b"<html>no HTTP</html>\r\n\r\n", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", httpx.RemoteProtocolError),
    ],
)
async def test_what_may_have_been_sent_is_never_told_as_what_could_not_be(given, error):
    async with server(lambda head, body: given) as (url, came), client() as http:
        with pytest.raises(error):
            await http.post(url, json={})
    assert came


async def test_an_answer_that_breaks_off_is_an_error():
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\nok"
    answers = iter([broken])

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(next(answers))
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with client() as http:
        with pytest.raises(httpx.RemoteProtocolError):
            await http.get(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
    listening.close()


async def test_who_says_nothing_is_waited_for_so_long():
    async def silent(reader, writer):
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with client(timeout=httpx.Timeout(5.0, read=0.2)) as http:
        with pytest.raises(httpx.ReadTimeout):
            await http.get(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
    listening.close()


async def test_the_proxy_of_the_environment_is_used(monkeypatch):
    async with server(lambda head, body: OK) as (url, came), client() as http:
        monkeypatch.setenv("HTTP_PROXY", url)
        monkeypatch.setenv("http_proxy", url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert (await http.get("http://graph.example/v1")).text == "ok"
    assert came[0][1].startswith(b"GET http://graph.example/v1 HTTP/1.1\r\n")


async def test_an_error_names_no_address():
    async with client() as http:
        with pytest.raises(httpx.TransportError) as raised:
            await http.get("http://127.0.0.1:1/bot123:secret/getMe")
    assert "secret" not in str(raised.value)
    assert raised.value.__suppress_context__
