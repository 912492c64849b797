"""`assa import exposures|follow-up|lab FILE`: what is said of cases and contacts that we have, by the rules by which agents enter it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor
from contact_tracing.cases.laboratory import Sample, record_sample
from contact_tracing.contacts.exposures import EXPOSURE_FIELDS, record_exposure
from contact_tracing.contacts.history import locked
from contact_tracing.errors import BadReport
from contact_tracing.follow_up.entries import DayEntry, entry_problems, store_entry
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.imports import cells
from contact_tracing.imports.linelists import Done, Layout, Numbers, Reading, code, readable_id, several, text

Taker = Callable[[Session, Numbers, dict[str, Any], Actor, datetime], bool | None]
"""Takes in a row; whether it was new; None for what is nothing to take."""
PLANNED = ("NOT_PERFORMED", "NOT_ATTEMPTED")

_EXPOSURES = Layout(
    "exposures",
    dict.fromkeys(("source_case_id", "contact_id", "target_case_id"), readable_id)
    | dict.fromkeys(("type", "context", "duration", "frequency", "certainty", "relation"), code)
    | {"last_contact": cells.day, "estimated": cells.truth, "cluster": lambda typed: cells.short(typed, 64), "comment": text},
    ("source_case_id", "last_contact"),
    frozenset({"recorded_at"}),
)
_FOLLOW_UP = Layout(
    "follow-up",
    {"contact_id": readable_id, "day": cells.day, "state": code, "temperature": cells.number, "entered_at": cells.moment}
    | {"symptoms": lambda typed: tuple(each.lower() for each in several(typed))},
    ("contact_id", "day", "state"),
    frozenset({"pseudonym", "by", "team_id"}),
)
_LAB = Layout(
    "lab",
    {"case_id": readable_id, "sample_id": lambda typed: cells.short(typed, 60), "laboratory": lambda typed: cells.short(typed, 200)}
    | dict.fromkeys(("sample_type", "test_type", "result"), code)
    | dict.fromkeys(("taken_on", "delivered_on", "tested_on", "result_on"), cells.day),
    ("case_id", "sample_id", "sample_type"),
    frozenset({"pseudonym"}),
)


def import_exposures(session: Session, path: Path, actor: Actor, now: datetime) -> Done:
    """Who was near whom. Raises BadTable with every bad cell, as all of these do."""
    return _take(session, path, _EXPOSURES, _exposure, actor, now)


def import_follow_up(session: Session, path: Path, actor: Actor, now: datetime) -> Done:
    """Days of follow-up that were seen; those that were only planned are counted."""
    return _take(session, path, _FOLLOW_UP, _entry, actor, now)


def import_lab(session: Session, path: Path, actor: Actor, now: datetime) -> Done:
    """Samples and their results."""
    return _take(session, path, _LAB, _sample, actor, now)


def _take(session: Session, path: Path, layout: Layout, take: Taker, actor: Actor, now: datetime) -> Done:
    reading, numbers = Reading(path, layout), Numbers(session)
    for number, values in reading.rows():
        missing = {name: "missing" for name in layout.needed if name not in values}
        reading.refuse(number, missing)
        if missing:
            continue
        with reading.cell_errors(number, layout.needed[0]):
            new = take(session, numbers, values, actor, now)
            reading.done.added += new is True
            reading.done.unchanged += new is False
            reading.done.planned += new is None
    return reading.finish(session, actor)


def _exposure(session: Session, numbers: Numbers, values: Mapping[str, Any], actor: Actor, now: datetime) -> bool:
    contact, target = values.get("contact_id"), values.get("target_case_id")
    return record_exposure(
        session,
        numbers.case(values["source_case_id"]),
        {name: values[name] for name in EXPOSURE_FIELDS if name in values},
        actor,
        now.date(),
        contact_id=None if contact is None else numbers.contact(contact),
        target_case_id=None if target is None else numbers.case(target),
    )


def _entry(session: Session, numbers: Numbers, values: Mapping[str, Any], actor: Actor, now: datetime) -> bool | None:
    """As it was entered elsewhere: also of a window that a later exposure moved, and of who became a case since."""
    if values["state"] in PLANNED:
        return None
    entry = DayEntry(values["day"], values["state"], values.get("temperature"), values.get("symptoms", ()))
    problems = entry_problems(entry, now.date())
    if problems:
        raise BadReport(**problems)
    contact = locked(session, numbers.contact(values["contact_id"]))
    told = select(FollowUpEntry.symptoms, FollowUpEntry.temperature).where(FollowUpEntry.contact_uuid == contact.id)
    told = told.where(FollowUpEntry.day == entry.day, FollowUpEntry.state == entry.state)
    if any((tuple(row.symptoms), row.temperature) == (entry.symptoms, entry.temperature) for row in session.execute(told)):
        return False
    store_entry(session, contact, entry, actor, min(values.get("entered_at", now), now))
    return True


def _sample(session: Session, numbers: Numbers, values: Mapping[str, Any], actor: Actor, now: datetime) -> bool:
    fields = {name: value for name, value in values.items() if name != "case_id"}
    return record_sample(session, numbers.case(values["case_id"]), Sample(**fields), actor, now.date(), now)
