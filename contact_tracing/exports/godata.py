"""Cases, contacts, exposures, follow-up, samples as Go.Data's files have them; what was read from such files is given back as it stood."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from contact_tracing.cases.models import LabSample
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.exports.filters import at_place, between, on_days
from contact_tracing.exports.sheet import Heading, Sheet, Wish, pseudonym
from contact_tracing.exports.stream import stream
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.godata.columns import Column
from contact_tracing.godata.files import CASES, CONTACTS, FOLLOWUPS, LAB_RESULTS, RELATIONSHIPS, File
from contact_tracing.godata.links import PERSON
from contact_tracing.godata.locations import Locations
from contact_tracing.godata.people import ORIGIN
from contact_tracing.godata.record import cell_of
from contact_tracing.imports.models import ExternalColumn, ExternalRow
from contact_tracing.models import Case

KINDS = {"cases": CASES, "contacts": CONTACTS, "exposures": RELATIONSHIPS, "follow-up": FOLLOWUPS, "lab": LAB_RESULTS}


def sheet(session: Session, kind: str, wish: Wish) -> Sheet:
    """One of `KINDS`. Columns that we do not know come last, and only with names: nobody can say what they tell."""
    file = KINDS[kind]
    unknown = select(ExternalColumn.name).where(ExternalColumn.origin == ORIGIN, ExternalColumn.kind == file.kind)
    others = list(session.scalars(unknown.order_by(ExternalColumn.position, ExternalColumn.name))) if wish.names else []
    headings = [Heading(name) for name in (*file.columns, *others)]
    return Sheet(kind, headings, _rows(session, file, others, wish), exact=True)


def _rows(session: Session, file: File, others: Sequence[str], wish: Wish) -> Iterator[list[str]]:
    locations = Locations(session)
    columns = list(file.columns.values())
    statement, make = _STATEMENTS[file.kind]
    for row in stream(session, statement(wish)):
        record = make(row)
        extra = record.get("extra") or {}
        record["place"] = locations.columns(record["location_id"] if "location_id" in record else extra.get("location_id"))
        cells = [_cell(column, record, extra, wish) for column in columns]
        yield cells + [extra.get(name, "") for name in others]
    if wish.place is None:
        yield from _aside(session, file, others, wish)


def _cell(column: Column, record: dict[str, Any], extra: dict[str, Any], wish: Wish) -> str:
    if column.personal and not wish.names:
        return pseudonym(record["person_id"]) if column.name.endswith("firstName") else ""
    return cell_of(column, record, extra)


def _aside(session: Session, file: File, others: Sequence[str], wish: Wish) -> Iterator[list[str]]:
    """Rows that were set aside, as they were read."""
    for (row,) in stream(session, select(ExternalRow.row).where(ExternalRow.origin == ORIGIN, ExternalRow.kind == file.kind)):
        hidden = {name for name, column in file.columns.items() if column.personal and not wish.names}
        yield [row.get(name, "") if name not in hidden else "" for name in (*file.columns, *others)]


Statement = tuple[Callable[[Wish], Select[Any]], Callable[[Any], dict[str, Any]]]


def _people(file: File, model: Any, number: str, when: Any) -> Statement:
    fields = [column.field for column in file.columns.values() if column.field] + ["name", "origin", "extra", number]

    def statement(wish: Wish) -> Select[Any]:
        hidden = set() if wish.names else {"name", "phone", "locality", "risk_reason", "isolation_place"}
        columns = [getattr(model, name) for name in dict.fromkeys(fields) if name not in hidden]
        return select(*columns).where(*between(when, wish), *at_place(model, wish)).order_by(model.id)

    def make(row: Any) -> dict[str, Any]:
        record = dict(row._mapping)
        record["person_id"] = record["id"]
        if record["origin"] != ORIGIN:
            record["external_id"] = record[number]
        return record

    return statement, make


def _exposures(wish: Wish) -> Select[Any]:
    target = aliased(Case)
    fields = [column.field for column in RELATIONSHIPS.columns.values() if column.field not in (None, "target_uuid", "comment")]
    columns = [getattr(Exposure, str(field)) for field in fields] + [Exposure.extra, Exposure.contact_uuid, Exposure.target_case_uuid]
    ends = [
        Case.case_id, Case.external_id, Case.sex, Case.age_years, Contact.contact_id, Contact.external_id, Contact.sex, Contact.age_years,
        target.case_id, target.external_id, target.sex, target.age_years,
    ]  # fmt: skip
    named = [end.label(f"end_{place}") for place, end in enumerate(ends)]
    comment = [Exposure.comment] if wish.names else []
    statement = select(*columns, *named, *comment).join(Case, Case.id == Exposure.case_uuid)
    statement = statement.outerjoin(Contact, Contact.id == Exposure.contact_uuid).outerjoin(target, target.id == Exposure.target_case_uuid)
    return statement.where(*on_days(Exposure.last_contact, wish), *at_place(Case, wish)).order_by(Exposure.id)


def _exposure(row: Any) -> dict[str, Any]:
    record = dict(row._mapping)
    record["target_uuid"] = record["contact_uuid"] or record["target_case_uuid"]
    ends = [record.pop(f"end_{place}") for place in range(12)]
    source, target = ends[:4], ends[4:8] if record["contact_uuid"] else ends[8:]
    told: dict[str, Any] = {}
    for side, (own, theirs, sex, age) in (("source", source), ("target", target)):
        told |= {f"{side}_visualid": theirs or own, f"{side}_gender": (sex or "").title() if sex != "UNKNOWN" else "", f"{side}_age": age}
    if not record["extra"]:
        record["extra"] = {name: str(value) for name, value in told.items() if value is not None}
    return record


def _follow_ups(wish: Wish) -> Select[Any]:
    entry = FollowUpEntry
    columns = [entry.id, entry.external_uuid, entry.contact_uuid, entry.state, entry.entered_at, entry.day, entry.team_id, entry.actor_id,
               entry.actor_kind, entry.extra, Contact.contact_id, Contact.external_id, Contact.origin]  # fmt: skip
    statement = select(*columns).join(Contact, Contact.id == entry.contact_uuid)
    return statement.where(*on_days(entry.day, wish), *at_place(Contact, wish)).order_by(entry.id)


def _follow_up(row: Any) -> dict[str, Any]:
    record = dict(row._mapping)
    if record["origin"] == ORIGIN:
        record["contact_id"] = record["external_id"]
    if record["external_uuid"] is None:
        record["external_uuid"] = record["id"]
    return record


def _samples(wish: Wish) -> Select[Any]:
    fields = [column.field for column in LAB_RESULTS.columns.values() if column.field]
    columns = [getattr(LabSample, field) for field in fields] + [LabSample.extra]
    person = [getattr(Case, name).label(f"of_{name}") for name in PERSON if name != "name" or wish.names]
    statement = select(*columns, *person, Case.case_id, Case.origin).join(Case, Case.id == LabSample.case_uuid)
    days = on_days(LabSample.taken_on, wish)
    return statement.where(and_(True, *days), *at_place(Case, wish)).order_by(LabSample.id)


def _sample(row: Any) -> dict[str, Any]:
    record = dict(row._mapping)
    record["person"] = {name: record.pop(f"of_{name}", None) for name in PERSON}
    record["person_id"] = record["case_uuid"]
    if record["origin"] != ORIGIN:
        record["person"]["external_id"] = record["case_id"]
    return record


_STATEMENTS: dict[str, Statement] = {
    "cases": _people(CASES, Case, "case_id", Case.reported_at),
    "contacts": _people(CONTACTS, Contact, "contact_id", Contact.registered_at),
    "relationships": (_exposures, _exposure),
    "followups": (_follow_ups, _follow_up),
    "lab_results": (_samples, _sample),
}
