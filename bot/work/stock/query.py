"""Questions about stock: levels, where something is, who has none or too much, what expires, how long it lasts. Answers say how old."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from assa_text import fold
from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.stock import centre
from bot.work.stock.lines import forecast_lines, level_lines, lot_lines
from bot.work.tracing.common import tapped
from core.facilities import queries as facilities
from core.facilities.search import Facility
from core.staff.queries import StaffView
from core.staff.roles import Permission
from stock import queries
from stock.queries import Asks, Question, Status

SHOWN = 15
EXPIRING_WITHIN = timedelta(days=90)
OF_CENTRE = "stock_question"
"""Draft: a question that waits for a choice among centres."""
_OURS = frozenset({"stock", "stocks", "stok", "soh", "cscom", "csref", "depot", "rupture", "ruptures"})
_ENDS = frozenset(
    {"fini", "finir", "finis", "rupture", "stock", "tenir", "tiendra", "tiendront", "tiens", "reste", "epuise", "epuises", "ban"}
)
_WHO = frozenset({"qui", "ki", "quel", "quels", "surplus", "surstock", "excedent", "exces", "jon"})
_EXPIRES = frozenset({"expire", "expirent", "expirer", "perime", "periment", "perimer", "perimes", "expiration", "peremption"})


async def stock_query(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.SEE_STOCK):
        return
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"] == "stock_of":
            await turn.session.run_sync(_of_centre, turn, chosen["f"])
    elif not turn.payload:
        await turn.session.run_sync(_answer, turn, staff)


def _answer(session: Session, turn: TurnContext, staff: StaffView) -> None:
    """Only what is surely about stock: "faut-il porter un masque ?" names a product too, and no centre."""
    asked = queries.read_question(turn.text, queries.names(session))
    if asked is None or not _ours(asked, set(fold(turn.text).split())):
        return
    if centre.is_near(turn.text):
        near = centre.around(session, asked.place, staff, turn)
        found = centre.Asked(near) if near else None
    else:
        found = centre.centres_of(session, asked.place, staff, turn)
    if found is None:
        if _OURS & set(fold(turn.text).split()):
            turn.settle("utter_stock_unknown_centre")
    elif found.choices:
        _offer(session, turn, found.choices)
    else:
        _say(session, turn, asked, found.centres)


def _offer(session: Session, turn: TurnContext, choices: Sequence[Facility]) -> None:
    drafts.put(session, turn.person.person_id, OF_CENTRE, {"text": turn.text})
    options = tuple(Option(f'/work{{"do":"stock_of","f":"{each.code}"}}', each.name) for each in choices)
    turn.says.append(Say("utter_stock_which_of", {}, options))
    turn.settle()


def _of_centre(session: Session, turn: TurnContext, code: str) -> None:
    draft = drafts.get(session, turn.person.person_id, OF_CENTRE)
    asked = None if draft is None else queries.read_question(draft["text"], queries.names(session))
    if asked is None:
        turn.settle("utter_stock_gone")
        return
    drafts.drop(session, turn.person.person_id, OF_CENTRE)
    _say(session, turn, asked, [facilities.get(session, code)])


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
        case Asks.EXPIRING:
            return bool(words & _EXPIRES)


def _say(session: Session, turn: TurnContext, asked: Question, centres: Sequence[Facility]) -> None:
    now = datetime.now(UTC)
    names = {each.code: each.name for each in centres}
    match asked.asks:
        case Asks.LASTS | Asks.ORDER:
            _forecast(session, turn, asked, names, now)
        case Asks.EXPIRING:
            _expiring(session, turn, asked, names)
        case Asks.EXCESS:
            _levels(session, turn, _excess(session, asked, names, now), "utter_stock_no_excess", asked, names)
        case Asks.STOCK_OUTS:
            _levels(
                session, turn, queries.stock_outs(session, list(names), asked.products, now=now), "utter_stock_no_stock_outs", asked, names
            )
        case Asks.WHERE:
            found = [each for each in queries.levels(session, list(names), asked.products, now=now) if each.stock_on_hand > 0]
            if not centre.is_near(turn.text):
                found.sort(key=lambda each: -each.stock_on_hand)
            _levels(session, turn, found, "utter_stock_nobody_has", asked, names)
        case Asks.LEVEL:
            _levels(session, turn, queries.levels(session, list(names), asked.products, now=now), "utter_stock_nothing_known", asked, names)


def _shown(asked: Question, names: Mapping[str, str]) -> Mapping[str, str] | None:
    """The names that an answer says: all, unless it is of the asker's own centre. Which centre was understood must be seen."""
    return names if asked.place is not None or len(names) > 1 else None


def _nothing(turn: TurnContext, none: str, names: Mapping[str, str]) -> None:
    """Of one centre, which one was understood is said: it may be another than was meant."""
    if none == "utter_stock_nothing_known" and len(names) == 1:
        turn.settle("utter_stock_nothing_known_of", centre=next(iter(names.values())))
    else:
        turn.settle(none)


def _levels(session: Session, turn: TurnContext, found: list[queries.Level], none: str, asked: Question, names: Mapping[str, str]) -> None:
    """In the order of the centres, which is that of nearness where that was asked."""
    if not found:
        _nothing(turn, none, names)
        return
    if centre.is_near(turn.text):
        found = sorted(found, key=lambda each: list(names).index(each.facility))
    products = queries.products(session, {each.product for each in found})
    turn.settle("utter_stock_levels", lines=level_lines(found[:SHOWN], products, _shown(asked, names)))


def _expiring(session: Session, turn: TurnContext, asked: Question, names: Mapping[str, str]) -> None:
    """The lots that expire in this quarter, or within 90 days; those that expired first."""
    until = _end_of_quarter(turn.today) if "trimestre" in fold(turn.text) else turn.today + EXPIRING_WITHIN
    found = queries.lots_left(session, list(names), asked.products, until=until)[:SHOWN]
    if not found:
        turn.settle("utter_stock_nothing_expires", date={"date": until.isoformat()})
        return
    products = queries.products(session, {each.product for each in found})
    lines = lot_lines(found, products, _shown(asked, names), turn.today)
    turn.settle("utter_stock_expiring", date={"date": until.isoformat()}, lines=lines)


def _end_of_quarter(today: date) -> date:
    following = today.month - (today.month - 1) % 3 + 3
    return date(today.year + (following > 12), (following - 1) % 12 + 1, 1) - timedelta(days=1)


def _excess(session: Session, asked: Question, names: Mapping[str, str], now: datetime) -> list[queries.Level]:
    """The cards above the maximum, which can give to others."""
    standings = queries.standings(session, now, facilities=list(names), products=asked.products)
    over = {(each.facility, each.product) for each in standings if each.status is Status.OVERSTOCK}
    levels = queries.levels(session, list(names), asked.products, now=now)
    return [each for each in levels if (each.facility, each.product) in over]


def _forecast(session: Session, turn: TurnContext, asked: Question, names: Mapping[str, str], now: datetime) -> None:
    found = queries.standings(session, now, facilities=list(names), products=asked.products)[:SHOWN]
    if not found:
        _nothing(turn, "utter_stock_nothing_known", names)
        return
    levels = {(each.facility, each.product): each for each in queries.levels(session, list(names), asked.products, now=now)}
    products = queries.products(session, {each.product for each in found})
    lines = forecast_lines(found, products, levels, _shown(asked, names))
    turn.settle("utter_stock_forecast", lines=lines, maximum=f"{found[0].levels.maximum:g}".replace(".", ","))
