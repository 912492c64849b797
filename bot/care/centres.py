"""Where a health centre is, and where a test or a medicine is to be had: answered from the facilities and from what centres said.

Quantities are not told unless the deployment opens them (`ASSA_STOCK_PUBLIC`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from assa_text import fold
from bot.places import OTHER, offer, where
from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.stock.lines import product_name, units
from core import geography
from core.facilities import queries as facilities
from core.facilities.search import Facility
from core.settings import Settings
from stock import queries
from stock.queries import Asks, Level

KIND = "centres"
"""Draft: a place is asked; `products` of which, if any."""
PAYLOAD = "/centres_of "
"""What the choice of a place begins with."""
FOR_PEOPLE = ("hospital", "CSRef", "CSCom")
SHOWN = 8
SURE = 90.0
LONGEST = 3
"""Words of a place's name."""
ANSWERED = frozenset({"utter_find_health_centre", "utter_stock_for_agents"})
"""What the dialogue says when it is asked for a centre, or for stock: here it is answered."""


async def centres(turn: TurnContext) -> None:
    """The place that was asked for; or a question that names both a product and a place, or asks for a centre in one."""
    if turn.payload:
        if turn.text.startswith(PAYLOAD):
            await turn.session.run_sync(_chosen, turn, turn.text.removeprefix(PAYLOAD))
    elif turn.conversation.form is None:
        await turn.session.run_sync(_typed, turn)


async def begin(turn: TurnContext, typed: str, *, ask: bool) -> None:
    """The dialogue was asked where: the place is in what was typed, or is asked; without ask, it is left alone."""
    await turn.session.run_sync(_begin, turn, typed, ask)


def _typed(session: Session, turn: TurnContext) -> None:
    person = turn.person.person_id
    draft = drafts.get(session, person, KIND)
    if draft is not None:
        _asked_for(session, turn, turn.text, draft["products"])
        return
    asked = queries.read_question(turn.text, queries.names(session))
    if asked is None or asked.asks is not Asks.WHERE or not asked.products or asked.place is None:
        return
    place = _place_in(session, turn, asked.place)
    if place and _having(session, place, asked.products):
        # where nobody has it, the official words about it say more
        _answer(session, turn, place, asked.products)


def _chosen(session: Session, turn: TurnContext, code: str) -> None:
    """Which of several communes."""
    draft = drafts.get(session, turn.person.person_id, KIND)
    if draft is None:
        turn.settle("utter_choice_gone")
    elif code == OTHER:
        turn.settle("utter_find_health_centre")
    else:
        _asked_for(session, turn, code, draft["products"])


def _asked_for(session: Session, turn: TurnContext, text: str, products: Sequence[str]) -> None:
    """The answer to the question where: also a commune, which is not looked for in other messages."""
    found = where(text, turn)
    if not found or not geography.is_small(found[0].place):
        centres = _place_in(session, turn, text)
    elif geography.is_clear(found):
        centres = _for_people(facilities.serving(session, found[0].place.code, turn.today))
    else:
        offer(turn, found, lambda code: PAYLOAD + code)
        return
    drafts.drop(session, turn.person.person_id, KIND)
    if centres is not None:
        _answer(session, turn, centres, products)


def _for_people(found: Sequence[Facility]) -> list[Facility]:
    return [each for each in found if each.kind in FOR_PEOPLE]


def _begin(session: Session, turn: TurnContext, typed: str, ask: bool) -> None:
    asked = queries.read_question(typed, queries.names(session))
    products = list(asked.products) if asked is not None else []
    place = _place_in(session, turn, typed) if ask or (asked is not None and products) else None
    if place is None and not ask:
        return
    if place is None:
        drafts.put(session, turn.person.person_id, KIND, {"products": products})
        turn.settle("utter_find_health_centre")
    else:
        _answer(session, turn, place, products)


def _place_in(session: Session, turn: TurnContext, text: str) -> Sequence[Facility] | None:
    """The centres of the place, or of the name, that is named in a text; None: none that is sure."""
    words = fold(text).split()
    for length in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length, -1, -1):
            name = " ".join(words[start : start + length])
            places = geography.find(name, turn.today, limit=1) if len(name) > LONGEST else []
            if places and places[0].score >= SURE:
                return _for_people(facilities.under(session, places[0].place.code, turn.today))
            found = facilities.directory(session).find(name, turn.today, limit=1) if len(name) > LONGEST else []
            if found and found[0].score >= SURE and found[0].facility.kind in FOR_PEOPLE:
                return [found[0].facility, *_above(session, found[0].facility)]
    return None


def _above(session: Session, centre: Facility) -> list[Facility]:
    """The reference centre that a community centre sends people to."""
    return _for_people(facilities.suppliers(session, centre.code))


def _answer(session: Session, turn: TurnContext, found: Sequence[Facility], products: Sequence[str]) -> None:
    if not found:
        turn.settle("utter_centres_none")
    elif products:
        _to_be_had(session, turn, found, products)
    else:
        shown = [f"• {each.name}" + (f", {each.phone}" if each.phone else "") for each in found[:SHOWN]]
        turn.settle("utter_centres", lines="\n".join(shown))


def _to_be_had(session: Session, turn: TurnContext, found: Sequence[Facility], products: Sequence[str]) -> None:
    """Who said in the last ten days that they have it."""
    names = {each.code: each.name for each in found}
    having = _having(session, found, products)[:SHOWN]
    views = queries.products(session, {*products})
    product = product_name(views, products[0])
    if not having:
        turn.settle("utter_where_nobody", product=product)
        return
    public = Settings().stock_public
    lines = [_has(each, names, units(each.stock_on_hand, views[each.product].unit) if public else None) for each in having]
    turn.settle("utter_where_to_be_had", product=product, lines={"lines": lines})


def _having(session: Session, found: Sequence[Facility], products: Sequence[str]) -> list[Level]:
    levels = queries.levels(session, [each.code for each in found], products, now=datetime.now(UTC))
    return [each for each in levels if each.stock_on_hand > 0 and not each.stale]


def _has(level: Level, names: dict[str, str], quantity: str | None) -> dict[str, Any]:
    day = "" if level.last_reported_at is None else level.last_reported_at.date().isoformat()
    arguments: dict[str, Any] = {"centre": names[level.facility], "date": {"date": day}}
    if quantity is None:
        return {"response": "utter_where_line", "arguments": arguments}
    return {"response": "utter_where_line_quantity", "arguments": arguments | {"quantity": quantity}}
