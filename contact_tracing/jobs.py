"""What tracing does by the clock."""

from datetime import datetime

from sqlalchemy.orm import Session

from contact_tracing.service import advance_follow_up
from core.jobs import periodic


@periodic("5 0 * * *")
def end_follow_up(session: Session, now: datetime) -> None:
    """Just after midnight: follow-up whose last day was yesterday is completed."""
    advance_follow_up(session, now.date())
