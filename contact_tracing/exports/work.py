"""Line lists as long work: by those who may export, of their area; with names, by those who also see people."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from contact_tracing.exports import service
from core.errors import InvalidInput, NotAllowed
from core.longwork.kinds import KINDS, Kind, Order, Result
from core.staff.queries import StaffView
from core.staff.roles import Permission

NAME = "line_list"
FORMATS = {
    "csv": ("csv", "text/csv"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("json", "application/json"),
    "godata": ("csv", "text/csv"),
    "fhir": ("json", "application/fhir+json"),
}
"""Ending and media type. DHIS2's need a file of UIDs, and are given by the command line."""


def _check(wish: dict[str, Any], by: StaffView) -> dict[str, Any]:
    """list, format, columns, first, last (ISO days), place, names. The place is that of the asker's area where none is named."""
    read = _wish(wish)
    if wish.get("format", "csv") not in FORMATS:
        raise InvalidInput("unknown_format", format=str(wish.get("format")))
    place = read.place or by.area
    if not by.covers(place) or (read.names and not by.may(Permission.SEE_PEOPLE)):
        raise NotAllowed("longwork.not_allowed")
    service.check(str(wish.get("list")), str(wish.get("format", "csv")), service.Extra(str(wish.get("columns", "assa"))), read)
    return {
        "list": wish["list"],
        "format": wish.get("format", "csv"),
        "columns": wish.get("columns", "assa"),
        "first": read.first.isoformat() if read.first else None,
        "last": read.last.isoformat() if read.last else None,
        "place": place,
        "names": read.names,
    }


def _wish(wish: dict[str, Any]) -> service.Wish:
    return service.Wish(_day(wish.get("first")), _day(wish.get("last")), wish.get("place") or None, bool(wish.get("names")))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput("bad_day") from error


def _do(session: Session, order: Order) -> Result:
    wish = order.wish
    done = service.export(
        session, wish["list"], wish["format"], _wish(wish), order.out, order.by, service.Extra(columns=wish["columns"])
    )  # fmt: skip
    ending, media_type = FORMATS[wish["format"]]
    return Result(f"assa-{wish['list']}.{ending}", media_type, {"rows": done.rows})


KINDS[NAME] = Kind(Permission.EXPORT, _check, _do, personal=lambda wish: bool(wish["names"]))
