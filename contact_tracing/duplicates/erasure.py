"""What merges keep of somebody goes when their data does."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from contact_tracing.duplicates.models import RecordMerge


def forget_merges(session: Session, records: Collection[UUID]) -> None:
    """Take what was kept for an undo out of the merges of these cases or contacts: they can no longer be undone."""
    theirs = or_(RecordMerge.kept_uuid.in_(records), RecordMerge.gone_uuid.in_(records))
    session.execute(update(RecordMerge).where(theirs).values(detail=None, gone_reporter=None, gone_key=None))
