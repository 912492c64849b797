"""What the queue does by the clock."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.handover import service
from bot.handover.hours import hours
from bot.handover.models import State, TalkRequest
from core.jobs import periodic
from core.settings import Settings

PATIENCE = timedelta(days=1)
"""After which a person whom nobody took is told that nobody came; hours in which nobody is there do not count before."""


@periodic("* * * * *")
def look_after(session: Session, now: datetime, settings: Settings | None = None) -> None:
    """Every minute: who waits is told to the next level, an agent who fell silent loses the request, who waited a day is told so.

    While the office is closed nobody is late. Safe to run twice.
    """
    read = settings or Settings()
    open_now = hours(read.office_hours, read.time_zone).open(now)
    rows = session.scalars(
        select(TalkRequest).where(TalkRequest.state != State.ENDED.value).order_by(TalkRequest.asked_at).with_for_update(skip_locked=True)
    )
    for request in rows:
        if request.state == State.WAITING and now - request.asked_at >= PATIENCE:
            service.nobody(session, request, now)
        elif not open_now:
            continue
        elif request.state == State.WAITING:
            steps = int((now - request.asked_at) / timedelta(minutes=read.talk_escalate_minutes))
            if not request.told or steps >= len(request.told):
                service.tell(session, request, now, above=True)
        elif (since := _silent_since(request)) is not None and now - since >= timedelta(minutes=read.talk_silent_minutes):
            service.give_up(session, request, now)


def _silent_since(request: TalkRequest) -> datetime | None:
    """Since when the agent owes an answer: not before they took it."""
    if request.wrote_at is None or request.taken_at is None:
        return None
    return max(request.wrote_at, request.taken_at)


@periodic("37 3 * * *")
def purge_talks(session: Session, now: datetime, days: int | None = None) -> None:
    """Every night: what ended longer ago than messages are kept goes, with what was answered."""
    before = now - timedelta(days=Settings().retention_days if days is None else days)
    session.execute(delete(TalkRequest).where(TalkRequest.ended_at < before))
