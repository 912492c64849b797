"""The report goes out by the clock: each morning what is due, one job an address, tried again as the queue does."""

import asyncio
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from core import mail
from core.database import AsyncDatabase
from core.jobs import defer, job, periodic
from core.settings import Settings
from usage.mailing import service
from usage.service import day_of

log = structlog.get_logger()


@periodic("25 5 * * *")
def send_due(session: Session, now: datetime) -> None:
    """Without a server nothing is due: the day that one is set, the last week and month go out."""
    if Settings().smtp_host is None:
        return
    for number in service.due(session, day_of(now)):
        defer(session, deliver, lock=f"usage.mailing {number}", delivery_id=number)


@job
async def deliver(database: AsyncDatabase, delivery_id: int) -> None:
    """Send one report, unless it was sent. A server that is away is tried again (raises MailFailed); one that says no is not."""
    letter = await database.run(service.letter, delivery_id)
    if letter is None:
        return
    try:
        await asyncio.to_thread(mail.send, letter, Settings())
    except mail.MailFailed as error:
        await database.run(service.failed, delivery_id, error.code)
        log.error("mailing.failed", delivery=delivery_id, why=error.code, status=error.fields["status"])
        if error.permanent:
            return
        raise
    await database.run(service.sent, delivery_id)
