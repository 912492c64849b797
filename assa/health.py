"""`/healthz` (this process lives), `/readyz` (it can do its work: database, Redis, Rasa), `/metrics` (Prometheus)."""

import asyncio
from collections.abc import Awaitable

import redis.asyncio as redis
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.models import InboxMessage, OutboxMessage
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
        """How many messages are in which state, by channel. Counts only: nothing of a person. 503 while the database is away."""
        registry = CollectorRegistry()
        inbox = Gauge("assa_inbox_messages", "messages accepted", ["channel", "state"], registry=registry)
        outbox = Gauge("assa_outbox_messages", "parts to send, sent, refused, abandoned", ["channel", "state"], registry=registry)
        try:
            async with asyncio.timeout(PATIENCE):
                counted = await self.database.run(_counts)
        except (SQLAlchemyError, OSError, TimeoutError):
            return PlainTextResponse("the database is away\n", status_code=503)
        for gauge, rows in zip((inbox, outbox), counted, strict=True):
            for channel, state, count in rows:
                gauge.labels(channel, state).set(count)
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


def _counts(session: Session) -> tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]]:
    def by_state(model: type[InboxMessage] | type[OutboxMessage]) -> list[tuple[str, str, int]]:
        rows = session.execute(select(model.channel, model.state, func.count()).group_by(model.channel, model.state))
        return [(channel, state, count) for channel, state, count in rows]

    return by_state(InboxMessage), by_state(OutboxMessage)
