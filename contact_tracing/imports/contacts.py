"""`assa import contacts FILE`: contacts of cases, with the exposure that each row tells of; details of contacts that we have."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from assa_text import fold
from contact_tracing.cases.history import Actor
from contact_tracing.contacts.details import FIELDS, amend_contact, person_problems
from contact_tracing.contacts.exposures import EXPOSURE_FIELDS
from contact_tracing.contacts.models import CONTACT_NUMBERS, Contact
from contact_tracing.contacts.register import NamedContact, name_contact
from contact_tracing.contacts.rules import make_contact_id
from contact_tracing.errors import BadReport
from contact_tracing.follow_up.codes import STATUSES
from contact_tracing.follow_up.lists import in_places
from contact_tracing.imports import cells
from contact_tracing.imports.linelists import ORIGIN, Done, Layout, Numbers, Reading, code, phone, readable_id, sex, text
from contact_tracing.models import Case
from core.crypto import blind_index

_NEVER = frozenset({"pseudonym", "exposures", "follow_up_first", "follow_up_last", "last_seen", "origin", "external_id"})


def layout() -> Layout:
    """The columns of the export, and those of the exposure: `source_case_id`, `last_contact` and its kind."""
    coded = ("occupation", "risk_level", "type", "context", "duration", "frequency", "certainty", "relation")
    parsers = (
        dict.fromkeys(coded, code)
        | dict.fromkeys(("name", "locality", "risk_reason", "comment", "region", "cercle"), text)
        | dict.fromkeys(("contact_id", "source_case_id", "became_case_id"), readable_id)
        | dict.fromkeys(("status", "status_reason"), code)
        | dict.fromkeys(("registered_at", "became_case_at"), cells.moment)
        | {"cluster": lambda typed: cells.short(typed, 64), "phone": phone, "age_years": cells.age}
        | {"last_contact": cells.day, "estimated": cells.truth, "sex": sex}
    )
    return Layout("contacts", parsers, (), _NEVER)


def import_contacts(session: Session, path: Path, actor: Actor, now: datetime, within: Collection[str] | None = None) -> Done:
    """Read a list of contacts in the caller's transaction; a dry run is the same, rolled back. Raises BadTable with every bad cell.

    A row with a `source_case_id` names a contact of that case, or one more exposure of somebody known (by name and telephone): the same
    person named for several cases is one contact. A row with a `contact_id` changes that contact, or takes in one of another deployment.
    within: codes of the places that whoever brings the list answers for (None: the whole country); cases and contacts elsewhere are as
    unknown to them, and nobody is taken in from another deployment.
    """
    reading, numbers = Reading(path, layout()), Numbers(session)
    for number, values in reading.rows():
        if not reading.places(number, values, now.date()):
            continue
        for name, ours in (("source_case_id", numbers.case), ("became_case_id", numbers.case)):
            if name in values:
                values[name] = ours(values[name])
        if within is not None and (strange := _elsewhere(session, values, within)):
            reading.refuse(number, strange)
        elif "contact_id" in values:
            with reading.cell_errors(number, "contact_id"):
                _known_or_foreign(session, numbers.contact(values["contact_id"]), values, actor, now, reading.done)
        elif missing := {name: "missing" for name in ("source_case_id", "name", "last_contact") if name not in values}:
            reading.refuse(number, missing)
        else:
            with reading.cell_errors(number, "source_case_id"):
                _name(session, values, actor, now, reading.done)
    return reading.finish(session, actor)


def _elsewhere(session: Session, values: Mapping[str, Any], within: Collection[str]) -> dict[str, str]:
    """The cells that name a case or a contact outside these places, as unknown ones."""
    problems = {}
    for name in ("source_case_id", "became_case_id"):
        if name in values and session.scalar(select(Case.id).where(Case.case_id == values[name], _place_of_case().in_(within))) is None:
            problems[name] = "no_such_case"
    if "contact_id" in values:
        mine = select(Contact.id).where(Contact.contact_id == values["contact_id"], in_places(within))
        if session.scalar(mine) is None:
            problems["contact_id"] = "no_such_contact"
    return problems


def _place_of_case() -> ColumnElement[str | None]:
    return func.coalesce(Case.cercle, Case.region)


def _changed(done: Done, changed: bool) -> None:
    done.changed += changed
    done.unchanged += not changed


def _known_or_foreign(session: Session, contact_id: str, values: Mapping[str, Any], actor: Actor, now: datetime, done: Done) -> None:
    """Change a contact that we have; one with a right number that is not ours comes from another deployment, and is taken in."""
    if session.scalar(select(Contact.id).where(Contact.contact_id == contact_id)) is None:
        _bring(session, values, now)
        done.added += 1
        return
    fields = {name: values[name] for name in FIELDS if name in values}
    _changed(done, bool(amend_contact(session, contact_id, fields, actor, now.date(), now)))


def _bring(session: Session, values: Mapping[str, Any], now: datetime) -> None:
    fields = {name: values[name] for name in FIELDS if name in values}
    problems = person_problems(fields, now.date())
    status, became = values.get("status", "UNDER_FOLLOW_UP"), values.get("became_case_id")
    if status not in STATUSES:
        problems["status"] = "unknown_code"
    case = None if became is None else session.scalar(select(Case.id).where(Case.case_id == became))
    if became is not None and case is None:
        problems["became_case_id"] = "no_such_case"
    if values.get("registered_at", now) > now:
        problems["registered_at"] = "date_in_future"
    if problems:
        raise BadReport(**problems)
    session.add(
        Contact(
            contact_id=make_contact_id(now.year, session.scalar(CONTACT_NUMBERS.next_value()) or 0),
            origin=ORIGIN,
            external_id=values["contact_id"],
            status=status,
            status_reason=values.get("status_reason"),
            registered_at=values.get("registered_at", now),
            case_uuid=case,
            became_case_at=values.get("became_case_at"),
            name_index=blind_index("name", fold(fields["name"])) if "name" in fields else None,
            phone_index=blind_index("phone", fields["phone"]) if "phone" in fields else None,
            **fields,
        )
    )
    session.flush()


def _name(session: Session, values: Mapping[str, Any], actor: Actor, now: datetime, done: Done) -> None:
    fields = {name: values[name] for name in (*FIELDS, *EXPOSURE_FIELDS) if name in values}
    registered = name_contact(session, values["source_case_id"], NamedContact(**fields), actor, now.date())
    if registered.created:
        done.added += 1
    else:
        _changed(done, registered.exposed)
