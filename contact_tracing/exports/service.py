"""Exports: what is asked, checked, noted in the audit, and written."""

from dataclasses import asdict
from datetime import date
from typing import IO

from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor
from contact_tracing.exports import godata, linelists, who
from contact_tracing.exports.formats import WRITERS
from contact_tracing.exports.sheet import Wish
from core import audit, geography
from core.errors import InvalidInput, NotAllowed

__all__ = ["COLUMNS", "FORMATS", "KINDS", "Wish", "export"]

KINDS = ("cases", "contacts", "exposures", "follow-up", "lab")
FORMATS = ("csv", "xlsx", "json", "godata")
COLUMNS = {"assa": linelists.sheet, "who": who.sheet, "godata": godata.sheet}
"""Whose names of columns."""
MAY_SEE_NAMES = ("operator", "coordinator")


def export(
    session: Session, kind: str, form: str, wish: Wish, out: IO[bytes], actor: Actor, columns: str = "assa"
) -> int:  # fmt: skip
    """Write an export; returns how many rows. Read to the end in the caller's transaction, which also notes who asked for what.

    columns: one of `COLUMNS`; the format `godata` is CSV with Go.Data's.
    Raises InvalidInput `unknown_kind`, `unknown_format`, `unknown_columns`, `days_reversed`, `unknown_place`; NotAllowed `no_names`.
    """
    if form == "godata":
        form, columns = "csv", "godata"
    _check(kind, form, columns, wish, actor)
    asked = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(wish).items()}
    audit.record(session, "export", actor=actor, subject=("export", kind), after=asked | {"format": form, "columns": columns})
    return WRITERS[form](COLUMNS[columns](session, kind, wish), out)


def _check(kind: str, form: str, columns: str, wish: Wish, actor: Actor) -> None:
    if kind not in KINDS:
        raise InvalidInput("unknown_kind", kind=kind)
    if form not in FORMATS:
        raise InvalidInput("unknown_format", format=form)
    if columns not in COLUMNS or (columns == "who" and kind != "cases"):
        raise InvalidInput("unknown_columns", columns=columns)
    if wish.first is not None and wish.last is not None and wish.first > wish.last:
        raise InvalidInput("days_reversed")
    if wish.place is not None and not any(each.code == wish.place for each in geography.places()):
        raise InvalidInput("unknown_place", place=wish.place)
    if wish.names and actor[0] not in MAY_SEE_NAMES:
        raise NotAllowed("no_names", actor=actor[0])
