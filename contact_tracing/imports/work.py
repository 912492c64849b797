"""Lists brought in as long work: by national coordinators, since a list may hold people of anywhere. All or nothing, or as a trial."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from contact_tracing.imports.cases import import_cases
from contact_tracing.imports.contacts import import_contacts
from contact_tracing.imports.records import import_exposures, import_follow_up, import_lab
from core.errors import InvalidInput, NotAllowed
from core.longwork.kinds import KINDS, Kind, Order, Result
from core.staff.queries import StaffView
from core.staff.roles import Permission

NAME = "import_list"
LISTS = {
    "cases": import_cases,
    "contacts": import_contacts,
    "exposures": import_exposures,
    "follow-up": import_follow_up,
    "lab": import_lab,
}


def may(by: StaffView) -> bool:
    """Who may bring in a list."""
    return by.area is None and by.may(Permission.EXPORT) and by.may(Permission.TRACE)


def _check(wish: dict[str, Any], by: StaffView) -> dict[str, Any]:
    """list, trial."""
    if not may(by):
        raise NotAllowed("longwork.not_allowed")
    if wish.get("list") not in LISTS:
        raise InvalidInput("unknown_kind", kind=str(wish.get("list")))
    return {"list": wish["list"], "trial": bool(wish.get("trial"))}


def _do(session: Session, order: Order) -> Result:
    assert order.given is not None
    done = LISTS[order.wish["list"]](session, order.given, order.by, datetime.now(UTC))
    summary = {"rows": done.read, "added": done.added, "changed": done.changed, "unchanged": done.unchanged}
    return Result(summary=summary, keep=not order.wish["trial"])


KINDS[NAME] = Kind(Permission.TRACE, _check, _do, takes=(".csv", ".xlsx"))
