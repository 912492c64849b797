"""The window of follow-up in SQL, and the nightly step by it: a fixed number of statements, whatever the number of contacts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Integer, Select, and_, case, cast, func, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from contact_tracing.contacts.models import Contact, ContactChange, Exposure
from contact_tracing.follow_up.clock import PERIODS
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from core.audit import AuditEntry

COMPLETED = "FOLLOW_UP_COMPLETED"
LONGEST = timedelta(days=60)
"""No rule follows anybody for longer: a contact without an exposure since then is not taken up again."""
BATCH = 5000


def last_contact() -> ColumnElement[date]:
    """The day of the latest exposure of a contact."""
    return select(func.max(Exposure.last_contact)).where(Exposure.contact_uuid == Contact.id).scalar_subquery()


def days_after(last: ColumnElement[date]) -> ColumnElement[int]:
    """The days of follow-up by the rule in force on the last contact: `clock.period_on` in SQL, held to it by a test."""
    newest_first = sorted(PERIODS, key=lambda each: each.valid_from, reverse=True)
    rules = [(last >= each.valid_from, each.days) for each in newest_first]
    return cast(case(*rules, else_=PERIODS[0].days), Integer)


def holds(last: ColumnElement[date], days: ColumnElement[int], day: date) -> ColumnElement[bool]:
    """Whether the window of a last contact holds a day (`clock.Window.number`)."""
    return and_(last + 1 <= day, last + days >= day)


def advance(session: Session, today: date) -> int:
    """Complete the follow-up of contacts whose last day has passed, and take up again those whom a later exposure extends.

    Lost, cancelled, became a case, died stay as a person said; who has no exposure stays as they are. Safe to run twice. Returns how many
    changed; each with its line of history and of the audit, as by `contacts.history.change`.
    """
    last = last_contact()
    over = last + days_after(last) < today
    recent = select(Exposure.contact_uuid).where(Exposure.last_contact >= today - LONGEST)
    ended = select(Contact.id).where(Contact.status == UNDER_FOLLOW_UP, over)
    extended = select(Contact.id).where(Contact.status == COMPLETED, Contact.id.in_(recent), ~over)
    return _put(session, ended, UNDER_FOLLOW_UP, COMPLETED) + _put(session, extended, COMPLETED, UNDER_FOLLOW_UP)


def _put(session: Session, whom: Select[UUID], before: str, after: str) -> int:
    contacts = session.scalars(whom.order_by(Contact.id).with_for_update(of=Contact)).all()
    for start in range(0, len(contacts), BATCH):
        _note(session, contacts[start : start + BATCH], before, after)
    return len(contacts)


def _note(session: Session, contacts: Sequence[UUID], before: str, after: str) -> None:
    now = datetime.now(UTC)
    told = {"at": now, "actor_kind": "system", "actor_id": None}
    line = {**told, "field": "status", "before": before, "after": after, "reason": None}
    session.execute(insert(ContactChange), [{**line, "contact_uuid": contact} for contact in contacts])
    entry = {**told, "action": "contact.changed", "subject_kind": "contact", "before": None, "after": {"fields": ["status"]}}
    session.execute(insert(AuditEntry), [{**entry, "subject_id": str(contact)} for contact in contacts])
    changed = update(Contact).where(Contact.id.in_(contacts)).values(status=after, status_reason=None)
    session.execute(changed.execution_options(synchronize_session="fetch"))
