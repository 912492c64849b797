"""Nothing is kept for longer than needed: what is done and old goes, every night."""

from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot import inbox, outbox
from bot.work import drafts
from contact_tracing import service as contact_tracing
from core import notifications
from core.jobs import periodic
from core.settings import Settings
from messages import queries as messages

log = structlog.get_logger()


@periodic("17 3 * * *")
def purge(session: Session, now: datetime, days: int | None = None) -> None:
    """Delete what is done and older than `days` (ASSA_RETENTION_DAYS) from the inbox, the outbox and the notifications.

    Names are taken out of old reports."""
    before = now - timedelta(days=Settings().retention_days if days is None else days)
    years = int(messages.facts(session, now.astimezone(UTC).date()).get("retention_years", "2"))
    cases = contact_tracing.anonymise_reported_before(session, now - timedelta(days=365 * years))
    told = notifications.purge(session, before)
    log.info(
        "retention.purged",
        inbox=inbox.purge(session, before),
        outbox=outbox.purge(session, before),
        work=drafts.purge(session),
        told=told,
        cases=cases,
    )
