"""Follow-up at a glance: the days of a case's contacts, and who has whom to see today."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.follow_up.clock import Window, window
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.follow_up.entries import day_states
from contact_tracing.follow_up.lists import ToFollow, in_places
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.follow_up.windows import LONGEST
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


def _due(session: Session, day: date, places: Collection[str] | None) -> dict[UUID, tuple[UUID | None, int, int]]:
    """The contacts whose window holds the day: who looks after them, the number of the day, and of how many."""
    last = func.max(Exposure.last_contact)
    of_case = func.array_agg(aggregate_order_by(Case.assigned_to, Exposure.last_contact.desc()), type_=ARRAY(Uuid))
    followed = (
        select(Contact.id, Contact.assigned_to, of_case[1], last)
        .join(Exposure, Exposure.contact_uuid == Contact.id)
        .join(Case, Case.id == Exposure.case_uuid)
        .where(Contact.status == UNDER_FOLLOW_UP, Contact.erased_at.is_(None), in_places(places), Exposure.last_contact >= day - LONGEST)
        .group_by(Contact.id)
    )
    return {
        contact: (own or of_case, number, (days.last - days.first).days + 1)
        for contact, own, of_case, last_contact in session.execute(followed)
        if (days := window([last_contact])) is not None and (number := days.number(day)) is not None
    }


def _states(session: Session, day: date, contacts: Collection[UUID]) -> dict[UUID, str]:
    """The last entry of the day, of those contacts who have one."""
    entered = select(FollowUpEntry.contact_uuid, FollowUpEntry.state).where(FollowUpEntry.day == day).order_by(FollowUpEntry.id)
    return {contact: state for contact, state in session.execute(entered) if contact in contacts}


def day_board(session: Session, day: date, places: Collection[str] | None) -> Sequence[AgentDay]:
    """The contacts to see on a day, by who looks after them: whom they are given to, else whom the case they were near last is given to.

    Who has most left comes first; those of nobody at the end. No name is read: a whole country is counted.
    """
    due = _due(session, day, places)
    states = _states(session, day, due.keys())
    counts: dict[UUID | None, Counter[str]] = defaultdict(Counter)
    for contact, (agent, _, _) in due.items():
        counts[agent]["all"] += 1
        counts[agent][states.get(contact, "")] += 1
    days = [AgentDay(agent, c["all"], c["SEEN_OK"] + c["SEEN_NOT_OK"], c["SEEN_NOT_OK"], c["MISSED"]) for agent, c in counts.items()]
    return sorted(days, key=lambda each: (each.agent is None, -each.left, str(each.agent)))


def day_lines(session: Session, day: date, places: Collection[str] | None, agent: UUID | None, most: int = 200) -> Sequence[ToFollow]:
    """Whom one member of staff (None: nobody) has to see on a day, who is left first; at most `most`. Holds names."""
    due = {contact: rest for contact, rest in _due(session, day, places).items() if rest[0] == agent}
    states = _states(session, day, due.keys())
    order = sorted(due, key=lambda contact: (states.get(contact) is not None, str(contact)))[:most]
    found = session.scalars(select(Contact).where(Contact.id.in_(order)))
    lines = [ToFollow(c.contact_id, c.name, c.cercle or c.region, c.locality, due[c.id][1], due[c.id][2], states.get(c.id)) for c in found]
    return sorted(lines, key=lambda each: (each.state is not None, each.place or "", each.locality or "", each.contact_id))
