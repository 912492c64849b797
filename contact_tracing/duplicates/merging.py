"""Merging two records of one person, so that it can be undone.

The detail of a merge: `row`, the record that went; `before` and `after`, the columns of the kept one that the merge changed, raw;
`moved`, the keys of the rows that now hang on it; `aside`, the rows that both had; `alert`, as before and after, of the report's
acknowledgement; `chosen`, for people to read: fields, which record's value stands, and both values.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from contact_tracing.alerts.models import ReportAlert
from contact_tracing.cases.history import Actor, only_people, stored
from contact_tracing.cases.history import locked as locked_case
from contact_tracing.contacts.history import locked as locked_contact
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.duplicates import rows
from contact_tracing.duplicates.decisions import decide
from contact_tracing.duplicates.fields import Choice, choices
from contact_tracing.duplicates.models import RecordMerge
from contact_tracing.errors import BadReport
from contact_tracing.models import Case
from core import audit
from core.errors import Conflict

KINDS = ("case", "contact", "link")


@dataclass(frozen=True, slots=True)
class Merged:
    """number: to undo it by. kept_id, gone_id: readable; of a link, the case's and the contact's, which both stay."""

    number: int
    kept_id: str
    gone_id: str


def merge(session: Session, kind: str, one_id: str, other_id: str, actor: Actor, now: datetime, keep: str | None = None) -> Merged:
    """Make two records one. The earlier keeps its number, or `keep`, one of the two ids; the other number leads to it from now on.

    Values are those of the more complete record, field by field; history, contacts, exposures, entries, samples, isolation and the
    report's alert move. kind `link`: one_id is a case, other_id the contact who that case's person was; both stay, linked.
    Raises BadReport (`kind`, `keep`, or `same`: one record); NotFound; NotAllowed; Conflict `case_closed`, `erased`,
    `exposed_to_each_other` (somebody said that one was near the other: two people), `two_cases` (contacts who became different cases:
    merge those first), `is_a_case` (a link of a contact who is one already).
    """
    only_people(actor)
    if kind not in KINDS:
        raise BadReport(kind="unknown_code")
    one, other = _both(session, kind, one_id, other_id)
    if keep is not None and keep not in (one_id, other_id):
        raise BadReport(keep="unknown_code")
    _check(session, kind, one, other)
    kept, gone = (one, other) if kind == "link" else _which_stays(one, other, keep, one_id)
    gone_uuid, gone_id = gone.id, _id(gone)
    detail = _link(session, kept, gone, now) if kind == "link" else _join(session, kind, kept, gone)
    reporter = detail.get("row", {}).get("reporter_id")
    made = RecordMerge(
        kind=kind, kept_uuid=kept.id, kept_id=_id(kept), gone_uuid=gone_uuid, gone_id=gone_id, at=now, by_kind=actor[0],
        by_id=str(actor[1]), detail=detail, gone_key=detail.get("row", {}).get("submission_key"),
        gone_reporter=None if reporter is None else UUID(reporter),
    )  # fmt: skip
    session.add(made)
    decide(session, kind, kept.id, gone_uuid, "MERGED", actor, now)
    session.flush()
    after = {"merge": made.id, "gone": made.gone_id}
    audit.record(session, f"{kind}.merged", actor=actor, subject=("contact" if kind == "contact" else "case", kept.id), after=after)
    return Merged(made.id, made.kept_id, made.gone_id)


def distinct(session: Session, kind: str, one_id: str, other_id: str, actor: Actor, now: datetime) -> bool:
    """Remember that two records are two people, so that nobody is asked again. False when that was known."""
    only_people(actor)
    if kind not in KINDS:
        raise BadReport(kind="unknown_code")
    one, other = _both(session, kind, one_id, other_id, closed=True)
    return decide(session, kind, one.id, other.id, "DISTINCT", actor, now)


def _both(session: Session, kind: str, one_id: str, other_id: str, *, closed: bool = False) -> tuple[Any, Any]:
    """Both records, locked in the order of their ids, whoever asks."""

    def read(record_kind: str, record_id: str) -> Case | Contact:
        return locked_case(session, record_id, closed=closed) if record_kind == "case" else locked_contact(session, record_id)

    kinds = ("case", "contact") if kind == "link" else (kind, kind)
    asked = sorted(zip(kinds, (one_id, other_id), strict=True))
    found = {pair: read(*pair) for pair in asked}
    one, other = found[kinds[0], one_id], found[kinds[1], other_id]
    if one is other:
        raise BadReport(same="itself")
    return one, other


def _check(session: Session, kind: str, one: Any, other: Any) -> None:
    if one.erased_at is not None or other.erased_at is not None:
        raise Conflict("erased")
    if kind == "link" and other.case_uuid is not None:
        raise Conflict("is_a_case", contact_id=other.contact_id)
    if kind == "contact" and None not in (one.case_uuid, other.case_uuid) and one.case_uuid != other.case_uuid:
        raise Conflict("two_cases")
    of_cases = {each.case_uuid if isinstance(each, Contact) else each.id for each in (one, other)}
    target = func.coalesce(Exposure.target_case_uuid, Contact.case_uuid, Exposure.contact_uuid)
    near = select(Exposure.id).outerjoin(Contact, Contact.id == Exposure.contact_uuid)
    two_ways = or_(target.in_({one.id, other.id} | (of_cases - {None})), Exposure.contact_uuid.in_([one.id, other.id]))
    if session.scalar(near.where(two_ways, Exposure.case_uuid.in_({one.id, other.id} | (of_cases - {None}))).limit(1)) is not None:
        raise Conflict("exposed_to_each_other")


def _which_stays(one: Any, other: Any, keep: str | None, one_id: str) -> tuple[Any, Any]:
    if keep is not None:
        return (one, other) if keep == one_id else (other, one)
    return (one, other) if _since(one) <= _since(other) else (other, one)


def _since(record: Case | Contact) -> tuple[datetime, str]:
    return (record.reported_at if isinstance(record, Case) else record.registered_at, _id(record))


def _id(record: Case | Contact) -> str:
    return record.case_id if isinstance(record, Case) else record.contact_id


def _join(session: Session, kind: str, kept: Any, gone: Any) -> dict[str, Any]:
    """The record that goes is taken out of its table, with what both had; all else of it hangs on the kept one."""
    made, uuid = choices(kept, gone), gone.id
    session.flush()
    detail: dict[str, Any] = {"row": rows.whole(session, kind, "id", uuid), "chosen": [_told(each) for each in made]}
    detail["aside"] = rows.set_aside(session, kind, uuid, kept.id)
    detail["moved"] = rows.move(session, kind, uuid, kept.id)
    detail["alert"] = _alert(session, kept.id, detail["aside"])
    rows.remove(session, kind, uuid)
    session.expunge(gone)
    values = {field: value for each in made for field, value in each.values.items()}
    values["match_keys"] = sorted({*(kept.match_keys or ()), *(gone.match_keys or ())}) or None
    detail |= _set(session, kind, kept, values)
    return detail


def _link(session: Session, case: Case, contact: Contact, now: datetime) -> dict[str, Any]:
    """The contact is the case's person: it became that case. What the case does not know of them it learns."""
    learnt = {
        field: getattr(contact, field)
        for field in ("sex", "age_years", "region", "cercle", "locality", "occupation", "pregnancy", "risk_level", "phone", "phone_index")
        if getattr(case, field) in (None, "UNKNOWN") and getattr(contact, field) is not None
    }
    if case.region is not None and case.region != contact.region:
        learnt = {field: value for field, value in learnt.items() if field not in ("cercle", "locality")}
    detail = _set(session, "case", case, learnt | {"was_contact": True})
    became = {"status": "BECAME_CASE", "status_reason": None, "case_uuid": case.id, "became_case_at": now}
    detail["contact"] = _set(session, "contact", contact, became)
    return detail


def _set(session: Session, table: str, record: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Give the record these values; the columns that changed, raw, before and after."""
    changed = {field: value for field, value in values.items() if getattr(record, field) != value}
    session.flush()
    before = rows.whole(session, table, "id", record.id)
    for field, value in changed.items():
        setattr(record, field, value)
    session.flush()
    after = rows.whole(session, table, "id", record.id)
    return {"before": rows.columns_of(before, changed), "after": rows.columns_of(after, changed)}


def _alert(session: Session, kept: UUID, aside: list[tuple[str, rows.Row]]) -> dict[str, Any] | None:
    """Where both reports were told of, who took up one took up both."""
    theirs = next((row for table, row in aside if table == "report_alert"), None)
    if theirs is None or theirs["acknowledged_at"] is None:
        return None
    alert = session.get_one(ReportAlert, kept, populate_existing=True)
    if alert.acknowledged_at is not None:
        return None
    names = ("acknowledged_at", "acknowledged_by")
    before = rows.columns_of(rows.whole(session, "report_alert", "case_uuid", kept), names)
    alert.acknowledged_at = datetime.fromisoformat(theirs["acknowledged_at"])
    alert.acknowledged_by = UUID(theirs["acknowledged_by"])
    session.flush()
    return {"before": before, "after": rows.columns_of(rows.whole(session, "report_alert", "case_uuid", kept), names)}


def _told(choice: Choice) -> dict[str, Any]:
    """For people: indexes are nothing to read."""
    shown = [position for position, field in enumerate(choice.fields) if not field.endswith("_index") and field != "extra"]
    return {
        "fields": [choice.fields[each] for each in shown],
        "taken": choice.taken,
        "kept": [stored(choice.kept[each]) for each in shown],
        "gone": [stored(choice.gone[each]) for each in shown],
    }
