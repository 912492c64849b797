"""What was sent to a centre: its people say what came, by a button or a number; what is on its way is listed."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.stock import centre
from bot.work.stock.lines import product_name, units
from bot.work.tracing.common import tapped
from core.errors import NotFound
from core.facilities import queries as facilities
from core.staff.queries import StaffView
from core.staff.roles import Permission
from stock import queries, service
from stock.errors import AlreadyReceived
from stock.queries import ConsignmentView

HOW_MANY = "stock_got"
"""Draft: of which consignment a number is asked."""
SHOWN = 9


async def stock_coming(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.REPORT_STOCK):
        return
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"] == "stock_got":
            await turn.session.run_sync(_got, turn, staff, int(chosen["c"]), chosen["v"])
        elif chosen["do"] == "stock_coming":
            await turn.session.run_sync(_ask, turn, staff, int(chosen["c"]))
    elif not turn.payload and turn.keywords.match(turn.text, turn.locale) == "stock_coming":
        await turn.session.run_sync(_list, turn, staff)


def _waiting(session: Session, turn: TurnContext, staff: StaffView, consignment_id: int) -> ConsignmentView | None:
    """The consignment, where it is for their centre or area and nobody confirmed it; else they are told."""
    try:
        found = queries.consignment(session, consignment_id)
    except NotFound:
        turn.settle("utter_stock_gone")
        return None
    if not centre.in_area(staff, facilities.get(session, found.destination), turn):
        turn.settle("utter_stock_gone")
        return None
    if found.received_at is not None:
        turn.settle("utter_stock_got_before")
        return None
    return found


def _got(session: Session, turn: TurnContext, staff: StaffView, consignment_id: int, what: str) -> None:
    found = _waiting(session, turn, staff, consignment_id)
    if found is None:
        return
    product = queries.products(session, [found.product])[found.product]
    name = product_name({found.product: product}, found.product)
    if what == "other":
        drafts.put(session, turn.person.person_id, HOW_MANY, {"c": found.id})
        turn.settle("utter_stock_got_how_many", product=name, sent=units(found.sent, product.unit))
        return
    quantity = found.sent if what == "all" else 0
    try:
        service.receive(
            session, found.id, quantity, occurred_at=datetime.now(UTC), key=f"got:{found.id}", receiver_id=turn.person.person_id
        )  # fmt: skip
    except AlreadyReceived:
        turn.settle("utter_stock_got_before")
        return
    response = "utter_stock_got" if quantity else "utter_stock_got_nothing"
    turn.settle(response, product=name, quantity=units(quantity, product.unit), centre=facilities.get(session, found.destination).name)


def _ask(session: Session, turn: TurnContext, staff: StaffView, consignment_id: int) -> None:
    """What is asked when it is sent, once more."""
    found = _waiting(session, turn, staff, consignment_id)
    if found is not None:
        products = queries.products(session, [found.product])
        turn.settle(
            "utter_stock_coming",
            product=product_name(products, found.product),
            sent=str(found.sent),
            source=facilities.get(session, found.source).name,
            centre=facilities.get(session, found.destination).name,
            id=str(found.id),
        )


def _list(session: Session, turn: TurnContext, staff: StaffView) -> None:
    own = centre.own(session, staff)
    found = [] if own is None else queries.waiting_at(session, own.code)[:SHOWN]
    if not found:
        turn.settle("utter_stock_nothing_coming")
        return
    products = queries.products(session, {each.product for each in found})
    options = tuple(
        Option(f'/work{{"do":"stock_coming","c":"{each.id}"}}', f"{each.sent} {products[each.product].name_fr}") for each in found
    )
    turn.says.append(Say("utter_stock_coming_list", {"count": len(found)}, options))
    turn.settle()
