"""What happens to old questions by itself."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.jobs import periodic
from messages.questions import service


@periodic("37 3 * * *")
def forget_questions(session: Session, now: datetime) -> None:
    """Delete the questions that were kept for long enough."""
    service.purge(session, now.date())
