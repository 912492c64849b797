"""What tracing does by the clock."""

from datetime import datetime

from sqlalchemy.orm import Session

from contact_tracing.duplicates.find import BATCH as AT_A_TIME
from contact_tracing.service import advance_follow_up, ask_followed, escalate, find_duplicates, greet
from core.jobs import defer, job, periodic, waits


@periodic("5 0 * * *")
def end_follow_up(session: Session, now: datetime) -> None:
    """Just after midnight: follow-up whose last day was yesterday is completed."""
    advance_follow_up(session, now.date())


@periodic("*/5 * * * *")
def escalate_reports(session: Session, now: datetime) -> None:
    """A report that nobody acknowledged is told to the next level when its time has come."""
    escalate(session, now)


@periodic("*/5 * * * *")
def greet_in_isolation(session: Session, now: datetime) -> None:
    """Those whose hour has come are asked how they are; agents are told of who says nothing."""
    greet(session, now)


@periodic("*/5 * * * *")
def look_for_duplicates(session: Session, now: datetime) -> None:
    """Records that came by a file, and those of before, are compared with the others; a report is when it comes."""
    if not waits(session, go_on_looking):
        go_on_looking(session)


@job
def go_on_looking(session: Session) -> None:
    """A batch, and where more may be left another one in a transaction of its own, behind what else waits by then: a country's records,
    whose keys a new version makes anew, are done in hours, and no job waits for more than a batch."""
    if find_duplicates(session) >= AT_A_TIME:
        defer(session, go_on_looking, lock="contact_tracing.duplicates")


@periodic("0 8 * * *")
def ask_contacts(session: Session, now: datetime) -> None:
    """In the morning: contacts who want to be asked how they are."""
    ask_followed(session, now)
