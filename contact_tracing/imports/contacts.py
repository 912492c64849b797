"""`assa import contacts FILE`: contacts of cases, with the exposure that each row tells of; details of contacts that we have."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor
from contact_tracing.contacts.details import FIELDS, amend_contact
from contact_tracing.contacts.register import EXPOSURE_FIELDS, NamedContact, name_contact
from contact_tracing.imports import cells
from contact_tracing.imports.linelists import Done, Layout, Reading, code, phone, sex, text

_NEVER = frozenset(
    {"pseudonym", "registered_at", "status", "status_reason", "exposures", "follow_up_first", "follow_up_last", "last_seen",
     "became_case_at", "became_case_id", "origin", "external_id"}
)  # fmt: skip


def layout() -> Layout:
    """The columns of the export, and those of the exposure: `source_case_id`, `last_contact` and its kind."""
    coded = ("occupation", "risk_level", "type", "context", "duration", "frequency", "certainty", "relation")
    parsers = (
        dict.fromkeys(coded, code)
        | dict.fromkeys(("name", "locality", "risk_reason", "comment", "region", "cercle"), text)
        | dict.fromkeys(("contact_id", "source_case_id"), lambda typed: cells.short(typed, 20).upper())
        | {"cluster": lambda typed: cells.short(typed, 64), "phone": phone, "age_years": cells.age}
        | {"last_contact": cells.day, "estimated": cells.truth, "sex": sex}
    )
    return Layout("contacts", parsers, (), _NEVER)


def import_contacts(session: Session, path: Path, actor: Actor, now: datetime) -> Done:
    """Read a list of contacts in the caller's transaction; a dry run is the same, rolled back. Raises BadTable with every bad cell.

    A row with a `source_case_id` names a contact of that case, or one more exposure of somebody known (by name and telephone); a row with a
    `contact_id` changes that contact.
    """
    reading = Reading(path, layout())
    for number, values in reading.rows():
        if not reading.places(number, values, now.date()):
            continue
        if "contact_id" in values:
            with reading.cell_errors(number, "contact_id"):
                _changed(reading.done, _amend(session, values, actor, now))
        elif missing := {name: "missing" for name in ("source_case_id", "name", "last_contact") if name not in values}:
            reading.refuse(number, missing)
        else:
            with reading.cell_errors(number, "source_case_id"):
                _name(session, values, actor, now, reading.done)
    return reading.finish(session, actor)


def _changed(done: Done, changed: bool) -> None:
    done.changed += changed
    done.unchanged += not changed


def _amend(session: Session, values: Mapping[str, Any], actor: Actor, now: datetime) -> bool:
    fields = {name: values[name] for name in FIELDS if name in values}
    return bool(amend_contact(session, values["contact_id"], fields, actor, now.date(), now))


def _name(session: Session, values: Mapping[str, Any], actor: Actor, now: datetime, done: Done) -> None:
    fields = {name: values[name] for name in (*FIELDS, *EXPOSURE_FIELDS) if name in values}
    registered = name_contact(session, values["source_case_id"], NamedContact(**fields), actor, now.date())
    if registered.created:
        done.added += 1
    else:
        _changed(done, registered.exposed)
