"""`/healthz` (this process lives), `/readyz` (it can do its work: database, Redis, Rasa), `/metrics` (Prometheus)."""

import asyncio
from collections.abc import Awaitable

import redis.asyncio as redis
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.queue import queue
from bot.rasa_client import RasaClient
from core.database import AsyncDatabase

PATIENCE = 3.0
"""Seconds that a check may take."""


class Health:
    def __init__(self, database: AsyncDatabase, redis_url: str, rasa: RasaClient) -> None:
        self.database, self.rasa = database, rasa
        self.redis = redis.Redis.from_url(redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)

    def routes(self) -> list[Route]:
        return [Route("/healthz", self.healthz), Route("/readyz", self.readyz), Route("/metrics", self.metrics)]

    async def healthz(self, request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(self, request: Request) -> Response:
        """200, or 503 with what fails: `{"database": true, "redis": true, "rasa": false}`."""
        checks = {"database": self._database(), "redis": self._redis(), "rasa": self.rasa.ready()}
        results = dict(zip(checks, await asyncio.gather(*(self._within(check) for check in checks.values())), strict=True))
        return JSONResponse(results, status_code=200 if all(results.values()) else 503)

    async def metrics(self, request: Request) -> Response:
        """What waits, what could not be done, by channel. Counts only: nothing of a person. 503 while the database is away."""
        registry = CollectorRegistry()
        inbox = Gauge("assa_inbox_messages", "messages accepted: pending, failed", ["channel", "state"], registry=registry)
        outbox = Gauge("assa_outbox_messages", "parts to send: pending, refused, abandoned", ["channel", "state"], registry=registry)
        depth = Gauge("assa_queue_depth", "messages due for their turn", registry=registry)
        oldest = Gauge("assa_queue_oldest_seconds", "how long the oldest of them has waited", registry=registry)
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self.database.run(queue)
        except (SQLAlchemyError, OSError, TimeoutError):
            return PlainTextResponse("the database is away\n", status_code=503)
        for gauge, rows in ((inbox, found.inbox), (outbox, found.outbox)):
            for channel, state, count in rows:
                gauge.labels(channel, state).set(count)
        depth.set(found.depth)
        oldest.set(found.oldest)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    async def close(self) -> None:
        await self.redis.aclose()

    async def _within(self, check: Awaitable[bool]) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                return await check
        except TimeoutError:
            return False

    async def _database(self) -> bool:
        try:
            await self.database.run(lambda session: session.execute(text("SELECT 1")))
        except (SQLAlchemyError, OSError):
            return False
        return True

    async def _redis(self) -> bool:
        try:
            return bool(await self.redis.ping())
        except (RedisError, OSError):
            return False
