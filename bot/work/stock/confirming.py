"""A report that lacks nothing: read back in full, stored after yes, corrected by "non, 210" before and after."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.stock.draft import Draft, Extras, extras_of, moment, to_draft, unpack
from bot.work.stock.lines import Around, product_name, report_lines
from bot.work.stock.naming import name_of
from core.errors import NotFound
from core.facilities import queries as facilities
from core.facilities.search import Facility
from stock import queries, service
from stock.errors import AlreadyReceived, AlreadyReversed
from stock.queries import ConsignmentView, Item, Known, Line, Report, Warn, What

KIND, LAST = "stock", "stock_last"
CORRECTED_WITHIN = timedelta(hours=24)
MISSING_SHOWN = 8
_NO = re.compile(r"^(?:non|no|nan|ayi|correction|corriger|erreur|fili)\b[\s,:;.!-]*", re.IGNORECASE)


def awaited(session: Session, at: Facility, items: Sequence[Item]) -> dict[int, int]:
    """The consignments that these receipts are of, by number of the item: the oldest of the product, from the source named."""
    found: dict[int, int] = {}
    for number, item in enumerate(items):
        if item.what is What.RECEIPT:
            waiting = queries.waiting_at(session, at.code, [item.product], item.counterpart)
            one = next((each for each in waiting if each.id not in found.values()), None)
            if one is not None:
                found[number] = one.id
    return found


def read_back(session: Session, turn: TurnContext, at: Facility, report: Report, extras: Extras) -> None:
    """Say all that was understood, and keep it until yes."""
    codes = [item.product for item in report.items]
    known = queries.known(session, at.code, codes, datetime.now(UTC))
    if extras.day is not None:
        # what the card says today is not what it said then
        known = {code: replace(each, on_hand=None) for code, each in known.items()}
    key = uuid.uuid4().hex
    drafts.put(session, turn.person.person_id, KIND, to_draft(key, at.code, report.items, extras))
    lines: list[Any] = report_lines(
        _lines(report, known, extras.corrects is not None), queries.products(session, codes), _around(session, report.items, extras)
    )
    if extras.day is not None:
        lines.insert(0, {"response": "utter_stock_of_day", "arguments": {"date": {"date": extras.day.isoformat()}}})
    unread = {"response": "utter_stock_unread", "arguments": {"words": list(report.unread)}} if report.unread else ""
    turn.settle("utter_stock_read_back", centre=at.name, lines={"lines": lines}, unread={"lines": [unread]}, key=key)


def _around(session: Session, items: Sequence[Item], extras: Extras) -> Around:
    confirms: dict[int, ConsignmentView] = {
        number: queries.consignment(session, consignment) for number, consignment in (extras.confirms or {}).items()
    }
    codes = {*(item.counterpart for item in items), *(each.source for each in confirms.values())}
    return Around({code: facilities.get(session, code).name for code in codes if code is not None}, confirms)


def _lines(report: Report, known: Mapping[str, Known], correction: bool) -> list[Line]:
    """A correction is not a receipt that nobody told of."""
    lines = queries.read_back(report.items, known)
    if not correction:
        return lines
    return [replace(line, warnings=tuple(each for each in line.warnings if each is not Warn.UNCOUNTED)) for line in lines]


def store(session: Session, turn: TurnContext, draft: Draft) -> None:
    """All of it, once: the draft goes in the same transaction."""
    person = turn.person.person_id
    at = facilities.get(session, draft["facility"])
    if draft.get("doubted"):
        read_back(session, turn, at, Report(unpack(draft["items"])), extras_of(draft))
        return
    drafts.drop(session, person, KIND)
    report, extras = Report(unpack(draft["items"])), extras_of(draft)
    told = {"occurred_at": moment(extras), "key": draft["key"], "reporter_id": person}
    try:
        with session.begin_nested():
            if extras.corrects is None:
                service.record_report(session, report, at.code, confirms=extras.confirms, **told)
            else:
                service.correct_reported(session, extras.corrects, report.items[0], at.code, **told)
    except AlreadyReversed:
        turn.settle("utter_stock_corrected_before")
        return
    except (AlreadyReceived, NotFound):
        turn.settle("utter_stock_got_before")
        return
    drafts.put(session, person, LAST, draft | {"corrects": None, "confirms": {}}, CORRECTED_WITHIN)
    missing = queries.still_missing(session, at.code, datetime.now(UTC))[:MISSING_SHOWN]
    names = [product_name(queries.products(session, missing), code) for code in missing]
    still: Any = {"response": "utter_stock_not_yet_said", "arguments": {"products": names}} if names else ""
    turn.settle("utter_stock_stored", centre=at.name, missing={"lines": [still]})


def refuse(session: Session, turn: TurnContext) -> None:
    drafts.drop(session, turn.person.person_id, KIND)
    turn.settle("utter_stock_again")


def correct(session: Session, turn: TurnContext, draft: Draft) -> bool:
    """ "non, 210" of what waits or of what was stored today: read back anew. False when the message is no correction."""
    rest, denied = _NO.subn("", turn.text.strip())
    stored = drafts.get(session, turn.person.person_id, KIND) is None
    if (stored and not denied) or not rest:
        return False
    items = unpack(draft["items"])
    found = _corrected(session, items, rest, bool(denied))
    if found is None:
        return False
    number, new = found
    if new is None:
        if not stored:
            # "non, 60" and then "oui": what was denied is not stored before it was read again
            drafts.put(session, turn.person.person_id, KIND, draft | {"doubted": True})
        turn.settle("utter_stock_which_line")
        return True
    at, extras = facilities.get(session, draft["facility"]), extras_of(draft)
    if stored:
        read_back(session, turn, at, Report((new,)), replace(extras, confirms=None, corrects=f"{draft['key']}/{number}"))
    else:
        read_back(session, turn, at, Report((*items[:number], new, *items[number + 1 :])), extras)
    return True


def _corrected(session: Session, items: Sequence[Item], rest: str, denied: bool) -> tuple[int, Item | None] | None:
    """Which item is corrected, and by what; by None where it cannot be told which. None: it is no correction."""
    names = queries.names(session)
    read = queries.read_report(rest, names)
    if read.items and not read.problems:
        old = [(number, item) for number, item in enumerate(items) if item.product == read.items[0].product]
        if not denied or len(read.items) > 1 or len(old) != 1:
            return None
        number, item = old[0]
        counts = read.items[0].what is What.COUNT and item.what is What.COUNT
        return number, (read.items[0] if counts else _with(item, read.items[0]))
    if any(each.product for each in read.problems):
        return None
    again = queries.read_report(f"{name_of(items[0].product, names)} {rest}", names)
    if len(again.items) != 1 or again.problems:
        return None
    return 0, (_with(items[0], again.items[0]) if len(items) == 1 else None)


def _with(item: Item, said: Item) -> Item:
    """What was told, with the number that is said now."""
    return replace(item, quantity=said.quantity, said=said.said, unit=said.unit)
