"""A day's entry, and the status of a contact: by legal steps, and the clock never over a person's word."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor, only_people
from contact_tracing.contacts.history import change, forget, locked
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.errors import BadReport
from contact_tracing.follow_up import codes
from contact_tracing.follow_up.clock import Window, window
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.rules import SYMPTOMS
from core.errors import Conflict, NotAllowed


@dataclass(frozen=True, slots=True)
class DayEntry:
    """day: which was looked at. state: of `codes.ENTERED`. temperature: degrees Celsius. symptoms: by code."""

    day: date
    state: str
    temperature: Decimal | None = None
    symptoms: tuple[str, ...] = ()


def _window(session: Session, contact: uuid.UUID) -> Window | None:
    return window(session.scalars(select(Exposure.last_contact).where(Exposure.contact_uuid == contact)))


def entry_problems(entry: DayEntry, today: date) -> dict[str, str]:
    """What is wrong with an entry, whoever's it is."""
    problems = {}
    if entry.state not in codes.ENTERED:
        problems["state"] = "unknown_code"
    if entry.day > today:
        problems["day"] = "date_in_future"
    if entry.temperature is not None and not codes.TEMPERATURES[0] <= float(entry.temperature) <= codes.TEMPERATURES[1]:
        problems["temperature"] = "out_of_range"
    if set(entry.symptoms) - SYMPTOMS.keys():
        problems["symptoms"] = "unknown_code"
    elif entry.symptoms and entry.state != "SEEN_NOT_OK":
        problems["state"] = "has_symptoms"
    if entry.state == "MISSED" and entry.temperature is not None:
        problems["temperature"] = "not_seen"
    return problems


def _problems(entry: DayEntry, today: date, days: Window | None) -> dict[str, str]:
    outside = entry.day <= today and (days is None or days.number(entry.day) is None)
    return entry_problems(entry, today) | ({"day": "outside_follow_up"} if outside else {})


def enter_day(session: Session, contact_id: str, entry: DayEntry, actor: Actor, today: date, now: datetime) -> bool:
    """Store what was seen of a contact on a day of their window; False when the last entry of that day says the same.

    Raises BadReport naming each bad field; NotFound; Conflict `not_followed` once they became a case or died; NotAllowed for the system.
    """
    if actor[0] == "system":
        raise NotAllowed("needs_a_person", actor=actor[0])
    contact = locked(session, contact_id)
    if contact.status in ("BECAME_CASE", "DIED"):
        raise Conflict("not_followed", status=contact.status)
    problems = _problems(entry, today, _window(session, contact.id))
    if problems:
        raise BadReport(**problems)
    of_day = select(FollowUpEntry).where(FollowUpEntry.contact_uuid == contact.id, FollowUpEntry.day == entry.day)
    last = session.scalar(of_day.order_by(FollowUpEntry.id.desc()).limit(1))
    if last is not None and (last.state, last.temperature, tuple(last.symptoms)) == (entry.state, entry.temperature, entry.symptoms):
        return False
    store_entry(session, contact, entry, actor, now)
    return True


def store_entry(session: Session, contact: Contact, entry: DayEntry, actor: Actor, now: datetime) -> None:
    """Store an entry that was checked."""
    session.add(
        FollowUpEntry(
            contact_uuid=contact.id,
            day=entry.day,
            state=entry.state,
            temperature=entry.temperature,
            symptoms=list(entry.symptoms),
            actor_kind=actor[0],
            actor_id=None if actor[1] is None else str(actor[1]),
            entered_at=now,
        )
    )
    session.flush()


def set_status(
    session: Session, contact_id: str, status: str, actor: Actor, reason: str | None = None, now: datetime | None = None
) -> bool:  # fmt: skip
    """Set a contact's status, by a person. reason: a code of `codes.REASONS` where one is needed. False when it was that already.

    Raises BadReport, Conflict `illegal_transition` or `needs_a_case` (`become_case` makes it and sets the status), NotFound, NotAllowed.
    """
    only_people(actor)
    if status not in codes.STATUSES:
        raise BadReport(status="unknown_code")
    if status == "BECAME_CASE":
        raise Conflict("needs_a_case", contact_id=contact_id)
    if reason not in codes.REASONS.get(status, (None,)):
        raise BadReport(reason="unknown_code" if reason else "missing")
    contact = locked(session, contact_id)
    if (contact.status, contact.status_reason) == (status, reason):
        return False
    if contact.status != status and status not in codes.STATUSES[contact.status]:
        raise Conflict("illegal_transition", field="status", before=contact.status, after=status)
    _put(session, contact, status, reason, actor, now or datetime.now(UTC))
    return True


def _put(session: Session, contact: Contact, status: str, reason: str | None, actor: Actor, now: datetime) -> None:
    change(session, contact, {"status": status, "status_reason": reason}, actor, None, now)


def day_states(days: Window, entries: Sequence[tuple[date, str]], today: date) -> dict[date, str]:
    """The state of every day of a window. entries: day and state, in the order written: the last of a day counts.

    A day without an entry is NOT_PERFORMED once it is over, NOT_ATTEMPTED today and later (Go.Data).
    """
    entered = dict(entries)
    all_days = [date.fromordinal(number) for number in range(days.first.toordinal(), days.last.toordinal() + 1)]
    return {day: entered.get(day, "NOT_PERFORMED" if day < today else "NOT_ATTEMPTED") for day in all_days}


def forget_self_reports(session: Session, person_id: uuid.UUID) -> None:
    """Take out of entries that a person made them, and who they are out of the contact for whom they reported: what was seen stays."""
    mine = (FollowUpEntry.actor_kind == "person", FollowUpEntry.actor_id == str(person_id))
    forget(session, session.scalars(select(FollowUpEntry.contact_uuid).where(*mine).distinct()).all(), datetime.now(UTC))
    session.execute(update(FollowUpEntry).where(*mine).values(actor_id=None))
