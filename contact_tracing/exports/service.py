"""Exports: what is asked, checked, noted in the audit, and written."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO

from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor
from contact_tracing.exports import godata, linelists, who
from contact_tracing.exports.dhis2 import aggregate, tracker
from contact_tracing.exports.dhis2.mapping import Dhis2Mapping, load
from contact_tracing.exports.fhir import bundle
from contact_tracing.exports.formats import WRITERS
from contact_tracing.exports.sheet import Wish
from core import audit, geography
from core.errors import InvalidInput, NotAllowed

__all__ = ["COLUMNS", "FORMATS", "KINDS", "Extra", "Wish", "Written", "check", "export"]

KINDS = ("cases", "contacts", "exposures", "follow-up", "lab")
FORMATS = ("csv", "xlsx", "json", "godata", "fhir", "dhis2-tracker", "dhis2-values", "dhis2-values-csv")
COLUMNS = {"assa": linelists.sheet, "who": who.sheet, "godata": godata.sheet}
"""Whose names of columns."""
MAY_SEE_NAMES = ("operator", "coordinator")
_OF = {"fhir": bundle.KINDS, "dhis2-tracker": ("cases",), "dhis2-values": ("cases",), "dhis2-values-csv": ("cases",)}
"""Formats that hold some kinds only."""


@dataclass(frozen=True, slots=True)
class Extra:
    """columns: one of `COLUMNS`. mapping: the file of UIDs, for DHIS2. below: counts under this are left out of DHIS2's values."""

    columns: str = "assa"
    mapping: Path | None = None
    below: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """rows: or resources, entities, values. suppressed: counts that were too small."""

    rows: int
    suppressed: int = 0


def export(
    session: Session, kind: str, form: str, wish: Wish, out: IO[bytes], actor: Actor, extra: Extra | None = None
) -> Written:  # fmt: skip
    """Write an export. Read to the end in the caller's transaction, which also notes who asked for what.

    The format `godata` is CSV with Go.Data's columns.
    Raises InvalidInput `unknown_kind`, `unknown_format`, `unknown_columns`, `days_reversed`, `unknown_place`, `no_mapping`; BadMapping;
    NotAllowed `no_names`.
    """
    extra = extra or Extra()
    if form == "godata":
        form, extra = "csv", replace(extra, columns="godata")
    check(kind, form, extra, wish)
    if wish.names and actor[0] not in MAY_SEE_NAMES:
        raise NotAllowed("no_names", actor=actor[0])
    asked = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(wish).items()}
    audit.record(session, "export", actor=actor, subject=("export", kind), after=asked | {"format": form, "columns": extra.columns})
    if form == "fhir":
        return Written(bundle.write(session, kind, wish, out))
    if extra.mapping is not None and form.startswith("dhis2"):
        return _dhis2(session, form, wish, out, load(extra.mapping), extra.below)
    return Written(WRITERS[form](COLUMNS[extra.columns](session, kind, wish), out))


def _dhis2(session: Session, form: str, wish: Wish, out: IO[bytes], mapping: Dhis2Mapping, below: int) -> Written:
    if form == "dhis2-tracker":
        return Written(tracker.write(session, mapping, wish, out))
    counted = aggregate.count(session, mapping, wish, below)
    rows = aggregate.write_json(mapping, counted, out) if form == "dhis2-values" else aggregate.write_csv(counted, out)
    return Written(rows, counted.suppressed)


def check(kind: str, form: str, extra: Extra, wish: Wish) -> None:
    """What `export` would refuse whoever asks. Raises InvalidInput as it does."""
    if kind not in KINDS:
        raise InvalidInput("unknown_kind", kind=kind)
    if form not in FORMATS or kind not in _OF.get(form, KINDS):
        raise InvalidInput("unknown_format", format=form)
    if extra.columns not in COLUMNS or (extra.columns == "who" and kind != "cases"):
        raise InvalidInput("unknown_columns", columns=extra.columns)
    if form.startswith("dhis2") and extra.mapping is None:
        raise InvalidInput("no_mapping")
    if wish.first is not None and wish.last is not None and wish.first > wish.last:
        raise InvalidInput("days_reversed")
    if wish.place is not None and not any(each.code == wish.place for each in geography.places()):
        raise InvalidInput("unknown_place", place=wish.place)
