"""Cases as DHIS2's tracker takes them (`POST /api/tracker`): tracked entities with their enrollment and its events.

The UIDs of entities, enrollments and events come from our ids: sent again, they are updated, never doubled.
"""

import hashlib
import json
import string
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.cases.models import LabSample
from contact_tracing.exports import linelists
from contact_tracing.exports.dhis2.mapping import BadMapping, Dhis2Mapping, Stage, Tracker
from contact_tracing.exports.filters import at_place, between
from contact_tracing.exports.formats import plain
from contact_tracing.exports.sheet import Wish
from contact_tracing.models import Case

BATCH = 500
_LETTERS, _ALL = string.ascii_letters, string.ascii_letters + string.digits
_SAMPLE = ("sample_id", "sample_type", "test_type", "laboratory", "taken_on", "delivered_on", "tested_on", "result_on", "result")
Record = Mapping[str, Any]


def uid(*parts: object) -> str:
    """A DHIS2 UID (a letter, then 10 letters or digits), the same for the same parts."""
    number = int.from_bytes(hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=16).digest())
    number, first = divmod(number, len(_LETTERS))
    rest = []
    for _ in range(10):
        number, place = divmod(number, len(_ALL))
        rest.append(_ALL[place])
    return _LETTERS[first] + "".join(rest)


def write(session: Session, mapping: Dhis2Mapping, wish: Wish, out: IO[bytes]) -> int:
    """Write `{"trackedEntities": [...]}`, streamed; returns how many. Raises BadMapping naming the places without an org unit."""
    if mapping.tracker is None:
        raise BadMapping(["tracker"])
    _every_place(session, mapping, wish)
    out.write(b'{"trackedEntities": [')
    count = 0
    for record, samples in _cases(session, wish):
        line = json.dumps(_entity(mapping, mapping.tracker, record, samples), ensure_ascii=False)
        out.write((",\n" if count else "\n").encode() + line.encode())
        count += 1
    out.write(b"\n]}\n")
    return count


def _every_place(session: Session, mapping: Dhis2Mapping, wish: Wish) -> None:
    """Before anything is written: each place that the cases are of has an org unit. Raises BadMapping naming all that have none."""
    places = select(Case.region, Case.cercle).where(*between(Case.reported_at, wish), *at_place(Case, wish)).distinct()
    without = {cercle or region or "default" for region, cercle in session.execute(places) if mapping.org_unit(region, cercle) is None}
    if without:
        raise BadMapping(sorted(f"orgUnits.{code}" for code in without))


def _cases(session: Session, wish: Wish) -> Iterator[tuple[Record, list[Record]]]:
    sheet = linelists.sheet(session, "cases", wish)
    names = [heading.name for heading in sheet.headings]
    while rows := list(islice(sheet.rows, BATCH)):
        records = [dict(zip(names, row, strict=True)) for row in rows]
        samples = _samples(session, [record["case_id"] for record in records])
        yield from ((record, samples.get(record["case_id"], [])) for record in records)


def _samples(session: Session, cases: list[str]) -> dict[str, list[Record]]:
    columns = [getattr(LabSample, name) for name in _SAMPLE]
    statement = select(Case.case_id, LabSample.id, *columns).join(Case, Case.id == LabSample.case_uuid).where(Case.case_id.in_(cases))
    found: dict[str, list[Record]] = {}
    for row in session.execute(statement.order_by(LabSample.id)):
        found.setdefault(row.case_id, []).append(dict(row._mapping))
    return found


def _entity(mapping: Dhis2Mapping, tracker: Tracker, case: Record, samples: list[Record]) -> dict[str, Any]:
    at = mapping.org_unit(case["region"], case["cercle"])
    assert at is not None, "looked up before"
    attributes = _values(tracker.attributes, case, mapping, "attribute")
    events = [event for stage in tracker.stages for event in _events(mapping, tracker, stage, case, samples, at)]
    enrollment = {
        "enrollment": uid("enrollment", case["case_id"]),
        "trackedEntity": uid("case", case["case_id"]),
        "program": tracker.program,
        "orgUnit": at,
        "enrolledAt": _day(case["reported_at"]),
        "occurredAt": _day(case["onset_date"] or case["reported_at"]),
        "status": "ACTIVE" if case["closed_at"] is None else "COMPLETED",
        "attributes": attributes,
        "events": events,
    }
    return {
        "trackedEntity": uid("case", case["case_id"]),
        "trackedEntityType": tracker.tracked_entity_type,
        "orgUnit": at,
        "attributes": attributes,
        "enrollments": [enrollment],
    }


def _events(
    mapping: Dhis2Mapping, tracker: Tracker, stage: Stage, case: Record, samples: list[Record], at: str
) -> Iterator[dict[str, Any]]:  # fmt: skip
    for record in samples if stage.of == "lab" else [case]:
        values = _values(stage.elements, record, mapping, "dataElement")
        if not values:
            continue
        yield {
            "event": uid("event", stage.uid, record.get("id") or case["case_id"]),
            "program": tracker.program,
            "programStage": stage.uid,
            "orgUnit": at,
            "occurredAt": _day(record[stage.date] or case["reported_at"]),
            "status": "COMPLETED",
            "dataValues": values,
        }


def _values(wanted: Mapping[str, str], record: Record, mapping: Dhis2Mapping, called: str) -> list[dict[str, str]]:
    """What is known of the wanted columns. Names are not in the record where they were not asked for."""
    known = {column: value for column in wanted if (value := record.get(column)) not in (None, "", [])}
    return [{called: wanted[column], "value": _value(value, mapping.options.get(column, {}))} for column, value in known.items()]


def _value(value: Any, options: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return options.get("TRUE" if value else "FALSE", "true" if value else "false")
    text = plain(value)
    return options.get(text, text.removesuffix("Z") if isinstance(value, datetime) else text)


def _day(value: date | datetime) -> str:
    return (value.astimezone(UTC).date() if isinstance(value, datetime) else value).isoformat()
