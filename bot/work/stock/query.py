"""Questions about stock: levels, where something is to be had, who has none or too much, how long it lasts. Answers say how old."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from assa_text import fold
from bot.stages.base import TurnContext
from bot.work.stock import centre
from bot.work.stock.lines import forecast_lines, level_lines
from core.staff.queries import StaffView
from core.staff.roles import Permission
from stock import queries
from stock.queries import Asks, Question, Status

SHOWN = 15
_OURS = frozenset({"stock", "stocks", "stok", "soh", "cscom", "csref", "depot", "rupture", "ruptures"})

_ENDS = frozenset({"fini", "finir", "finis", "rupture", "stock", "tenir", "tiendra", "tiendront", "reste", "epuise", "epuises"})
_WHO = frozenset({"qui", "quel", "quels", "surplus", "surstock", "excedent", "exces"})


async def stock_query(turn: TurnContext, staff: StaffView) -> None:
    if not turn.payload and staff.may(Permission.SEE_STOCK):
        await turn.session.run_sync(_answer, turn, staff)


def _answer(session: Session, turn: TurnContext, staff: StaffView) -> None:
    """Only what is surely about stock: "faut-il porter un masque ?" names a product too, and no centre."""
    asked = queries.read_question(turn.text, queries.names(session))
    if asked is None or not _ours(asked, set(fold(turn.text).split())):
        return
    centres = centre.centres_of(session, asked.place, staff, turn)
    if centres is None:
        if _OURS & set(fold(turn.text).split()):
            turn.settle("utter_stock_unknown_centre")
        return
    _say(session, turn, asked, {each.code: each.name for each in centres})


def _ours(asked: Question, words: set[str]) -> bool:
    """ "combien de temps dure un vaccin ?" and "trop de paracétamol est dangereux ?" are asked of health."""
    match asked.asks:
        case Asks.WHERE | Asks.STOCK_OUTS:
            return True
        case Asks.LEVEL | Asks.ORDER:
            return bool(asked.products)
        case Asks.LASTS:
            return bool(asked.products) and bool(words & _ENDS)
        case Asks.EXCESS:
            return bool(asked.products) and bool(words & _WHO)
        case _:
            return False


def _say(session: Session, turn: TurnContext, asked: Question, centres: dict[str, str]) -> None:
    now = datetime.now(UTC)
    if asked.asks in (Asks.LASTS, Asks.ORDER):
        _forecast(session, turn, asked, centres, now)
        return
    if asked.asks is Asks.EXCESS:
        found, none = _excess(session, asked, centres, now), "utter_stock_no_excess"
    elif asked.asks is Asks.STOCK_OUTS:
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


def _excess(session: Session, asked: Question, centres: dict[str, str], now: datetime) -> list[queries.Level]:
    """The cards above the maximum, which can give to others."""
    standings = queries.standings(session, now, facilities=list(centres), products=asked.products)
    over = {(each.facility, each.product) for each in standings if each.status is Status.OVERSTOCK}
    levels = queries.levels(session, list(centres), asked.products, now=now)
    return [each for each in levels if (each.facility, each.product) in over]


def _forecast(session: Session, turn: TurnContext, asked: Question, centres: dict[str, str], now: datetime) -> None:
    found = queries.standings(session, now, facilities=list(centres), products=asked.products)[:SHOWN]
    if not found:
        turn.settle("utter_stock_nothing_known")
        return
    levels = {(each.facility, each.product): each for each in queries.levels(session, list(centres), asked.products, now=now)}
    products = queries.products(session, {each.product for each in found})
    turn.settle("utter_stock_forecast", lines=forecast_lines(found, products, levels, centres if len(centres) > 1 else None))
