"""How often a sender, or an address, may write: a fixed window in Redis. Without Redis nobody is held up."""

from dataclasses import dataclass

import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

log = structlog.get_logger()

WINDOW = 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """client: of Redis. sender, address: how many messages a window from one sender of the page, and from one network address
    (a whole village may share one)."""

    client: redis.Redis
    sender: int = 60
    address: int = 600

    async def exceeded(self, sender: str, address: str) -> bool:
        """Count this message; True when it is one too many."""
        try:
            return await self._over(f"assa:rate:s:{sender}", self.sender) or await self._over(f"assa:rate:a:{address}", self.address)
        except (RedisError, OSError) as error:
            log.warning("webchat.limits_away", error=type(error).__name__)
            return False

    async def _over(self, key: str, most: int) -> bool:
        count = int(await self.client.incr(key))
        if count == 1:
            await self.client.expire(key, WINDOW)
        return count > most
