"""Reading facilities: session in, dataclasses out."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import geography
from core.errors import NotFound
from core.facilities.models import Facility as Row
from core.facilities.search import Directory, Facility
from core.kept import kept

_directories: dict[tuple[int, datetime | None], Directory] = {}


def _of(row: Row) -> Facility:
    return Facility(
        row.code, row.name, tuple(row.other_names), row.kind, row.place, row.supplied_by, row.phone, row.latitude, row.longitude,
        row.valid_from, row.valid_to, row.source,
    )  # fmt: skip


def get(session: Session, code: str) -> Facility:
    """The facility of a code, closed ones too. Raises NotFound `facilities.unknown` with `facility`."""
    row = session.get(Row, code)
    if row is None:
        raise NotFound("facilities.unknown", facility=code)
    return _of(row)


def every(session: Session, on: date | None = None, kind: str | None = None) -> Sequence[Facility]:
    """All facilities by code; on: those open that day; kind: of `table.KINDS`."""
    rows = map(_of, session.scalars(select(Row).order_by(Row.code)))
    return [each for each in rows if (on is None or each.is_open(on)) and kind in (None, each.kind)]


def under(session: Session, place: str, on: date) -> Sequence[Facility]:
    """The facilities open that day in a place or anywhere below it (region, cercle, commune), by code."""
    codes = geography.within(place, on)
    return [each for each in every(session, on) if each.place in codes]


def serving(session: Session, place: str, on: date) -> Sequence[Facility]:
    """Those of a place; of a commune where none is known to be, those of its cercle."""
    return under(session, place, on) or under(session, geography.cercle_of(place, on), on)


def supplied_by(session: Session, code: str, on: date) -> Sequence[Facility]:
    """Those that get their products from a facility, directly, open that day."""
    return [each for each in every(session, on) if each.supplied_by == code]


def suppliers(session: Session, code: str) -> Sequence[Facility]:
    """Who supplies a facility, who supplies that one, and so on up. Raises NotFound for an unknown code."""
    chain: list[Facility] = []
    above = get(session, code).supplied_by
    while above is not None:
        chain.append(get(session, above))
        above = chain[-1].supplied_by
    return chain


@kept
def directory(session: Session) -> Directory:
    """All facilities, ready to be searched; kept in this process until the table changes: a new facility is found at once."""
    count, changed = session.execute(select(func.count(), func.max(Row.changed_at)).select_from(Row)).one()
    found = _directories.get((count, changed))
    if found is None:
        _directories.clear()
        found = _directories[count, changed] = Directory(every(session))
    return found
