"""A FHIR R4 bundle of type transaction, streamed: every entry a PUT under an id of its own, so that sending it again replaces.

Cases: Patient, Condition, Observation (age, signs, samples), Encounter (hospital). Follow-up: Patient, Encounter, Observation.
Each resource is validated before it is written. The models are those of R4B: for these resources R4 and R4B are the same.
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contact_tracing.cases.models import LabSample
from contact_tracing.contacts.models import Contact
from contact_tracing.exports.fhir import resources
from contact_tracing.exports.filters import at_place, between, on_days
from contact_tracing.exports.sheet import Wish
from contact_tracing.exports.stream import stream
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.models import Case
from core.errors import AssaError

KINDS = ("cases", "follow-up")
_BATCH = 500
_CASE = (
    "id", "case_id", "sex", "region", "cercle", "age_years", "symptoms", "classification", "severity", "onset_date", "reported_at",
    "outcome", "outcome_on", "hospitalisation_start", "hospitalisation_end",
)  # fmt: skip
_SAMPLE = ("sample_id", "sample_type", "test_type", "laboratory", "taken_on", "tested_on", "result_on", "result")
_NAMES = ("name", "phone", "locality")


class InvalidResource(AssaError):
    """Something that is no valid FHIR was made: `resource`, `id`, `problem` (without its value) say what. A fault of ours."""

    code = "invalid_fhir"


def write(session: Session, kind: str, wish: Wish, out: IO[bytes]) -> int:
    """Write the bundle; returns how many resources."""
    out.write(b'{"resourceType": "Bundle", "type": "transaction", "entry": [')
    count = 0
    for resource in _cases(session, wish) if kind == "cases" else _follow_up(session, wish):
        out.write((",\n" if count else "\n").encode() + json.dumps(entry(resource), ensure_ascii=False, default=float).encode())
        count += 1
    out.write(b"\n]}\n")
    return count


def entry(resource: resources.Resource) -> dict[str, Any]:
    """A resource with its request. Raises InvalidResource."""
    _validate(resource)
    return {
        "fullUrl": f"urn:uuid:{resource['id']}",
        "resource": resource,
        "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"},
    }


def _validate(resource: resources.Resource) -> None:
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415 (slow to load, and only here)

    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        problem = f"{'.'.join(map(str, first['loc']))}: {first['type']}"
        raise InvalidResource(resource=resource["resourceType"], id=resource["id"], problem=problem) from None


def _cases(session: Session, wish: Wish) -> Iterator[resources.Resource]:
    columns = [getattr(Case, name) for name in (*_CASE, *(_NAMES if wish.names else ()))]
    as_contact = select(func.min(Contact.contact_id)).where(Contact.case_uuid == Case.id).scalar_subquery()
    statement = select(*columns, as_contact.label("contact_id"))
    statement = statement.where(*between(Case.reported_at, wish), *at_place(Case, wish)).order_by(Case.id)
    rows = (dict(row._mapping) for row in stream(session, statement))
    while batch := list(islice(rows, _BATCH)):
        samples = _samples(session, [row["id"] for row in batch])
        for row in batch:
            yield resources.patient(row)
            yield resources.condition(row)
            yield from resources.of_case(row)
            yield from (resources.of_sample(row, sample) for sample in samples.get(row["id"], []))


def _samples(session: Session, cases: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    columns = [getattr(LabSample, name) for name in _SAMPLE]
    statement = select(LabSample.case_uuid, LabSample.id.label("sample_uuid"), *columns).where(LabSample.case_uuid.in_(cases))
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in session.execute(statement.order_by(LabSample.id)):
        found.setdefault(row.case_uuid, []).append(dict(row._mapping))
    return found


def _follow_up(session: Session, wish: Wish) -> Iterator[resources.Resource]:
    """Entry by entry, contact by contact: each contact once, before their entries. What was only planned is no encounter."""
    who = [getattr(Contact, name) for name in ("contact_id", "sex", "region", "cercle", *(_NAMES if wish.names else ()))]
    who += [func.coalesce(Contact.case_uuid, Contact.id).label("id"), Case.case_id, Case.outcome, Case.outcome_on]
    what = [FollowUpEntry.id.label("entry"), FollowUpEntry.day, FollowUpEntry.state, FollowUpEntry.temperature, FollowUpEntry.symptoms,
            FollowUpEntry.actor_kind]  # fmt: skip
    statement = select(*who, *what).join(Contact, Contact.id == FollowUpEntry.contact_uuid).outerjoin(Case, Case.id == Contact.case_uuid)
    tried = FollowUpEntry.state.in_(("SEEN_OK", "SEEN_NOT_OK", "MISSED"))
    statement = statement.where(tried, *on_days(FollowUpEntry.day, wish), *at_place(Contact, wish))
    last: UUID | None = None
    for row in stream(session, statement.order_by(Contact.id, FollowUpEntry.id)):
        record = dict(row._mapping)
        if record["id"] != last:
            last = record["id"]
            yield resources.patient(record)
        yield from resources.of_entry(record)
