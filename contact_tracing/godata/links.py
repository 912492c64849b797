"""What rows say of each other: whose follow-up, whose sample, who was near whom. What leads nowhere is set aside with its reason."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact
from contact_tracing.models import Case

Rows = Sequence[tuple[dict[str, str], dict[str, Any]]]
"""Each row with its record, which is completed in place."""
Linker = Callable[[Session, Rows], list[str | None]]
"""For each row None, or the code of why it cannot be linked."""

PERSON = ("name", "sex", "was_contact", "outcome", "classification", "pregnancy", "external_id", "occupation", "reported_at", "onset_date",
          "outcome_on", "location_id", "age_years")  # fmt: skip
"""Fields of a case that the laboratory's file repeats."""


def _ids(rows: Rows, field: str) -> set[UUID]:
    return {record[field] for _, record in rows if record[field] is not None}


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


def follow_ups(session: Session, rows: Rows) -> list[str | None]:
    numbers = select(Contact.id, Contact.external_id).where(Contact.id.in_(_ids(rows, "contact_uuid")))
    found: dict[UUID, str | None] = {row.id: row.external_id for row in session.execute(numbers)}
    problems: list[str | None] = []
    for row, record in rows:
        reason = None if record["contact_uuid"] in found else "no_such_contact"
        problems.append(reason or (None if record["day"] else "no_day"))
        entered: datetime | None = record["entered_at"]
        record |= {
            "contact_id": found.get(record["contact_uuid"]),
            "actor_kind": "import",
            "symptoms": [],
            "entered_at": entered or _midnight(record["day"]),
            "state": record["state"] or "NOT_ATTEMPTED",
            "location_id": row.get("location_id"),
        }
    return problems


def relationships(session: Session, rows: Rows) -> list[str | None]:
    ends = _ids(rows, "case_uuid") | _ids(rows, "target_uuid")
    contacts = set(session.scalars(select(Contact.id).where(Contact.id.in_(ends))))
    cases = set(session.scalars(select(Case.id).where(Case.id.in_(ends))))
    problems: list[str | None] = []
    for _, record in rows:
        target = record["target_uuid"]
        record |= {
            "contact_uuid": target if target in contacts else None,
            "target_case_uuid": target if target in cases and target not in contacts else None,
            "estimated": bool(record["estimated"]),
        }
        source_known, target_known = record["case_uuid"] in cases, target in contacts or target in cases
        reason = None if source_known else "no_such_source"
        problems.append(reason or (None if target_known else "no_such_target") or (None if record["last_contact"] else "no_last_contact"))
    return problems


def lab_results(session: Session, rows: Rows) -> list[str | None]:
    columns = [getattr(Case, name) for name in PERSON]
    cases = {row.id: row._mapping for row in session.execute(select(Case.id, *columns).where(Case.id.in_(_ids(rows, "case_uuid"))))}
    nobody: Mapping[str, Any] = {}
    for _, record in rows:
        record |= {
            "person": cases.get(record["case_uuid"], nobody),
            "sample_id": record["sample_id"] or "",
            "result": record["result"] or "PENDING",
        }
    return [None if record["person"] else "no_such_case" for _, record in rows]
