"""Exports: what is asked, checked, noted in the audit, and written."""

from dataclasses import asdict
from datetime import date
from typing import IO

from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor
from contact_tracing.exports import godata
from contact_tracing.exports.formats import WRITERS
from contact_tracing.exports.sheet import Sheet, Wish
from core import audit
from core.errors import InvalidInput

__all__ = ["FORMATS", "KINDS", "Wish", "export"]

KINDS = ("cases", "contacts", "exposures", "follow-up", "lab")
FORMATS = ("godata",)


def export(session: Session, kind: str, form: str, wish: Wish, out: IO[bytes], actor: Actor) -> int:
    """Write an export; returns how many rows. Read to the end in the caller's transaction, which also notes who asked for what.

    Raises InvalidInput `unknown_kind`, `unknown_format`, `days_reversed`.
    """
    if kind not in KINDS:
        raise InvalidInput("unknown_kind", kind=kind)
    if form not in FORMATS:
        raise InvalidInput("unknown_format", format=form)
    if wish.first is not None and wish.last is not None and wish.first > wish.last:
        raise InvalidInput("days_reversed")
    asked = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(wish).items()}
    audit.record(session, "export", actor=actor, subject=("export", kind), after=asked | {"format": form})
    return WRITERS["csv" if form == "godata" else form](_sheet(session, kind, form, wish), out)


def _sheet(session: Session, kind: str, form: str, wish: Wish) -> Sheet:
    return godata.sheet(session, kind, wish)
