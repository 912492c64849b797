"""The one way in which a case is changed: locked, open, and noted field by field."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from contact_tracing.cases.models import CaseChange, LabSample
from contact_tracing.contacts.models import Exposure, ExposureRemoval
from contact_tracing.duplicates.aliases import resolve
from contact_tracing.models import Case
from core import audit
from core.errors import Conflict, NotAllowed, NotFound

Actor = tuple[str, uuid.UUID | str | None]
"""Kind (agent, coordinator, system) and id of who acts."""

HUMANS = ("agent", "coordinator", "operator")
"""Who may judge a case: a person, never the system. operator: at the command line, by the name that they gave."""


def stored(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def locked(session: Session, case_id: str, *, closed: bool = False) -> Case:
    """The case of a readable id, or of that which it was merged into, held until the transaction ends.

    Raises NotFound; Conflict `case_closed` unless a closed one will do.
    """
    found = select(Case).where(Case.case_id == resolve(session, "case", case_id))
    case = session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if case is None:
        raise NotFound("no_such_case", case_id=case_id)
    if case.closed_at is not None and not closed:
        raise Conflict("case_closed", case_id=case_id)
    return case


def only_people(actor: Actor) -> None:
    """Raises NotAllowed for an actor who is no agent or coordinator, or has no name."""
    if actor[0] not in HUMANS or not actor[1]:
        raise NotAllowed("needs_an_agent", actor=actor[0])


def change(session: Session, case: Case, values: Mapping[str, Any], actor: Actor, reason: str | None, now: datetime) -> list[str]:
    """Give fields of a case new values, and note those that differ. Returns their names; [] when nothing did."""
    changed = []
    for field, after in values.items():
        before = getattr(case, field)
        if stored(before) == stored(after):
            continue
        note(session, case, field, before, after, actor, reason, now)
        setattr(case, field, list(after) if isinstance(after, tuple) else after)
        changed.append(field)
    session.flush()
    if changed:
        audit.record(session, "case.changed", actor=actor, subject=("case", case.id), after={"fields": changed})
    return changed


def note(
    session: Session, case: Case, field: str, before: Any, after: Any, actor: Actor, reason: str | None, now: datetime
) -> None:  # fmt: skip
    """One line of the history."""
    session.add(
        CaseChange(
            case_uuid=case.id,
            at=now,
            actor_kind=actor[0],
            actor_id=None if actor[1] is None else str(actor[1]),
            field=field,
            before=stored(before),
            after=stored(after),
            reason=reason,
        )
    )


PERSONAL = ("name", "phone", "locality", "travel_places", "isolation_place")
"""Fields that tell who somebody is or where to find them."""


def forget(session: Session, cases: Sequence[Case]) -> None:
    """Take personal values, and every reason (free text), out of the histories of cases: who changed what and when stays."""
    ids = [case.id for case in cases]
    lines = update(CaseChange).where(CaseChange.case_uuid.in_(ids))
    session.execute(lines.values(reason=None))
    session.execute(lines.where(CaseChange.field.in_(PERSONAL)).values(before=None, after=None))
    session.execute(update(LabSample).where(LabSample.case_uuid.in_(ids)).values(extra=None))
    theirs = or_(Exposure.case_uuid.in_(ids), Exposure.target_case_uuid.in_(ids))
    session.execute(update(Exposure).where(theirs).values(comment=None, extra=None))
    removed = or_(ExposureRemoval.case_uuid.in_(ids), ExposureRemoval.target_case_uuid.in_(ids))
    session.execute(update(ExposureRemoval).where(removed).values(detail=None))
    for case in cases:
        for field in (*PERSONAL, "extra", "match_keys"):
            setattr(case, field, None)
    session.flush()
