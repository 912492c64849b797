"""Rows of Go.Data into our tables, in batches: new ones inserted, known ones left, changed ones changed with their history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Sequence as Numbers
from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contact_tracing import rules
from contact_tracing.cases import history as of_cases
from contact_tracing.cases.history import Actor
from contact_tracing.cases.models import LabSample
from contact_tracing.contacts import history as of_contacts
from contact_tracing.contacts.models import CONTACT_NUMBERS, Contact, Exposure, ExposureRemoval
from contact_tracing.contacts.rules import make_contact_id
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.godata.files import File
from contact_tracing.godata.people import ORIGIN
from contact_tracing.godata.record import DIGEST
from contact_tracing.godata.report import Count
from contact_tracing.imports.models import ExternalRow
from contact_tracing.models import CASE_NUMBERS, Case
from core import audit

MODELS: dict[str, Any] = {
    "cases": Case, "contacts": Contact, "relationships": Exposure, "followups": FollowUpEntry, "lab_results": LabSample
}  # fmt: skip
KEYS = {"cases": "id", "contacts": "id", "relationships": "id", "followups": "external_uuid", "lab_results": "id"}
LOOK_UP = frozenset({"name_index", "phone_index"})


@dataclass(frozen=True, slots=True)
class Stored:
    """record: fields by name, with some that no table has; extra: what they do not hold."""

    record: dict[str, Any]
    extra: dict[str, Any]


def store(session: Session, file: File, rows: Sequence[Stored], actor: Actor, now: datetime, count: Count) -> None:
    """Store a batch and count what it was."""
    model, key = MODELS[file.kind], KEYS[file.kind]
    ids = [each.record[key] for each in rows]
    stands = {
        row[0]: row for row in session.execute(select(getattr(model, key), model.extra, model.origin).where(getattr(model, key).in_(ids)))
    }
    taken_away = _removed(session, file, ids)
    new = []
    for each in rows:
        known = stands.get(each.record[key])
        if known is None and each.record[key] in taken_away:
            count.unchanged += 1
        elif known is None:
            new.append(each)
        elif known.origin != ORIGIN or known.extra is None or known.extra.get(DIGEST) == each.extra[DIGEST]:
            # ours is changed here and nowhere else; who was erased (nothing extra) is not brought back
            count.unchanged += 1
        else:
            _change(session, file, each, actor, now)
            count.changed += 1
    count.added += len(new)
    if new:
        _insert(session, file, new)


def _removed(session: Session, file: File, ids: Sequence[Any]) -> set[Any]:
    """The exposures among these that somebody took away here: they are not brought back."""
    if file.kind != "relationships":
        return set()
    gone = select(ExposureRemoval.exposure_id).where(ExposureRemoval.exposure_id.in_(ids), ExposureRemoval.restored_at.is_(None))
    return set(session.scalars(gone))


def _insert(session: Session, file: File, rows: Sequence[Stored]) -> None:
    table: Table = MODELS[file.kind].__table__
    if file.kind == "cases":
        numbers = _numbers(session, CASE_NUMBERS, len(rows))
        for each, number in zip(rows, numbers, strict=True):
            each.record["case_id"] = rules.make_case_id(each.record["reported_at"].year, number)
    elif file.kind == "contacts":
        numbers = _numbers(session, CONTACT_NUMBERS, len(rows))
        for each, number in zip(rows, numbers, strict=True):
            each.record["contact_id"] = make_contact_id(each.record["registered_at"].year, number)
    fields = [column.name for column in table.columns if column.name in rows[0].record]
    values = [{field: each.record[field] for field in fields} | {"origin": ORIGIN, "extra": each.extra} for each in rows]
    session.execute(table.insert(), values)


def _numbers(session: Session, sequence: Numbers, many: int) -> list[int]:
    return list(session.scalars(select(sequence.next_value()).select_from(func.generate_series(1, many))))


def _change(session: Session, file: File, new: Stored, actor: Actor, now: datetime) -> None:
    """Another row than last time under the same id: what it says now, with what was said before in the history."""
    model, key = MODELS[file.kind], KEYS[file.kind]
    kept = session.scalars(select(model).where(getattr(model, key) == new.record[key]).with_for_update()).one()
    never = {"id", "case_id", "contact_id", "submission_key", "origin", "channel", "symptoms", "conditions", "investigation", *LOOK_UP}
    fields = [name for name in new.record if name in model.__table__.columns and name not in never]
    values = {name: new.record[name] for name in fields}
    if isinstance(kept, Case):
        of_cases.change(session, kept, values, actor, None, now)
    elif isinstance(kept, Contact):
        of_contacts.change(session, kept, values, actor, None, now)
    else:
        changed = [name for name in fields if getattr(kept, name) != values[name]]
        for name in changed:
            setattr(kept, name, values[name])
        audit.record(session, "import.changed", actor=actor, subject=(file.kind, str(new.record[key])), after={"fields": changed})
    for name in LOOK_UP & new.record.keys():
        setattr(kept, name, new.record[name])
    kept.extra = new.extra
    session.flush()


def take_from_aside(session: Session, file: File, aside: list[tuple[str, dict[str, str], str]], linked: list[str], now: datetime) -> None:
    """Set rows aside that cannot be linked; take those away that now can."""
    ours = (ExternalRow.origin == ORIGIN, ExternalRow.kind == file.kind)
    session.execute(delete(ExternalRow).where(*ours, ExternalRow.external_uuid.in_(linked)))
    for identifier, row, reason in aside:
        values = {"reason": reason, "row": row, "imported_at": now}
        line = insert(ExternalRow).values(origin=ORIGIN, kind=file.kind, external_uuid=identifier, **values)
        session.execute(line.on_conflict_do_update(constraint="uq_external_row_origin_kind_external_uuid", set_=values))
