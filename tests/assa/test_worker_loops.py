"""A message that nobody rang for is taken all the same: one that comes due by the clock, and one that was there before the worker."""

import asyncio

import pytest

from assa import worker as module
from assa.worker import Worker
from bot import inbox
from bot.arrival import claim
from bot.inbound import Inbound, Kind
from bot.models import InboxMessage
from bot.turn import Turned


class Taking:
    """Takes messages as turns do, and notes them."""

    def __init__(self, database):
        self.database, self.taken = database, []

    async def next(self):
        def take(session):
            claimed = claim(session)
            if claimed is None:
                return None
            self.taken.append(claimed.inbound.provider_id)
            session.get_one(InboxMessage, claimed.inbox_id).state = "done"
            return Turned(claimed.conversation.id, delivered=True)

        return await self.database.run(take)


@pytest.fixture
async def working(settings, database, monkeypatch):
    """A worker whose loops for messages run, with the clock's, and without the listener."""
    monkeypatch.setattr(module, "IDLE", 0.1)
    worker = Worker(settings)
    worker.turns = Taking(worker.database)
    tasks = []

    def begin():
        tasks.extend(asyncio.create_task(worker._forever(worker._turn, inbox.CHANNEL)) for _ in range(3))
        tasks.append(asyncio.create_task(worker._look_now_and_then()))
        return worker

    yield begin
    worker.stop.set()
    for bell in worker._bells.values():
        while bell.help():
            pass
    await asyncio.gather(*tasks)
    await worker.rasa.close()
    await worker.database.close()


def store(database, provider_id, hold=0.0):
    with database.transaction() as session:
        inbox.store(session, Inbound("whatsapp", provider_id[0], provider_id, Kind.TEXT, "bonjour"), hold)


async def taken(worker, count):
    async with asyncio.timeout(20):
        while len(worker.turns.taken) < count:  # noqa: ASYNC110 (polled: nothing tells)
            await asyncio.sleep(0.02)
    return worker.turns.taken


async def test_what_was_there_before_the_worker_is_taken_in_order(working, database):
    for provider_id in ("a1", "b1", "a2"):
        store(database, provider_id)
    found = await taken(working(), 3)
    assert sorted(found) == ["a1", "a2", "b1"]
    assert found.index("a1") < found.index("a2")


async def test_what_comes_due_by_the_clock_is_taken_without_a_ring(working, database):
    worker = working()
    await asyncio.sleep(0.3)
    store(database, "c1", hold=0.4)
    assert await taken(worker, 1) == ["c1"]
