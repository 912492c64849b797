"""Who waits for work is woken one by one, and no ring is lost."""

import asyncio

from assa.worker import Bell


async def test_a_ring_wakes_one_of_those_who_wait():
    bell, woken = Bell(), []

    async def wait(name):
        await bell.heard()
        woken.append(name)

    waiting = [asyncio.create_task(wait(name)) for name in ("a", "b")]
    await asyncio.sleep(0)
    bell.ring()
    await asyncio.sleep(0.01)
    assert len(woken) == 1
    assert bell.help()
    await asyncio.gather(*waiting)
    assert sorted(woken) == ["a", "b"]


async def test_a_ring_while_everybody_works_makes_the_next_look_once_more():
    bell = Bell()
    bell.ring()
    bell.ring()
    await asyncio.wait_for(bell.heard(), 1)
    waiting = asyncio.create_task(bell.heard())
    await asyncio.sleep(0)
    assert not waiting.done()
    assert bell.help()
    await waiting


async def test_help_is_not_kept_for_later():
    bell = Bell()
    assert not bell.help()
    waiting = asyncio.create_task(bell.heard())
    await asyncio.sleep(0)
    assert not waiting.done()
    bell.ring()
    await waiting


async def test_who_gave_up_waiting_takes_no_ring_with_them():
    bell = Bell()
    gone = asyncio.create_task(bell.heard())
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    stays = asyncio.create_task(bell.heard())
    await asyncio.sleep(0)
    bell.ring()
    await asyncio.wait_for(stays, 1)
