"""The isolations of a case's person as they told them day by day, with what was asked of agents: for the case's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.duplicates.aliases import resolve
from contact_tracing.isolation.course import end_of
from contact_tracing.isolation.models import Isolation, IsolationDay, Task
from contact_tracing.models import Case


@dataclass(frozen=True, slots=True)
class ToldDay:
    """What was told of a day: feeling better, same, worse, or whether no sign is left (well, ill). danger: yes, no, unsure, None: not
    asked."""

    day: date
    feeling: str
    danger: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AskedOfAgents:
    """A task: a need (food, medicine, talk) or an alert (danger, worse, silent, stop). done_by: uuid of the member of staff."""

    number: int
    kind: str
    created_at: datetime
    done_at: datetime | None
    done_by: UUID | None


@dataclass(frozen=True, slots=True)
class IsolationSheet:
    """began: since when they are accompanied; hour: of the daily greeting; onset: of their first sign, None: never one. status: ACTIVE,
    ENDED, STOPPED. free_on: the first day out by the rule in force, None: not known yet, or over. days, tasks: the latest first."""

    began: date
    hour: int
    onset: date | None
    status: str
    end_reason: str | None
    ended_at: datetime | None
    free_on: date | None
    days: tuple[ToldDay, ...]
    tasks: tuple[AskedOfAgents, ...]


def isolations_of(session: Session, case_id: str, today: date) -> Sequence[IsolationSheet]:
    """Of a case that its person reported themselves, the latest first; () for others."""
    theirs = select(Isolation).join(Case, Case.id == Isolation.case_uuid).where(Case.case_id == resolve(session, "case", case_id))
    return [_sheet(session, each, today) for each in session.scalars(theirs.order_by(Isolation.began.desc(), Isolation.id.desc()))]


def _sheet(session: Session, isolation: Isolation, today: date) -> IsolationSheet:
    told = session.scalars(select(IsolationDay).where(IsolationDay.isolation_id == isolation.id).order_by(IsolationDay.id.desc()))
    asked = session.scalars(select(Task).where(Task.isolation_id == isolation.id).order_by(Task.id.desc()))
    ends = end_of(session, isolation, today) if isolation.status == "ACTIVE" else None
    return IsolationSheet(
        isolation.began, isolation.hour, isolation.onset, isolation.status, isolation.end_reason, isolation.ended_at,
        None if ends is None else ends.free_on,
        tuple(ToldDay(each.day, each.feeling, each.danger, each.at) for each in told),
        tuple(AskedOfAgents(each.id, each.kind, each.created_at, each.done_at, each.done_by) for each in asked),
    )  # fmt: skip


def task_of(session: Session, case_id: str, number: int) -> bool:
    """Whether a task is one of the person of this case."""
    mine = select(Task.id).join(Isolation, Isolation.id == Task.isolation_id).join(Case, Case.id == Isolation.case_uuid)
    found = mine.where(Case.case_id == resolve(session, "case", case_id), Task.id == number)
    return session.scalar(found) is not None
