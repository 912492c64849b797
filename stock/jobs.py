"""What stock does by the clock."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.jobs import periodic
from stock.alerts.tell import escalate, tell
from stock.alerts.watch import look
from stock.reminders import remind


@periodic("15 * * * *")
def alert(session: Session, now: datetime) -> None:
    """Every hour: what began is told, what nobody took up goes a level higher."""
    tell(session, look(session, now), now)
    escalate(session, now)


@periodic("5 * * * *")
def weekly_reminder(session: Session, now: datetime) -> None:
    """Every hour: the centres whose weekly hour it is are asked to report."""
    remind(session, now)
