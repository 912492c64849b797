"""Long work in the queue."""

import asyncio
import uuid
from threading import Event

from core.database import AsyncDatabase
from core.jobs import job
from core.longwork.run import perform


@job
async def run(database: AsyncDatabase, work_id: str) -> None:
    """In a thread: a file of 200,000 rows takes seconds of this process. When the worker stops, the work is left to the next one."""
    stop = Event()
    url = database.engine.url.render_as_string(hide_password=False)
    doing = asyncio.create_task(asyncio.to_thread(perform, url, uuid.UUID(work_id), stop))
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait((doing,))
        raise
