"""An agent offers to accompany somebody who reported themselves; they begin it, or do not."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor
from contact_tracing.isolation.diary import is_active
from contact_tracing.models import Case
from core import audit, notifications
from core.errors import NotFound


def offer_isolation(session: Session, case_id: str, by: Actor, now: datetime) -> str:
    """Returns `offered`, `offered_before`, `active`, or `not_theirs`: the person who is ill did not write to us. Raises NotFound.

    What is sent names neither the illness nor anybody: the phone may be shared.
    """
    case = session.scalar(select(Case).where(Case.case_id == case_id))
    if case is None:
        raise NotFound("no_such_case")
    if case.subject != "self" or case.reporter_id is None or case.erased_at is not None:
        return "not_theirs"
    if is_active(session, case.reporter_id):
        return "active"
    key = f"isolation-offer:{case.id}:{now.date().isoformat()}"
    if not notifications.request(session, case.reporter_id, "utter_isolation_offer", {"case": case_id}, key=key):
        return "offered_before"
    audit.record(session, "isolation.offered", actor=by, subject=("case", case.id))
    return "offered"
