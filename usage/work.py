"""Statistics of use as long work: the same files as `assa stats`."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core.errors import InvalidInput
from core.longwork.kinds import KINDS, Kind, Order, Result
from core.staff.queries import StaffView
from core.staff.roles import Permission
from usage import exports
from usage.queries import statistics
from usage.report import gather, to_pdf
from usage.service import today
from usage.wish import Wish, parse_split

NAME = "statistics"
FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}
_WRITERS = {"csv": exports.to_csv, "xlsx": exports.to_xlsx, "json": exports.to_json}


def _check(wish: dict[str, Any], by: StaffView) -> dict[str, Any]:
    """first, last (ISO days), by, split (`channel,locale`), format. Raises InvalidInput, BadWish."""
    read = _wish(wish)
    if wish.get("format") not in FORMATS:
        raise InvalidInput("unknown_format", format=str(wish.get("format")))
    return {
        "first": read.first.isoformat(), "last": read.last.isoformat(), "by": read.by, "split": ",".join(read.split),
        "format": wish["format"],
    }  # fmt: skip


def _wish(wish: dict[str, Any]) -> Wish:
    try:
        first, last = (date.fromisoformat(str(wish.get(name))) for name in ("first", "last"))
    except ValueError as error:
        raise InvalidInput("bad_day") from error
    return Wish(first, last, wish.get("by") or None, parse_split(str(wish.get("split") or "")))


def _do(session: Session, order: Order) -> Result:
    wish, form, on = _wish(order.wish), order.wish["format"], today()
    if form == "pdf":
        body, rows = to_pdf(gather(session, wish.first, wish.last, on), on), 1
    else:
        found = statistics(session, wish, on)
        body, rows = _WRITERS[form](wish, found), len(found)
    order.out.write(body)
    return Result(f"assa-{wish.first.isoformat()}-{wish.last.isoformat()}.{form}", FORMATS[form], {"rows": rows})


KINDS[NAME] = Kind(Permission.SEE_FIGURES, _check, _do)
