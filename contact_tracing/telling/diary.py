"""The days of a contact who was told in the chat: asked once a day, answering for themselves."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, select
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.errors import BadReport
from contact_tracing.follow_up.clock import window
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.follow_up.entries import DayEntry, enter_day
from contact_tracing.follow_up.lists import places_of_cases
from contact_tracing.rules import EMERGENCY_SYMPTOMS
from contact_tracing.telling.models import ContactNotice
from contact_tracing.telling.moments import END_LATEST, by_chance
from contact_tracing.telling.telling import END
from core import absent, geography, notifications
from core.absent import What
from core.errors import NotFound
from core.staff import queries as staff

ASKED = "utter_contact_day"
ASK_WITHIN = timedelta(hours=2)
"""The morning over which those who are followed are asked."""
_RANDOM = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Followed:
    """A contact, as they are known to the chat. contact_id: for agents only. asked: they agreed to be asked each day."""

    contact_id: str
    asked: bool


def noticed(person_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Whether that person was, or is to be, told of being a contact, for a query that asks for it among other things."""
    return exists().where(ContactNotice.person_id == person_id)


def followed(session: Session, person_id: UUID, today: date) -> Followed | None:
    """The contact whom this person is, while they are followed and have been told; None for everybody else."""
    found = _open(session, person_id, today)
    return None if found is None else Followed(found[1].contact_id, found[0].asks_since is not None)


def want_to_be_asked(session: Session, person_id: UUID, now: datetime, *, wanted: bool) -> None:
    """Whether they are asked each day. Who does not want it is still followed, by an agent, who is told. Raises NotFound."""
    notice, contact = _mine(session, person_id, now.date())
    notice.asks_since = (notice.asks_since or now) if wanted else None
    notice.stopped_at = None if wanted else now
    if not wanted:
        _tell_agents(session, contact, "utter_contact_stopped", now)
    session.flush()


def report_well(session: Session, person_id: UUID, now: datetime) -> None:
    """They say that they are well, today. Raises NotFound."""
    _, contact = _mine(session, person_id, now.date())
    enter_day(session, contact.contact_id, DayEntry(now.date(), "SEEN_OK"), ("person", person_id), now.date(), now)


def report_signs(session: Session, person_id: UUID, symptoms: Collection[str], now: datetime) -> bool:
    """They say that they have signs (codes): stored as their own report, and told to agents, who can make a suspect case of them by one
    tap. True where one of them is a sign of danger. Raises NotFound; BadReport."""
    _, contact = _mine(session, person_id, now.date())
    danger = bool(EMERGENCY_SYMPTOMS & set(symptoms))
    _ill(session, contact, person_id, tuple(symptoms), now, danger=danger)
    return danger


def _ill(session: Session, contact: Contact, person_id: UUID, symptoms: tuple[str, ...], now: datetime, *, danger: bool) -> None:
    entry = DayEntry(now.date(), "SEEN_NOT_OK", None, symptoms)
    _tell_agents(session, contact, "utter_contact_danger" if danger else "utter_contact_signs", now, necessary=danger)
    try:
        enter_day(session, contact.contact_id, entry, ("person", person_id), now.date(), now)
    except BadReport as error:
        # the first day of follow-up is tomorrow: there is no day to enter it for, and the agents know
        if error.fields.get("day") != "outside_follow_up":
            raise


def danger_written(session: Session, person_id: UUID, now: datetime, symptoms: Collection[str] = ()) -> bool:
    """Somebody who is followed wrote of an emergency: stored as their own report, and their agents are told. False for everybody else.

    symptoms: the signs that could be read, by code; what could not is `other`.
    """
    found = _open(session, person_id, now.date())
    if found is None:
        return False
    _ill(session, found[1], person_id, tuple(symptoms) or ("other",), now, danger=True)
    return True


def ask_followed(session: Session, now: datetime) -> int:
    """Ask those who want to be asked and have not said today how they are; tell those whose follow-up is over, at a moment by chance.

    Returns how many will be told something. Safe to run twice.
    """
    today, asked = now.date(), 0
    rows = session.execute(
        select(ContactNotice, Contact)
        .join(Contact, Contact.id == ContactNotice.contact_uuid)
        .where(ContactNotice.way == "chat", ContactNotice.person_id.is_not(None), ContactNotice.asks_since.is_not(None))
        .where(ContactNotice.ended_at.is_(None), Contact.erased_at.is_(None))
        .with_for_update(of=ContactNotice, skip_locked=True)
    )
    for notice, contact in rows:
        if notice.person_id is None or notice.asked_on == today:
            continue
        if contact.status != UNDER_FOLLOW_UP or not _in_window(session, contact, today):
            notice.ended_at = now
            if contact.status in (UNDER_FOLLOW_UP, "FOLLOW_UP_COMPLETED"):
                at = by_chance(now, _RANDOM.random(), timedelta(0), END_LATEST)
                notifications.request(session, notice.person_id, END, key=f"contact:{contact.id}:end", due_at=at)
                asked += 1
            continue
        notice.asked_on = today
        at = now + ASK_WITHIN * _RANDOM.random()
        key = f"contact:{contact.id}:{today.isoformat()}"
        notifications.request(session, notice.person_id, ASKED, key=key, due_at=at, expires_at=at + timedelta(hours=12))
        asked += 1
    session.flush()
    return asked


def _mine(session: Session, person_id: UUID, today: date) -> tuple[ContactNotice, Contact]:
    found = _open(session, person_id, today)
    if found is None:
        raise NotFound("not_followed")
    return found


def _open(session: Session, person_id: UUID, today: date) -> tuple[ContactNotice, Contact] | None:
    if absent.known(session, What.NOTICE, person_id):
        return None
    rows = session.execute(
        select(ContactNotice, Contact)
        .join(Contact, Contact.id == ContactNotice.contact_uuid)
        .where(ContactNotice.person_id == person_id, Contact.status == UNDER_FOLLOW_UP, Contact.erased_at.is_(None))
        .order_by(ContactNotice.agreed_at.desc())
    )
    return next(((notice, contact) for notice, contact in rows if _in_window(session, contact, today)), None)


def _in_window(session: Session, contact: Contact, today: date) -> bool:
    latest = session.scalar(select(func.max(Exposure.last_contact)).where(Exposure.contact_uuid == contact.id))
    days = None if latest is None else window([latest])
    return days is not None and today <= days.last


def _tell_agents(session: Session, contact: Contact, response: str, now: datetime, *, necessary: bool = False) -> None:
    """The nearest level of the contact's place that has somebody: the number of the contact and the place, no name."""
    place = contact.cercle or contact.region or places_of_cases(session, [contact.id]).get(contact.id)
    near = staff.receivers(session, place=place, on=now.date())
    told = {"contact": contact.contact_id, "place": geography.named(place, now.date())}
    for each in near:
        if each.role == near[0].role and each.person_id is not None:
            key = f"{response}:{contact.id}:{now.date().isoformat()}:{each.id}"
            notifications.request(session, each.person_id, response, told, key=key, necessary=necessary)
