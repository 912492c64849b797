"""What agents have to do for people in isolation: told to those who answer for the place, without a name; done by one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from contact_tracing.isolation.models import Isolation, Task
from contact_tracing.models import Case
from core import audit, geography, notifications
from core.errors import NotFound
from core.staff import queries as staff
from core.staff.queries import StaffView

URGENT = frozenset({"danger", "worse"})
NEEDS = ("food", "medicine", "talk")


def ask_agents(session: Session, isolation: Isolation, kind: str, now: datetime) -> int:
    """Make a task, unless the same is open already, and tell the nearest level that has somebody. Returns the task's number.

    Danger is told to who said STOP too.
    """
    same = select(Task.id).where(Task.isolation_id == isolation.id, Task.kind == kind, Task.done_at.is_(None))
    known = session.scalar(same)
    if known is not None:
        return known
    task = Task(isolation_id=isolation.id, kind=kind, created_at=now)
    session.add(task)
    session.flush()
    place = isolation.cercle or isolation.region
    near = [each for each in staff.receivers(session, place=place, on=now.date()) if each.person_id != isolation.person_id]
    for each in near:
        if each.role == near[0].role and each.person_id is not None:
            told = {"place": geography.named(place, now.date()), "task": task.id}
            key = f"task:{task.id}:{each.id}"
            notifications.request(session, each.person_id, f"utter_task_{kind}", told, key=key, necessary=kind == "danger")
    return task.id


@dataclass(frozen=True, slots=True)
class OpenTask:
    """place: code. case_id, name, phone: of the person's own report, where they made one. Holds names: for roles that may see them."""

    id: int
    kind: str
    created_at: datetime
    place: str | None
    case_id: str | None
    name: str | None
    phone: str | None
    done: bool


_PLACE = func.coalesce(Isolation.cercle, Isolation.region)
_SELECT = (
    select(Task, _PLACE, Case)
    .join(Isolation, Isolation.id == Task.isolation_id)
    .outerjoin(Case, Case.id == Isolation.case_uuid)
    .order_by(Task.kind.not_in(URGENT), Task.created_at)
)


def open_tasks(session: Session, by: StaffView, on: date) -> Sequence[OpenTask]:
    """What is to be done in somebody's area: the urgent first, then the oldest."""
    areas = staff.places_of(by, on)
    rows = session.execute(_SELECT.where(Task.done_at.is_(None), true() if areas is None else _PLACE.in_(areas)))
    return [_view(*row) for row in rows]


def open_task(session: Session, task_id: int) -> OpenTask | None:
    row = session.execute(_SELECT.where(Task.id == task_id)).one_or_none()
    return None if row is None else _view(*row)


def finish(session: Session, task_id: int, by: UUID, now: datetime) -> bool:
    """False when it was done before. Raises NotFound."""
    task = session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound("no_such_task", task=task_id)
    if task.done_at is not None:
        return False
    task.done_at, task.done_by = now, by
    audit.record(session, "isolation.task_done", actor=("staff", str(by)), subject=("isolation_task", str(task_id)))
    return True


def _view(task: Task, place: str | None, case: Case | None) -> OpenTask:
    return OpenTask(
        task.id, task.kind, task.created_at, place, None if case is None else case.case_id, None if case is None else case.name,
        None if case is None else case.phone, task.done_at is not None,
    )  # fmt: skip
