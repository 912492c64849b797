"""Taking a merge apart."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor, only_people
from contact_tracing.cases.history import locked as locked_case
from contact_tracing.contacts.history import locked as locked_contact
from contact_tracing.duplicates import rows
from contact_tracing.duplicates.decisions import decide
from contact_tracing.duplicates.merging import Merged
from contact_tracing.duplicates.models import RecordMerge
from core import audit
from core.errors import Conflict, NotFound


def undo_merge(session: Session, number: int, actor: Actor, now: datetime) -> Merged:
    """Take a merge apart: both records, all that moved, and every field are as they were. The two are remembered as two people.

    What was done since survives: fields of the kept record that were changed after the merge, and what was added to it, stay with it; a
    row that moved goes back as it is now. Raises NotFound; NotAllowed; Conflict `undone`; `later_merge` (with its `number`: undo that
    first); `erased` (the data of somebody concerned is gone); `case_closed`.
    """
    only_people(actor)
    made = session.scalar(select(RecordMerge).where(RecordMerge.id == number).with_for_update())
    if made is None:
        raise NotFound("no_such_merge", number=number)
    _may_be_undone(session, made)
    if made.kind == "contact":
        locked_contact(session, made.kept_id)
    else:
        locked_case(session, made.kept_id)
    (_unlink if made.kind == "link" else _part)(session, made)
    made.undone_at, made.undone_by = now, f"{actor[0]} {actor[1]}"
    session.flush()
    # the rows were written past the session
    session.expire_all()
    decide(session, made.kind, made.kept_uuid, made.gone_uuid, "DISTINCT", actor, now)
    subject = ("contact" if made.kind == "contact" else "case", made.kept_uuid)
    audit.record(session, f"{made.kind}.merge_undone", actor=actor, subject=subject, after={"merge": made.id, "gone": made.gone_id})
    return Merged(made.id, made.kept_id, made.gone_id)


def _may_be_undone(session: Session, made: RecordMerge) -> None:
    if made.undone_at is not None:
        raise Conflict("undone", number=made.id)
    concerned = [made.kept_uuid, made.gone_uuid]
    later = select(RecordMerge.id).where(
        RecordMerge.id > made.id,
        RecordMerge.undone_at.is_(None),
        or_(RecordMerge.kept_uuid.in_(concerned), RecordMerge.gone_uuid.in_(concerned)),
    )
    number = session.scalar(later.order_by(RecordMerge.id.desc()).limit(1))
    if number is not None:
        raise Conflict("later_merge", number=number)
    if made.detail is None:
        raise Conflict("erased", number=made.id)


def _part(session: Session, made: RecordMerge) -> None:
    detail = made.detail
    session.flush()
    rows.put_back(session, made.kind, detail["row"])
    rows.move_back(session, made.kind, detail["moved"], made.gone_uuid, made.kept_uuid)
    for table, row in detail["aside"]:
        rows.put_back(session, table, row)
    if detail["alert"] is not None:
        rows.give_back(session, "report_alert", made.kept_uuid, detail["alert"]["before"], detail["alert"]["after"], "case_uuid")
    rows.give_back(session, made.kind, made.kept_uuid, detail["before"], detail["after"])


def _unlink(session: Session, made: RecordMerge) -> None:
    detail = made.detail
    session.flush()
    rows.give_back(session, "case", made.kept_uuid, detail["before"], detail["after"])
    rows.give_back(session, "contact", made.gone_uuid, detail["contact"]["before"], detail["contact"]["after"])
