"""A report of stock: read, asked for what it lacks, read back in full, stored after yes; corrected by "non, 210", before and after."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from assa_text import fold
from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.stock import asking, coming, confirming
from bot.work.stock.asking import ASK, CENTRE, OTHER_END
from bot.work.stock.confirming import KIND, LAST
from bot.work.tracing.common import tapped
from core.staff.queries import StaffView
from core.staff.roles import Permission
from stock import queries
from stock.queries import Problem, What

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
    match chosen["do"]:
        case "stock_products":
            asking.offer_products(session, turn, int(chosen["n"]))
        case "stock_product":
            asking.ask_number(session, turn, chosen["p"], What(chosen.get("w", What.COUNT)))
        case "stock_centre":
            asking.centre_chosen(session, turn, staff, chosen["f"])
        case "stock_other_end":
            asking.other_end_chosen(session, turn, staff, chosen["f"])
        case "stock":
            draft = drafts.get(session, turn.person.person_id, KIND)
            if draft is None or draft["key"] != chosen["k"]:
                turn.settle("utter_stock_gone")
            elif chosen["v"] == "yes":
                confirming.store(session, turn, draft)
            else:
                confirming.refuse(session, turn)


def _typed(session: Session, turn: TurnContext, staff: StaffView) -> None:
    """What waits for an answer first; then a correction of what was stored today; then a new report."""
    word = turn.keywords.match(turn.text, turn.locale)
    person = turn.person.person_id
    waiting = [kind for kind in (KIND, ASK, CENTRE, OTHER_END, coming.HOW_MANY) if drafts.get(session, person, kind) is not None]
    if waiting and word == "cancel":
        drafts.drop(session, person, waiting[0])
        turn.settle("utter_work_cancelled")
    elif word == "stock":
        asking.offer_products(session, turn, 0)
    elif word == "stock_codes":
        asking.say_codes(session, turn)
    elif KIND in waiting and word in ("yes", "no", "correct"):
        _confirmed(session, turn, yes=word == "yes")
    elif word is None:
        _words_typed(session, turn, staff, waiting)


def _confirmed(session: Session, turn: TurnContext, *, yes: bool) -> None:
    draft = drafts.get(session, turn.person.person_id, KIND)
    if yes and draft is not None:
        confirming.store(session, turn, draft)
    else:
        confirming.refuse(session, turn)


def _words_typed(session: Session, turn: TurnContext, staff: StaffView, waiting: Sequence[str]) -> None:
    if ASK in waiting:
        _number_typed(session, turn, staff)
    elif coming.HOW_MANY in waiting:
        asking.consignment_number(session, turn)
    elif CENTRE in waiting:
        asking.name_centre(session, turn, staff)
    else:
        person = turn.person.person_id
        draft = drafts.get(session, person, KIND) or drafts.get(session, person, LAST)
        if draft is None or not confirming.correct(session, turn, draft):
            _read(session, turn, staff, turn.text)


def _number_typed(session: Session, turn: TurnContext, staff: StaffView) -> None:
    """The number that was asked; or a report of its own in its place."""
    names = queries.names(session)
    if queries.read_report(turn.text, names).items:
        drafts.drop(session, turn.person.person_id, ASK)
        _read(session, turn, staff, turn.text)
    else:
        asking.number_typed(session, turn, staff, names)


def _read(session: Session, turn: TurnContext, staff: StaffView, text: str) -> None:
    """A report is read back; one that lacks something is asked. What names no product is not ours."""
    report = queries.read_report(text, queries.names(session))
    about = report.items or (any(each.product for each in report.problems) and _ABOUT_STOCK.search(fold(text)))
    if not about:
        return
    day = None if report.day is None else queries.day_of(report.day, turn.today)
    problems = report.problems
    if report.day is not None and day is None:
        problems = (*problems, Problem("day", None, report.day))
    if problems or not report.items:
        asking.ask_missing(session, turn, report, problems, day)
    else:
        asking.finish(session, turn, staff, report, day)
