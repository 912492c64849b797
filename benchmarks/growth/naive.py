"""The same answers the way that comes to mind first: every object loaded, looked at in Python; one question a record; counted anew."""

import csv
import io
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.models import InboxMessage, OutboxMessage
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.follow_up.clock import window
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.models import Case


def use_by_week_and_channel(session: Session, first: date, last: date) -> int:
    """Distinct people and sums, from the days themselves."""
    rows = session.execute(
        text("""
            SELECT date_trunc('week', day), channel, count(DISTINCT usage_id), sum(messages_in), sum(messages_out), sum(sessions)
            FROM usage_day WHERE day BETWEEN :first AND :last GROUP BY 1, 2
        """),
        {"first": first, "last": last},
    )
    return len(rows.all())


def follow_up_list(session: Session, day: date, places: Collection[str]) -> int:
    """Each contact of the place, then its exposures and entries, one question each."""
    found = 0
    place = func.coalesce(Contact.cercle, Contact.region)
    for contact in session.scalars(select(Contact).where(Contact.status == UNDER_FOLLOW_UP, place.in_(places))):
        met = session.scalars(select(Exposure.last_contact).where(Exposure.contact_uuid == contact.id)).all()
        days = window(met)
        if days is not None and days.number(day) is not None:
            session.scalars(select(FollowUpEntry.state).where(FollowUpEntry.contact_uuid == contact.id, FollowUpEntry.day == day)).all()
            found += 1
    return found


def chain(session: Session, case_id: str) -> int:
    """From the case to those before and after it, one question each."""
    start = session.scalars(select(Case.id).where(Case.case_id == case_id)).one()
    cases, edge = {start}, [start]
    while edge:
        case = edge.pop()
        after = select(Contact.case_uuid).join(Exposure, Exposure.contact_uuid == Contact.id).where(Exposure.case_uuid == case)
        before = select(Exposure.case_uuid).join(Contact, Exposure.contact_uuid == Contact.id).where(Contact.case_uuid == case)
        for statement in (after, before):
            new = {each for each in session.scalars(statement) if each is not None} - cases
            cases |= new
            edge += new
    for case in cases:
        session.get(Case, case)
    return len(cases)


def cases_as_csv(session: Session, out: io.BytesIO) -> int:
    """All cases as objects, then as rows, then as text."""
    text_out = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text_out)
    names = [column.key for column in Case.__table__.columns]
    cases = session.scalars(select(Case).order_by(Case.id)).all()
    writer.writerows([[getattr(case, name) for name in names] for case in cases])
    text_out.flush()
    text_out.detach()
    return len(cases)


def ended_follow_up(session: Session, today: date, most: int) -> int:
    """Whose window is over, of the first `most` contacts that the clock may change: every one loaded with its last exposure."""
    latest = select(func.max(Exposure.last_contact)).where(Exposure.contact_uuid == Contact.id).scalar_subquery()
    ours = select(Contact, latest).where(Contact.status.in_((UNDER_FOLLOW_UP, "FOLLOW_UP_COMPLETED"))).limit(most)
    ended = 0
    for contact, last_contact in session.execute(ours).all():
        days = None if last_contact is None else window([last_contact])
        over = days is not None and today > days.last
        ended += over and contact.status == UNDER_FOLLOW_UP
    return ended


def queue(session: Session) -> int:
    """All messages, by state."""
    rows = 0
    for model in (InboxMessage, OutboxMessage):
        rows += len(session.execute(select(model.channel, model.state, func.count()).group_by(model.channel, model.state)).all())
    return rows


def old_messages(session: Session, before: datetime) -> int:
    """What retention deletes, looked for row by row."""
    session.execute(text("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off"))
    found = session.scalar(select(func.count()).where(InboxMessage.state != "pending", InboxMessage.received_at < before))
    return found or 0
