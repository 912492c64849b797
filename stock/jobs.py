"""What stock does by the clock."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.facilities import queries as centres
from core.jobs import defer, job, periodic
from stock.alerts.tell import escalate, tell
from stock.alerts.watch import look, look_at_the_clock
from stock.models import StockCard
from stock.reminders import remind

AT_A_TIME = 100
"""Centres of one job."""
GRACE = timedelta(minutes=2)
"""After a report, so that "non, 210" comes before the district is told."""


@job
def look_at(session: Session, facilities: list[str]) -> None:
    """Tell what began at these centres."""
    now = datetime.now(UTC)
    tell(session, look(session, now, facilities=facilities), now)


def soon(session: Session, facilities: Collection[str]) -> None:
    """Look at these centres in a moment: something was reported there. In the caller's transaction."""
    if facilities:
        defer(session, look_at, at=datetime.now(UTC) + GRACE, facilities=sorted(facilities))


@periodic("15 * * * *")
def alert(session: Session, now: datetime) -> None:
    """Every hour: who fell silent and what nobody confirmed is told, what nobody took up goes a level higher."""
    tell(session, look_at_the_clock(session, now), now)
    escalate(session, now)


@periodic("30 5 * * *")
def every_card(session: Session, now: datetime) -> None:
    """Every morning, since days pass and months end: all centres, those of a place together, whose district gets one message."""
    reporting = set(session.scalars(select(StockCard.facility).distinct()))
    places = {each.code: each.place for each in centres.every(session, now.date())}
    order = sorted(reporting, key=lambda code: (places.get(code, ""), code))
    for first in range(0, len(order), AT_A_TIME):
        defer(session, look_at, facilities=order[first : first + AT_A_TIME])


@periodic("5 * * * *")
def weekly_reminder(session: Session, now: datetime) -> None:
    """Every hour: the centres whose weekly hour it is are asked to report."""
    remind(session, now)
