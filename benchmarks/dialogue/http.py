"""HTTP/1.1 over kept connections, as little as the measurement needs: what the load costs is taken from both systems' processor."""

import asyncio
from collections.abc import Awaitable, Callable


class HttpError(Exception):
    """An answer that is none of a working system."""


async def _head(reader: asyncio.StreamReader) -> tuple[bytes, int]:
    """First line and length of the body of what comes next."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    lines = head.split(b"\r\n")
    for line in lines[1:]:
        if line[:15].lower() == b"content-length:":
            length = int(line[15:])
    return lines[0], length


class Client:
    """Posts to one server; as many connections as there are calls at a time."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, path: str, body: bytes, headers: str = "") -> bytes:
        """The body of a 200. Raises HttpError."""
        reader, writer = await self._connection()
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\n{headers}"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        try:
            line, length = await _head(reader)
            content = await reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise HttpError(f"{path}: the connection was closed") from error
        self._free.append((reader, writer))
        if b" 200 " not in line:
            raise HttpError(f"{path}: {line.decode()}")
        return content

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A kept one that the server has not closed meanwhile, else a new one."""
        while self._free:
            reader, writer = self._free.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._host, self._port)

    def close(self) -> None:
        for _, writer in self._free:
            writer.close()
        self._free.clear()


Handler = Callable[[str, bytes], bytes]
"""Takes path and body of a POST, gives the body of its answer."""


async def serve(handler: Handler) -> tuple[asyncio.Server, int]:
    """A server on loopback, and its port."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                line, length = await _head(reader)
                answer = handler(line.split(b" ")[1].decode(), await reader.readexactly(length))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


Say = Callable[[str, str], Awaitable[None]]
"""Takes a person's name and a text; returns when it is answered."""
