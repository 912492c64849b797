"""Questions about stock: how much a centre has, where something is to be had, who has run out. Each answer says how old it is."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from assa_text import fold
from bot.stages.base import TurnContext
from bot.work.stock import centre
from bot.work.stock.lines import level_lines
from core.staff.queries import StaffView
from core.staff.roles import Permission
from stock import queries
from stock.queries import Asks, Question

SHOWN = 15
_OURS = frozenset({"stock", "stocks", "stok", "soh", "cscom", "csref", "depot", "rupture", "ruptures"})


async def stock_query(turn: TurnContext, staff: StaffView) -> None:
    if not turn.payload and staff.may(Permission.SEE_STOCK):
        await turn.session.run_sync(_answer, turn, staff)


def _answer(session: Session, turn: TurnContext, staff: StaffView) -> None:
    """Only what is surely about stock: "faut-il porter un masque ?" names a product too, and no centre."""
    asked = queries.read_question(turn.text, queries.names(session))
    if asked is None or asked.asks not in (Asks.LEVEL, Asks.WHERE, Asks.STOCK_OUTS) or (asked.asks is Asks.LEVEL and not asked.products):
        return
    centres = centre.centres_of(session, asked.place, staff, turn)
    if centres is None:
        if _OURS & set(fold(turn.text).split()):
            turn.settle("utter_stock_unknown_centre")
        return
    _say(session, turn, asked, {each.code: each.name for each in centres})


def _say(session: Session, turn: TurnContext, asked: Question, centres: dict[str, str]) -> None:
    now = datetime.now(UTC)
    if asked.asks is Asks.STOCK_OUTS:
        found, none = queries.stock_outs(session, list(centres), asked.products, now=now), "utter_stock_no_stock_outs"
    else:
        found, none = queries.levels(session, list(centres), asked.products, now=now), "utter_stock_nothing_known"
    if asked.asks is Asks.WHERE:
        found = sorted((each for each in found if each.stock_on_hand > 0), key=lambda each: -each.stock_on_hand)
        none = "utter_stock_nobody_has"
    if not found:
        turn.settle(none)
        return
    products = queries.products(session, {each.product for each in found})
    turn.settle("utter_stock_levels", lines=level_lines(found[:SHOWN], products, centres if len(centres) > 1 else None))
