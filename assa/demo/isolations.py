"""People of the made-up country who are accompanied in isolation: better, worse with a task, silent, hungry, ended by the rule, stopped."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assa.demo.people import identifier
from contact_tracing.isolation.models import Isolation, IsolationDay, Task
from contact_tracing.models import Case
from core.identity.models import Person

COURSES: tuple[tuple[str, int, tuple[str, ...], str | None, str | None], ...] = (
    ("ACTIVE", 4, ("same", "same", "better"), None, None),
    ("ACTIVE", 5, ("same", "worse", "worse"), None, "worse"),
    ("ACTIVE", 6, ("better", "same"), None, "silent"),
    ("ACTIVE", 3, ("same", "better"), None, "food"),
    ("ACTIVE", 7, ("same", "same", "worse", "same", "better"), None, "talk"),
    ("ENDED", 12, ("same", "same", "better", "better", "better"), "days", None),
    ("ENDED", 11, ("same", "better", "better", "same", "better"), "days", None),
    ("STOPPED", 8, ("same", "better"), None, None),
)
"""Status, days since it began, what was said of the first days, why it ended, what an agent has to do."""


def isolations(session: Session, dice: random.Random, until: date) -> dict[str, int]:
    """Of the latest cases, who from now on reported themselves."""
    latest = select(Case).order_by(Case.onset_date.desc(), Case.case_id).limit(len(COURSES))
    cases = session.scalars(latest).all()
    for case, course in zip(cases, COURSES, strict=False):
        _one(session, dice, until, case, course)
    session.flush()
    return {"isolations": min(len(cases), len(COURSES))}


def _one(
    session: Session, dice: random.Random, until: date, case: Case, course: tuple[str, int, tuple[str, ...], str | None, str | None]
) -> None:
    status, ago, feelings, reason, task = course
    began = until - timedelta(days=ago)
    person = Person(id=identifier(dice), locale=dice.choice(("fr", "bm")), created_at=_at(began, 8))
    session.add(person)
    session.flush()
    case.reporter_id, case.subject = person.id, "self"
    values: dict[str, Any] = {
        "person_id": person.id, "case_uuid": case.id, "region": case.region, "cercle": case.cercle, "began": began,
        "onset": min(case.onset_date or began, began), "hour": dice.choice((7, 8, 18)), "status": status, "end_reason": reason,
        "ended_at": None if status == "ACTIVE" else _at(until - timedelta(days=1), 9), "greeted_on": until, "silent_told": task == "silent",
    }  # fmt: skip
    number = session.execute(insert(Isolation).values(values).returning(Isolation.id)).scalar_one()
    for n, feeling in enumerate(feelings, 1):
        danger = "no" if feeling == "worse" else None
        day = began + timedelta(days=n)
        session.add(IsolationDay(isolation_id=number, day=day, feeling=feeling, danger=danger, at=_at(day, 9)))
    if task is not None:
        session.add(Task(isolation_id=number, kind=task, created_at=_at(until, 7)))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
