"""`assa import cases FILE`: a row of a case that we have changes its details; any other is a new case."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, func, or_, select
from sqlalchemy.orm import Session

from assa_text import fold
from contact_tracing import rules
from contact_tracing.cases import codes
from contact_tracing.cases.details import CHECKS, amend, together
from contact_tracing.cases.history import Actor, locked, stored
from contact_tracing.contacts.rules import RISK_LEVELS
from contact_tracing.errors import BadReport
from contact_tracing.imports import cells
from contact_tracing.imports.linelists import ORIGIN, Done, Layout, Reading, code, digest, lower, phone, readable_id, several, sex, text
from contact_tracing.models import CASE_NUMBERS, Case
from core.crypto import blind_index

JUDGED = ("classification", "definition", "definition_on", "investigation", "outcome", "outcome_on")
"""What only people decide, one case at a time: taken for a new case; of one that we have it may not differ."""
_NEVER = frozenset({"pseudonym", "closed_at", "origin", "external_id", "channel", "verified_at"})
_BATCH = 500


def layout() -> Layout:
    """The columns of the export, each with what reads it."""
    days = ("onset_date", "infection_on", "isolation_start", "isolation_end", "hospitalisation_start", "hospitalisation_end",
            "definition_on", "outcome_on")  # fmt: skip
    coded = ("severity", "pregnancy", "occupation", "isolation_type", "risk_level", "classification", "investigation", "outcome")
    parsers = (
        dict.fromkeys(days, cells.day)
        | dict.fromkeys(coded, code)
        | dict.fromkeys(("exposure", "travel", "subject"), lower)
        | dict.fromkeys(("name", "locality", "travel_places", "isolation_place", "age_band", "definition", "region", "cercle"), text)
        | dict.fromkeys(("onset_approximate", "was_contact"), cells.truth)
        | {
            "case_id": readable_id,
            "reported_at": cells.moment,
            "phone": phone,
            "age_years": cells.age,
            "sex": sex,
        }
        | {"symptoms": lambda typed: tuple(each.lower() for each in several(typed)), "conditions": several}
    )
    return Layout("cases", parsers, ("sex",), _NEVER)


def import_cases(session: Session, path: Path, actor: Actor, now: datetime) -> Done:
    """Read a list of cases in the caller's transaction; a dry run is the same, rolled back. Raises BadTable with every bad cell.

    A row without a `case_id`, or with one of elsewhere, is a new case; the same row again is that case.
    """
    reading = Reading(path, layout())
    rows: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, values in reading.rows():
        key = values.get("case_id") or digest(values)
        if key in rows:
            reading.refuse(number, {"case_id": "twice"})
        elif reading.places(number, values, now.date()):
            rows[key] = (number, values)
    ours = _known(session, list(rows))
    new: list[tuple[str, dict[str, Any]]] = []
    for key, (number, values) in rows.items():
        case_id = ours.get(key)
        if case_id is None:
            reading.refuse(number, _problems(values, now))
            new.append((key, values))
            continue
        with reading.cell_errors(number, "case_id"):
            if _amend(session, case_id, values, actor, now):
                reading.done.changed += 1
            else:
                reading.done.unchanged += 1
    if not reading.bad:
        _insert(session, new, now)
        reading.done.added = len(new)
    return reading.finish(session, actor)


def _known(session: Session, keys: list[str]) -> dict[str, str]:
    """Our readable ids, by the keys of the rows that we have: by that id, or as brought in before."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        made = {f"{ORIGIN}:{key}": key for key in some}
        statement = select(Case.case_id, Case.submission_key).where(or_(Case.case_id.in_(some), Case.submission_key.in_(made)))
        for case_id, submission in session.execute(statement):
            found[made.get(submission, case_id)] = case_id
    return found


def _problems(values: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """What is wrong with a new case. Name and region may be missing: lists come without."""
    today = now.date()
    problems = {name: problem for name, value in values.items() if name in CHECKS and (problem := CHECKS[name](value, today))}
    allowed: tuple[tuple[str, Container[Any]], ...] = (
        ("classification", codes.CLASSIFICATIONS), ("investigation", codes.INVESTIGATIONS), ("outcome", codes.OUTCOMES),
        ("risk_level", RISK_LEVELS), ("subject", rules.SUBJECTS),
    )  # fmt: skip
    problems |= {name: "unknown_code" for name, known in allowed if name in values and values[name] not in known}
    problems |= {name: "date_in_future" for name in ("definition_on", "outcome_on") if name in values and values[name] > today}
    if "reported_at" in values and values["reported_at"] > now:
        problems["reported_at"] = "date_in_future"
    if values.get("age_years", 0) > 120:
        problems["age_years"] = "age_out_of_range"
    elif "age_years" in values and values.get("age_band", band := rules.age_band(values["age_years"])) != band:
        problems["age_band"] = "not_the_age"
    if "sex" not in values:
        problems["sex"] = "missing"
    return problems or together({field: values.get(field) for field in CHECKS}, today)


def _amend(session: Session, case_id: str, values: Mapping[str, Any], actor: Actor, now: datetime) -> bool:
    """Change the details of a case that differ. Raises BadReport, Conflict."""
    case = locked(session, case_id, closed=True)
    fields = [name for name in values if name in (*CHECKS, *JUDGED, "age_years", "risk_level", "reported_at", "subject")]
    differing = {name: values[name] for name in fields if stored(getattr(case, name)) != stored(values[name])}
    if differing.get("reported_at") and differing["reported_at"].date() == case.reported_at.date():
        differing.pop("reported_at")
    judged = {name: "not_by_import" for name in differing if name not in CHECKS}
    if judged:
        raise BadReport(**judged)
    return bool(differing) and bool(amend(session, case_id, differing, actor, now.date(), now))


def _insert(session: Session, rows: Sequence[tuple[str, dict[str, Any]]], now: datetime) -> None:
    table: Table = Case.__table__  # type: ignore[assignment]
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        numbers = session.scalars(select(CASE_NUMBERS.next_value()).select_from(func.generate_series(1, len(batch))))
        session.execute(table.insert(), [_record(key, values, number, now) for (key, values), number in zip(batch, numbers, strict=True)])


def _record(key: str, values: Mapping[str, Any], number: int, now: datetime) -> dict[str, Any]:
    """A new case's fields, every one of them, so that a batch is one statement."""
    given = {name: value for name, value in values.items() if name != "case_id"}
    years, name, phone_number = given.get("age_years"), given.get("name"), given.get("phone")
    reported = given.get("reported_at", now)
    record: dict[str, Any] = dict.fromkeys((*CHECKS, *JUDGED, "age_years", "risk_level"))
    record |= {
        "id": uuid4(),
        "case_id": rules.make_case_id(reported.year, number),
        "submission_key": f"{ORIGIN}:{key}",
        "origin": ORIGIN,
        "external_id": values.get("case_id"),
        "reported_at": reported,
        "channel": "import",
        "subject": "other",
        "classification": "NOT_CLASSIFIED",
        "investigation": "PENDING",
        "exposure": "unknown",
        "age_band": None if years is None else rules.age_band(years),
        "name_index": blind_index("name", fold(name)) if name else None,
        "phone_index": blind_index("phone", phone_number) if phone_number else None,
        "onset_approximate": False,
        "was_contact": False,
    }
    return record | given | {"symptoms": list(given.get("symptoms", ())), "conditions": list(given.get("conditions", ()))}
