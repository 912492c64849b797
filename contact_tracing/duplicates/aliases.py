"""The number of a record that went into another still leads somewhere: to the one that was kept."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.duplicates.models import RecordMerge


def resolve(session: Session, kind: str, record_id: str) -> str:
    """The readable id under which a case or a contact (`kind`) stands now: its own, or that of the record which it was merged into."""
    seen = {record_id}
    while True:
        into = select(RecordMerge.kept_id).where(RecordMerge.gone_id == record_id, RecordMerge.kind == kind)
        kept = session.scalar(into.where(RecordMerge.undone_at.is_(None)).limit(1))
        if kept is None or kept in seen:
            return record_id
        record_id = kept
        seen.add(kept)


def case_of_submission(session: Session, submission_key: str) -> str | None:
    """The case that holds a report now, where the report's own case went into another."""
    went = select(RecordMerge.gone_id).where(RecordMerge.gone_key == submission_key, RecordMerge.undone_at.is_(None)).limit(1)
    gone = session.scalar(went)
    return None if gone is None else resolve(session, "case", gone)


def cases_reported_by(session: Session, person_id: uuid.UUID) -> set[uuid.UUID]:
    """The cases that hold a report of this person which went into another's."""
    went = select(RecordMerge.kept_uuid).where(RecordMerge.gone_reporter == person_id, RecordMerge.undone_at.is_(None))
    found: set[uuid.UUID] = set()
    new = set(session.scalars(went))
    while new - found:
        found |= new
        further = select(RecordMerge.kept_uuid).where(
            RecordMerge.gone_uuid.in_(found), RecordMerge.kind == "case", RecordMerge.undone_at.is_(None)
        )
        new = set(session.scalars(further))
    return found
