"""Stock: the heat table, alerts, a centre's cards, and who could give to whom."""

from collections.abc import Collection

from starlette.responses import Response

from console import areas
from console.page import Ask, Page
from core.errors import NotFound
from core.facilities import queries as facilities
from core.facilities.search import Facility
from core.i18n import N_
from core.staff.roles import Permission, Role
from stock import queries, service


def _centres(ask: Ask) -> list[Facility]:
    """Those that they may see: their own, where they work at one; else those of their area, or of the part that is wanted."""
    every = facilities.every(ask.session, ask.today)
    if ask.staff.role in (Role.AGENT, Role.IN_CHARGE) and ask.staff.facility_code:
        return [each for each in every if each.code == ask.staff.facility_code]
    places = areas.places(ask, ask.query.get("place", ""))
    return [each for each in every if places is None or each.place in places]


def _codes(ask: Ask) -> Collection[str] | None:
    """Their codes; None for all, which needs no list."""
    if ask.staff.area is None and not ask.query.get("place") and ask.staff.facility_code is None:
        return None
    return [each.code for each in _centres(ask)]


def levels(ask: Ask) -> Response:
    tracers = {code for code, product in queries.products(ask.session).items() if product.tracer}
    wanted = () if ask.query.get("all") else tracers
    table = queries.heat(ask.session, ask.now, _codes(ask), wanted)
    rows = [row for row in table.rows if row.cells]
    return ask.render(
        "supplies/levels.html", tab="levels", table=table, rows=rows[:LINES], more=len(rows) - LINES, places=areas.choices(ask)
    )


LINES = 200
"""Rows of a table without pages: the worst off come first."""


def alerts(ask: Ask) -> Response:
    found = queries.alerts(ask.session, _codes(ask), open_only=not ask.query.get("ended"))
    return ask.render("supplies/alerts.html", tab="alerts", alerts=found[:LINES], more=len(found) - LINES, places=areas.choices(ask))


def take_up(ask: Ask) -> Response:
    """Say that one takes an alert up."""
    number = int(ask.path["alert"]) if ask.path["alert"].isascii() and ask.path["alert"].isdigit() else 0
    taken = service.acknowledge_alerts(ask.session, number, number, ask.staff, ask.now) if 0 < number < 2**62 else 0
    return ask.to(
        "stock.alerts", say=N_("C'est noté : vous vous en occupez.") if taken else N_("Quelqu'un s'en occupe déjà, ou c'est fini.")
    )


def _centre(ask: Ask) -> Facility:
    """The centre of the address, if it is among theirs. Raises NotFound."""
    found = facilities.get(ask.session, ask.path["centre"])
    at_own = ask.staff.role in (Role.AGENT, Role.IN_CHARGE) and ask.staff.facility_code is not None
    if at_own and found.code != ask.staff.facility_code:
        raise NotFound("not_here")
    ask.require(found.place)
    return found


def centre(ask: Ask) -> Response:
    """How each product stands at a centre, and its lots."""
    found = _centre(ask)
    table = queries.heat(ask.session, ask.now, [found.code])
    cells = table.rows[0].cells if table.rows else {}
    return ask.render("supplies/centre.html", tab="levels", centre=found, products=table.products, cells=cells)


def card(ask: Ask) -> Response:
    """The ledger of a product at a centre, the latest line first."""
    found = _centre(ask)
    product = queries.products(ask.session, [ask.path["product"]]).get(ask.path["product"])
    if product is None:
        raise NotFound("not_here")
    lines = queries.card(ask.session, found.code, product.code)
    return ask.render("supplies/card.html", tab="levels", centre=found, product=product, lines=lines)


def moves(ask: Ask) -> Response:
    """Suggestions: surplus to the nearest who lack it."""
    found = queries.redistribution(ask.session, ask.now, _codes(ask))
    return ask.render("supplies/moves.html", tab="moves", moves=found[:LINES], more=len(found) - LINES, places=areas.choices(ask))


PAGES = (
    Page("stock", "/stock", levels, Permission.SEE_STOCK, menu=N_("Stock")),
    Page("stock.alerts", "/stock/alerts", alerts, Permission.SEE_STOCK),
    Page("stock.take-up", "/stock/alerts/{alert}/take-up", take_up, Permission.SEE_STOCK, ("POST",)),
    Page("stock.moves", "/stock/moves", moves, Permission.SEE_STOCK),
    Page("stock.centre", "/stock/centres/{centre}", centre, Permission.SEE_STOCK),
    Page("stock.card", "/stock/centres/{centre}/{product}", card, Permission.SEE_STOCK),
)
