"""Follow-up at a glance: the days of a case's contacts, and who has whom to see today."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.follow_up.clock import PERIODS, Window, window
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.follow_up.entries import day_states
from contact_tracing.follow_up.lists import ToFollow, in_places
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.follow_up.windows import days_after, holds, last_contact
from contact_tracing.models import Case


@dataclass(frozen=True, slots=True)
class GridRow:
    """A contact and the state of each day of their window. Holds a name: for roles that may see them."""

    contact_id: str
    name: str | None
    status: str
    follow_up: Window
    states: Mapping[date, str]


def follow_up_grid(session: Session, case_id: str, today: date) -> Sequence[GridRow]:
    """The contacts of a case with the days that all their exposures give, by id."""
    named = select(Exposure.contact_uuid).join(Case, Case.id == Exposure.case_uuid).where(Case.case_id == case_id)
    last = func.max(Exposure.last_contact)
    found = session.execute(
        select(Contact, last)
        .join(Exposure, Exposure.contact_uuid == Contact.id)
        .where(Contact.id.in_(named))
        .group_by(Contact.id)
        .order_by(Contact.contact_id)
    ).all()
    entered: dict[UUID, list[tuple[date, str]]] = {}
    of_these = select(FollowUpEntry.contact_uuid, FollowUpEntry.day, FollowUpEntry.state).where(
        FollowUpEntry.contact_uuid.in_([contact.id for contact, _ in found])
    )
    for contact_uuid, day, state in session.execute(of_these.order_by(FollowUpEntry.id)):
        entered.setdefault(contact_uuid, []).append((day, state))
    return [
        GridRow(c.contact_id, c.name, c.status, days, day_states(days, entered.get(c.id, []), today))
        for c, last_contact in found
        if (days := window([last_contact])) is not None
    ]


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry of follow-up as it was written."""

    day: date
    state: str
    temperature: Decimal | None
    symptoms: tuple[str, ...]
    actor_kind: str
    entered_at: datetime


def entries_of(session: Session, contact_id: str) -> Sequence[Seen]:
    """What was written of a contact, the latest first."""
    lines = select(FollowUpEntry).join(Contact, Contact.id == FollowUpEntry.contact_uuid).where(Contact.contact_id == contact_id)
    return [
        Seen(e.day, e.state, e.temperature, tuple(e.symptoms or ()), e.actor_kind, e.entered_at)
        for e in session.scalars(lines.order_by(FollowUpEntry.id.desc()))
    ]


@dataclass(frozen=True, slots=True)
class AgentDay:
    """What one member of staff (uuid; None: nobody) has to do on a day: contacts to see, and how many are seen, ill, missed, left."""

    agent: UUID | None
    contacts: int
    seen: int
    ill: int
    missed: int

    @property
    def left(self) -> int:
        return self.contacts - self.seen - self.missed


def due_on(day: date, places: Collection[str] | None) -> Subquery:
    """The contacts whose window holds the day: id; own, whom they are given to; last, the latest contact; days of follow-up.

    Of some places, by the exposures of each contact; of the whole country from the exposures that are recent enough, all at once.
    """
    followed = select(Contact.id, Contact.assigned_to.label("own")).where(
        Contact.status == UNDER_FOLLOW_UP, Contact.erased_at.is_(None), in_places(places)
    )
    if places is not None:
        met = followed.add_columns(last_contact().label("last")).subquery("met")
    else:
        last = func.max(Exposure.last_contact).label("last")
        since = day - timedelta(days=max(each.days for each in PERIODS))
        recent = select(Exposure.contact_uuid, last).where(Exposure.last_contact >= since).group_by(Exposure.contact_uuid).subquery()
        met = followed.add_columns(recent.c.last).join(recent, recent.c.contact_uuid == Contact.id).subquery("met")
    days = days_after(met.c.last)
    return select(met, days.label("days")).where(holds(met.c.last, days, day)).subquery("due")


def last_states(day: date) -> Subquery:
    """The last entry of the day, of those contacts who have one."""
    return (
        select(FollowUpEntry.contact_uuid, FollowUpEntry.state)
        .ext(distinct_on(FollowUpEntry.contact_uuid))
        .where(FollowUpEntry.day == day)
        .order_by(FollowUpEntry.contact_uuid, FollowUpEntry.id.desc())
        .subquery("entered")
    )


def _near(due: FromClause) -> ColumnElement[UUID | None]:
    """Whom the case that they were near last is given to."""
    return (
        select(Case.assigned_to)
        .join(Exposure, Exposure.case_uuid == Case.id)
        .where(Exposure.contact_uuid == due.c.id)
        .order_by(Exposure.last_contact.desc())
        .limit(1)
        .scalar_subquery()
    )


def _who(due: FromClause) -> ColumnElement[UUID | None]:
    """Who looks after them: whom they are given to, else by the case."""
    return func.coalesce(due.c.own, _near(due))


def day_board(session: Session, day: date, places: Collection[str] | None) -> Sequence[AgentDay]:
    """The contacts to see on a day, by who looks after them: whom they are given to, else whom the case they were near last is given to.

    Who has most left comes first; those of nobody at the end. No name is read: a whole country is counted.
    """
    due, entered = due_on(day, places), last_states(day)
    each = select(_who(due).label("agent"), entered.c.state).outerjoin(entered, entered.c.contact_uuid == due.c.id).subquery()

    def counted(*states: str) -> ColumnElement[int]:
        return func.count().filter(each.c.state.in_(states))

    rows = session.execute(
        select(each.c.agent, func.count(), counted("SEEN_OK", "SEEN_NOT_OK"), counted("SEEN_NOT_OK"), counted("MISSED")).group_by(
            each.c.agent
        )
    )
    return sorted((AgentDay(*row) for row in rows), key=lambda each: (each.agent is None, -each.left, str(each.agent)))


def day_lines(session: Session, day: date, places: Collection[str] | None, agent: UUID | None, most: int = 200) -> Sequence[ToFollow]:
    """Whom one member of staff (None: nobody) has to see on a day, who is left first; at most `most`. Holds names."""
    last = last_contact().label("last")
    given = Contact.assigned_to.is_(None) if agent is None else or_(Contact.assigned_to == agent, Contact.assigned_to.is_(None))
    followed = select(Contact.id, Contact.assigned_to.label("own"), last).where(
        Contact.status == UNDER_FOLLOW_UP, Contact.erased_at.is_(None), in_places(places), given
    )
    # step by step, written out: some thousands at most, whose exposures and entries are looked up one by one, by their indexes
    maybe = followed.cte("maybe").prefix_with("MATERIALIZED")
    days = days_after(maybe.c.last)
    theirs = and_(maybe.c.own.is_(None), _near(maybe).is_(None)) if agent is None else _who(maybe) == agent
    due = select(maybe.c.id, maybe.c.last, days.label("days")).where(holds(maybe.c.last, days, day), theirs)
    own = due.cte("own").prefix_with("MATERIALIZED")
    entry = select(FollowUpEntry.state).where(FollowUpEntry.contact_uuid == own.c.id, FollowUpEntry.day == day)
    state = entry.order_by(FollowUpEntry.id.desc()).limit(1).scalar_subquery()
    stated = select(own, state.label("state")).cte("stated").prefix_with("MATERIALIZED")
    each = select(stated).order_by(stated.c.state.is_not(None), stated.c.id).limit(most).subquery()
    rows = session.execute(select(Contact, each.c.last, each.c.days, each.c.state).join(each, each.c.id == Contact.id))
    lines = [
        ToFollow(c.contact_id, c.name, c.cercle or c.region, c.locality, (day - last).days, days, state) for c, last, days, state in rows
    ]
    return sorted(lines, key=lambda each: (each.state is not None, each.place or "", each.locality or "", each.contact_id))
