"""What was decided of a pair: merged, or two people. Kept, so that nobody is asked again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor
from contact_tracing.duplicates.find import ordered
from contact_tracing.duplicates.models import DuplicatePair
from core import audit


def decide(session: Session, kind: str, one: UUID, other: UUID, state: str, actor: Actor, now: datetime) -> bool:
    """Note what was decided of a pair, which nobody may have found before. False when it was that already."""
    if kind == "link":
        first, second = one, other
    else:
        _, first, second = ordered(kind, one, kind, other)
    mine = (DuplicatePair.kind == kind, DuplicatePair.first_uuid == first, DuplicatePair.second_uuid == second)
    pair = session.scalar(select(DuplicatePair).where(*mine).with_for_update())
    if pair is None:
        pair = DuplicatePair(kind=kind, first_uuid=first, second_uuid=second, score=0, reasons=[], found_at=now, state="OPEN")
        session.add(pair)
    if pair.state == state:
        return False
    pair.state, pair.decided_at, pair.decided_by = state, now, f"{actor[0]} {actor[1]}"
    session.flush()
    if state == "DISTINCT":
        audit.record(
            session, "duplicate.distinct", actor=actor, subject=("case" if kind == "link" else kind, one), after={"other": str(other)}
        )
    return True
