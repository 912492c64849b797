"""A report of stock: read, read back in full, stored after yes; corrected by "non, 210", before and after."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from assa_text import fold
from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.stock import centre
from bot.work.stock.lines import problem_lines, product_name, report_lines
from bot.work.tracing.common import tapped
from core.facilities import queries as facilities
from core.facilities.search import Facility
from core.staff.queries import StaffView
from core.staff.roles import Permission
from stock import queries, service
from stock.errors import AlreadyReversed
from stock.queries import Item, Known, Line, Report, Warn, What

KIND, ASK, CENTRE, LAST = "stock", "stock_ask", "stock_centre", "stock_last"
CORRECTED_WITHIN = timedelta(hours=24)
OFFERED = 9
_NO = re.compile(r"^(?:non|no|nan|ayi|correction|corriger|erreur|fili)\b[\s,:;.!-]*", re.IGNORECASE)
_ABOUT_STOCK = re.compile(r"\d|\b(?:stock|stok|soh|recu|reste|rupture|perdu|fini|banna)\b")


async def stock_report(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.REPORT_STOCK):
        return
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"].startswith("stock"):
            await turn.session.run_sync(_chosen, turn, staff, chosen)
    elif not turn.payload:
        await turn.session.run_sync(_typed, turn, staff)


def _chosen(session: Session, turn: TurnContext, staff: StaffView, chosen: dict[str, Any]) -> None:
    if chosen["do"] == "stock_product":
        name = product_name(queries.products(session, [chosen["p"]]), chosen["p"])
        drafts.put(session, turn.person.person_id, ASK, {"product": chosen["p"]})
        turn.settle("utter_stock_which_number", product=name)
    elif chosen["do"] == "stock_centre":
        _centre_chosen(session, turn, staff, chosen["f"])
    else:
        draft = drafts.get(session, turn.person.person_id, KIND)
        if draft is None or draft["key"] != chosen["k"]:
            turn.settle("utter_stock_gone")
        elif chosen["v"] == "yes":
            _store(session, turn, draft)
        else:
            _refuse(session, turn)


def _typed(session: Session, turn: TurnContext, staff: StaffView) -> None:
    """What waits for an answer first; then a correction of what was stored today; then a new report."""
    word = turn.keywords.match(turn.text, turn.locale)
    person = turn.person.person_id
    waiting = [kind for kind in (KIND, ASK, CENTRE) if drafts.get(session, person, kind) is not None]
    if waiting and word == "cancel":
        drafts.drop(session, person, waiting[0])
        turn.settle("utter_work_cancelled")
    elif KIND in waiting and word == "yes":
        _store(session, turn, drafts.get(session, person, KIND) or {})
    elif KIND in waiting and word in ("no", "correct"):
        _refuse(session, turn)
    elif ASK in waiting and word is None:
        _number_asked(session, turn, staff)
    elif CENTRE in waiting and word is None:
        _name_centre(session, turn, staff)
    elif word == "stock":
        _offer_products(session, turn)
    elif word is None:
        draft = drafts.get(session, person, KIND) or drafts.get(session, person, LAST)
        if draft is None or not _correct(session, turn, staff, draft):
            _read(session, turn, staff, turn.text)


def _number_asked(session: Session, turn: TurnContext, staff: StaffView) -> None:
    draft = drafts.get(session, turn.person.person_id, ASK) or {}
    drafts.drop(session, turn.person.person_id, ASK)
    _read(session, turn, staff, f"{_name_of(draft['product'], queries.names(session))} {turn.text}", asked=True)


def _name_of(code: str, names: queries.Names) -> str:
    """A name of a product as a reporter would type it: without digits, which would be read as a quantity."""
    return next(name for name in names.products[code].names if not any(letter.isdigit() for letter in name))


def _read(session: Session, turn: TurnContext, staff: StaffView, text: str, *, asked: bool = False) -> None:
    """A report is read back; one that lacks something is asked again. What names no product is not ours."""
    report = queries.read_report(text, queries.names(session))
    about = report.items or (any(each.product for each in report.problems) and _ABOUT_STOCK.search(fold(text)))
    if not (about or asked):
        return
    if report.problems or not report.items:
        products = queries.products(session, [each.product for each in report.problems if each.product])
        turn.settle("utter_stock_problems", lines=problem_lines(report.problems, products))
        return
    own = centre.own(session, staff)
    if own is None:
        drafts.put(session, turn.person.person_id, CENTRE, {"text": text})
        turn.settle("utter_stock_which_centre")
    else:
        _read_back(session, turn, own, report)


def _read_back(session: Session, turn: TurnContext, at: Facility, report: Report, corrects: dict[str, Any] | None = None) -> None:
    codes = [item.product for item in report.items]
    known = queries.known(session, at.code, codes, datetime.now(UTC))
    key = uuid.uuid4().hex
    draft = {"key": key, "facility": at.code, "items": [asdict(item) for item in report.items], "corrects": corrects}
    drafts.put(session, turn.person.person_id, KIND, draft)
    unread = {"response": "utter_stock_unread", "arguments": {"words": list(report.unread)}} if report.unread else ""
    turn.settle(
        "utter_stock_read_back",
        centre=at.name,
        lines=report_lines(_lines(report, known, corrects is not None), queries.products(session, codes)),
        unread={"lines": [unread]},
        key=key,
    )


def _lines(report: Report, known: Mapping[str, Known], correction: bool) -> list[Line]:
    """A correction is not a receipt that nobody told of."""
    lines = queries.read_back(report.items, known)
    if not correction:
        return lines
    return [replace(line, warnings=tuple(each for each in line.warnings if each is not Warn.UNCOUNTED)) for line in lines]


def _items(draft: dict[str, Any]) -> tuple[Item, ...]:
    return tuple(Item(**{**each, "what": What(each["what"]), "reason": each["reason"]}) for each in draft["items"])


def _store(session: Session, turn: TurnContext, draft: dict[str, Any]) -> None:
    """All of it, once: the draft goes in the same transaction."""
    now, person = datetime.now(UTC), turn.person.person_id
    drafts.drop(session, person, KIND)
    at = facilities.get(session, draft["facility"])
    report = Report(_items(draft))
    try:
        if draft["corrects"] is None:
            service.record_report(session, report, at.code, occurred_at=now, key=draft["key"], reporter_id=person)
        else:
            service.correct_reported(
                session, draft["corrects"]["key"], report.items[0], at.code, occurred_at=now, key=draft["key"], reporter_id=person
            )
    except AlreadyReversed:
        turn.settle("utter_stock_corrected_before")
        return
    drafts.put(session, person, LAST, draft | {"corrects": None}, CORRECTED_WITHIN)
    turn.settle("utter_stock_stored", centre=at.name)


def _refuse(session: Session, turn: TurnContext) -> None:
    drafts.drop(session, turn.person.person_id, KIND)
    turn.settle("utter_stock_again")


def _correct(session: Session, turn: TurnContext, staff: StaffView, draft: dict[str, Any]) -> bool:
    """ "non, 210" of what waits or of what was stored today: read back anew. False when the message is no correction."""
    rest, denied = _NO.subn("", turn.text.strip())
    stored = drafts.get(session, turn.person.person_id, KIND) is None
    if (stored and not denied) or not rest:
        return False
    items = _items(draft)
    names = queries.names(session)
    read = queries.read_report(rest, names)
    if read.items and not read.problems:
        old = [(number, item) for number, item in enumerate(items) if item.product == read.items[0].product]
        if not denied or len(read.items) > 1 or len(old) != 1:
            return False
        number, item = old[0]
        new = read.items[0] if read.items[0].what is What.COUNT and item.what is What.COUNT else _with(item, read.items[0])
    else:
        if any(each.product for each in read.problems):
            return False
        number, item = 0, items[0]
        again = queries.read_report(f"{_name_of(item.product, names)} {rest}", names)
        if len(again.items) != 1 or again.problems:
            return False
        if len(items) > 1:
            turn.settle("utter_stock_which_line")
            return True
        new = _with(item, again.items[0])
    at = facilities.get(session, draft["facility"])
    if stored:
        _read_back(session, turn, at, Report((new,)), corrects={"key": f"{draft['key']}/{number}"})
    else:
        _read_back(session, turn, at, Report((*items[:number], new, *items[number + 1 :])), corrects=draft["corrects"])
    return True


def _with(item: Item, said: Item) -> Item:
    """What was told, with the number that is said now."""
    return Item(item.what, item.product, said.quantity, said.said, said.unit, item.reason)


def _offer_products(session: Session, turn: TurnContext) -> None:
    """Step by step: the products that are followed nationally, to be chosen from; others are written."""
    tracers = [each for each in queries.products(session).values() if each.tracer][:OFFERED]
    options = tuple(
        Option(
            f'/work{{"do":"stock_product","p":"{each.code}"}}',
            each.name_bm if turn.locale == "bm" and each.name_bm else each.name_fr,
        )
        for each in tracers
    )
    turn.says.append(Say("utter_stock_which", {}, options))
    turn.settle()


def _name_centre(session: Session, turn: TurnContext, staff: StaffView) -> None:
    found = [each for each in centre.named(session, turn.text, turn) if centre.in_area(staff, each, turn)]
    if len(found) == 1:
        _centre_chosen(session, turn, staff, found[0].code)
    elif found:
        options = tuple(Option(f'/work{{"do":"stock_centre","f":"{each.code}"}}', each.name) for each in found)
        turn.says.append(Say("utter_stock_which_centre", {}, options))
        turn.settle()
    else:
        turn.settle("utter_stock_unknown_centre")


def _centre_chosen(session: Session, turn: TurnContext, staff: StaffView, code: str) -> None:
    draft = drafts.get(session, turn.person.person_id, CENTRE)
    at = facilities.get(session, code)
    if draft is None:
        turn.settle("utter_stock_gone")
    elif not centre.in_area(staff, at, turn):
        turn.settle("utter_stock_unknown_centre")
    else:
        drafts.drop(session, turn.person.person_id, CENTRE)
        _read_back(session, turn, at, queries.read_report(draft["text"], queries.names(session)))
