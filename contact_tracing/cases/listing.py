"""The cases as a list: searched, filtered and sorted by indexes, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, func, literal, or_, select
from sqlalchemy.orm import Session

from assa_text import fold
from contact_tracing.lookup import id_in
from contact_tracing.models import Case
from core.crypto import blind_index
from core.errors import InvalidInput
from core.identity.phones import parse_phone
from core.paging import Slice, sliced

PLACE = func.coalesce(Case.cercle, Case.region)
"""The smallest known place."""
_ONSET = func.coalesce(Case.onset_date, literal(date(1900, 1, 1), Date, literal_execute=True), type_=Date)
SORTS: dict[str, ColumnElement[Any]] = {"reported": Case.reported_at.expression, "onset": _ONSET}
"""What the list can be sorted by."""
STATES = ("unverified", "open", "closed")


@dataclass(frozen=True, slots=True)
class CaseWish:
    """What is looked for. places: codes, None: the whole country. search: a number, a telephone, or a whole name. place: code of a place,
    with all below it named in `places`. state: of STATES. since, until: days of the report, in UTC. assigned_to: uuid of staff."""

    places: Collection[str] | None = None
    search: str = ""
    classification: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    assigned_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of the list. Holds a name: for roles that may see them."""

    case_id: str
    name: str | None
    sex: str
    age: str | None
    place: str | None
    classification: str
    reported_at: datetime
    onset_date: date | None
    verified: bool
    closed: bool
    outcome: str | None
    assigned_to: UUID | None


def searched(model: Any, own_id: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Records of that number, telephone, or name in full: what is encrypted is found by its blind index only."""
    found = id_in(text)
    if found is not None:
        return own_id == found
    try:
        return or_(model.phone_index == blind_index("phone", parse_phone(text)), model.name_index == blind_index("name", fold(text)))
    except InvalidInput:
        return model.name_index == blind_index("name", fold(text))  # type: ignore[no-any-return] # of either model


def conditions(wish: CaseWish) -> list[ColumnElement[bool]]:
    """A wish as SQL."""
    found: list[ColumnElement[bool]] = []
    if wish.places is not None:
        found.append(PLACE.in_(sorted(wish.places)))
    if wish.search:
        found.append(searched(Case, Case.case_id.expression, wish.search))
    if wish.classification:
        found.append(Case.classification == wish.classification)
    if wish.state == "unverified":
        found += [Case.verified_at.is_(None), Case.closed_at.is_(None)]
    elif wish.state in ("open", "closed"):
        found.append(Case.closed_at.is_(None) if wish.state == "open" else Case.closed_at.is_not(None))
    if wish.since is not None:
        found.append(Case.reported_at >= datetime.combine(wish.since, time(), UTC))
    if wish.until is not None:
        found.append(Case.reported_at < datetime.combine(wish.until + timedelta(days=1), time(), UTC))
    if wish.assigned_to is not None:
        found.append(Case.assigned_to == wish.assigned_to)
    return found


def case_list(session: Session, wish: CaseWish, *, sort: str = "-reported", cursor: str | None = None, size: int = 50) -> Slice[CaseRow]:
    """A page of the cases of a wish. sort: of SORTS, `-` before it for the latest first; anything else is the default.

    Raises InvalidInput `bad_cursor`.
    """
    name = sort.removeprefix("-")
    key, descending = (SORTS[name], sort.startswith("-")) if name in SORTS else (SORTS["reported"], True)
    found = select(Case).where(*conditions(wish))
    return sliced(session, found, [key, Case.case_id.expression], _row, descending=descending, cursor=cursor, size=size)


def _row(row: Row[Any]) -> CaseRow:
    case: Case = row[0]
    age = str(case.age_years) if case.age_years is not None else case.age_band
    return CaseRow(
        case.case_id, case.name, case.sex, age, case.cercle or case.region, case.classification, case.reported_at, case.onset_date,
        case.verified_at is not None, case.closed_at is not None, case.outcome, case.assigned_to,
    )  # fmt: skip
