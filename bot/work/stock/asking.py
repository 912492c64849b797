"""What a report lacks is asked, one thing at a time: a number, the centre, the other end. What was understood is kept meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.stock import centre, coming, confirming
from bot.work.stock.counterparts import resolve
from bot.work.stock.draft import Extras, pack, unpack
from bot.work.stock.lines import problem_lines, product_name, report_lines
from bot.work.stock.naming import name_of
from core.errors import NotFound
from core.facilities import queries as facilities
from core.facilities.search import Facility
from core.staff.queries import StaffView
from stock import queries
from stock.queries import Item, Line, Names, Problem, Report, What

ASK, CENTRE, OTHER_END = "stock_ask", "stock_centre", "stock_other_end"
OFFERED = 8
SHORT = 2
"""So many words may be a number badly written; more are something else."""
_VERBS = {What.COUNT: "", What.RECEIPT: "recu ", What.ISSUE: "sorti ", What.LOSS: "perdu "}
_ONE_NUMBER = frozenset({"number", "approximate"})


def offer_products(session: Session, turn: TurnContext, page: int) -> None:
    """Step by step: all products, those that are followed nationally first."""
    ranked = sorted(queries.products(session).values(), key=lambda each: (not each.tracer, each.category, each.name_fr))
    shown = ranked[page * OFFERED : (page + 1) * OFFERED]
    options = [
        Option(f'/work{{"do":"stock_product","p":"{each.code}"}}', each.name_bm if turn.locale == "bm" and each.name_bm else each.name_fr)
        for each in shown
    ]
    if len(ranked) > (page + 1) * OFFERED:
        options.append(Option(f'/work{{"do":"stock_products","n":{page + 1}}}', "➡"))
    turn.says.append(Say("utter_stock_which", {}, tuple(options)))
    turn.settle()


def ask_number(session: Session, turn: TurnContext, code: str, what: What) -> None:
    """Of one product: how many are left, or were received, given out, lost."""
    drafts.put(session, turn.person.person_id, ASK, {"product": code, "what": what, "items": [], "rest": [], "day": None})
    name = product_name(queries.products(session, [code]), code)
    turn.settle(
        f"utter_stock_which_number_{what.lower()}" if what is not What.COUNT else "utter_stock_which_number", product=name, code=code
    )


def say_codes(session: Session, turn: TurnContext) -> None:
    """The short codes, for who types little."""
    codes = [(each.short_codes[0], each) for each in queries.products(session).values() if each.short_codes]
    lines = [f"{code} = {each.name_bm if turn.locale == 'bm' and each.name_bm else each.name_fr}" for code, each in sorted(codes)]
    turn.settle("utter_stock_codes", lines="\n".join(lines))


def ask_missing(session: Session, turn: TurnContext, report: Report, problems: Sequence[Problem], day: date | None) -> None:
    """Where only numbers lack, the first is asked and the rest kept; else all of it is to be written again."""
    lacking = list(dict.fromkeys(each.product for each in problems if each.product is not None and each.code in _ONE_NUMBER))
    if len(lacking) != len(problems) or not report.items:
        products = queries.products(session, [each.product for each in problems if each.product])
        turn.settle("utter_stock_problems", lines=problem_lines(problems, products))
        return
    _ask_next(session, turn, report.items, lacking, day)


def _ask_next(session: Session, turn: TurnContext, items: Sequence[Item], lacking: Sequence[str], day: date | None) -> None:
    draft = {"product": lacking[0], "what": What.COUNT, "items": pack(items), "rest": list(lacking[1:]), "day": _iso(day)}
    drafts.put(session, turn.person.person_id, ASK, draft)
    products = queries.products(session, {*(item.product for item in items), *lacking})
    understood = report_lines([Line(item, None, 0, ()) for item in items], products)
    missing = [{"response": "utter_stock_problem_number", "arguments": {"product": product_name(products, code)}} for code in lacking]
    turn.settle(
        "utter_stock_still_missing",
        understood={"lines": understood},
        missing={"lines": missing},
        product=product_name(products, lacking[0]),
    )


def number_typed(session: Session, turn: TurnContext, staff: StaffView, names: Names) -> None:
    """The number that was asked of a product. A sentence without a number is none: it is let through, and nothing waits any more."""
    draft = drafts.get(session, turn.person.person_id, ASK) or {}
    verb = _VERBS.get(What(draft["what"]), "")
    report = queries.read_report(f"{verb}{name_of(draft['product'], names)} {turn.text}", names)
    if report.problems or len(report.items) != 1:
        if len(turn.text.split()) > SHORT and not any(letter.isdigit() for letter in turn.text):
            drafts.drop(session, turn.person.person_id, ASK)
            return
        products = queries.products(session, [draft["product"]])
        turn.settle("utter_stock_number_again", product=product_name(products, draft["product"]))
        return
    items = (*unpack(draft["items"]), report.items[0])
    day = _day(draft["day"])
    if draft["rest"]:
        _ask_next(session, turn, items, draft["rest"], day)
        return
    drafts.drop(session, turn.person.person_id, ASK)
    finish(session, turn, staff, Report(items), day)


def finish(
    session: Session,
    turn: TurnContext,
    staff: StaffView,
    report: Report,
    day: date | None,
    *,
    at: Facility | None = None,
    other_end: str | None = None,
) -> None:
    """Read it back, once it is known of which centre it is and who is at the other end."""
    own = at or centre.own(session, staff)
    if own is None and report.centre is not None:
        found = [each for each in centre.named(session, report.centre, turn) if centre.in_area(staff, each, turn)]
        own = found[0] if len(found) == 1 else None
    elif report.centre is not None and at is None:
        report = replace(report, unread=(*report.unread, report.centre))
    if own is None:
        drafts.put(session, turn.person.person_id, CENTRE, _packed(report, day))
        turn.settle("utter_stock_which_centre")
        return
    resolved = resolve(session, turn, own, report, other_end)
    if resolved.choices:
        drafts.put(session, turn.person.person_id, OTHER_END, _packed(report, day) | {"facility": own.code})
        options = [Option(f'/work{{"do":"stock_other_end","f":"{each.code}"}}', each.name) for each in resolved.choices]
        turn.says.append(Say("utter_stock_which_other_end", {}, tuple(options)))
        turn.settle()
    elif resolved.report.problems:
        products = queries.products(session, [each.product for each in resolved.report.problems if each.product])
        turn.settle("utter_stock_problems", lines=problem_lines(resolved.report.problems, products))
    else:
        confirming.read_back(session, turn, own, resolved.report, Extras(day, confirming.awaited(session, own, resolved.report.items)))


def consignment_number(session: Session, turn: TurnContext) -> None:
    """How many came of a consignment, to be read back as a receipt of it."""
    draft = drafts.get(session, turn.person.person_id, coming.HOW_MANY) or {}
    names = queries.names(session)
    try:
        sent = queries.consignment(session, draft["c"])
    except NotFound:
        turn.settle("utter_stock_gone")
        return
    report = queries.read_report(f"recu {name_of(sent.product, names)} {turn.text}", names)
    if report.problems or len(report.items) != 1:
        turn.settle("utter_stock_number_again", product=product_name(queries.products(session, [sent.product]), sent.product))
        return
    drafts.drop(session, turn.person.person_id, coming.HOW_MANY)
    item = replace(report.items[0], counterpart=sent.source)
    confirming.read_back(session, turn, facilities.get(session, sent.destination), Report((item,)), Extras(confirms={0: sent.id}))


def name_centre(session: Session, turn: TurnContext, staff: StaffView) -> None:
    found = [each for each in centre.named(session, turn.text, turn) if centre.in_area(staff, each, turn)]
    if len(found) == 1:
        centre_chosen(session, turn, staff, found[0].code)
    elif found:
        options = tuple(Option(f'/work{{"do":"stock_centre","f":"{each.code}"}}', each.name) for each in found)
        turn.says.append(Say("utter_stock_which_centre", {}, options))
        turn.settle()
    else:
        turn.settle("utter_stock_unknown_centre")


def centre_chosen(session: Session, turn: TurnContext, staff: StaffView, code: str) -> None:
    draft = drafts.get(session, turn.person.person_id, CENTRE)
    at = facilities.get(session, code)
    if draft is None:
        turn.settle("utter_stock_gone")
    elif not centre.in_area(staff, at, turn):
        turn.settle("utter_stock_unknown_centre")
    else:
        drafts.drop(session, turn.person.person_id, CENTRE)
        finish(session, turn, staff, _unpacked(draft), _day(draft["day"]), at=at)


def other_end_chosen(session: Session, turn: TurnContext, staff: StaffView, code: str) -> None:
    draft = drafts.get(session, turn.person.person_id, OTHER_END)
    if draft is None:
        turn.settle("utter_stock_gone")
        return
    drafts.drop(session, turn.person.person_id, OTHER_END)
    at = facilities.get(session, draft["facility"])
    finish(session, turn, staff, _unpacked(draft), _day(draft["day"]), at=at, other_end=code)


def _packed(report: Report, day: date | None) -> dict[str, Any]:
    return {"items": pack(report.items), "unread": list(report.unread), "day": _iso(day)}


def _unpacked(draft: dict[str, Any]) -> Report:
    return Report(unpack(draft["items"]), (), tuple(draft["unread"]))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)
