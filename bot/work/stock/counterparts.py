"""Who is at the other end of a transfer or receipt: looked up, or asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from assa_text import fold
from bot.stages.base import TurnContext
from bot.work.stock import centre
from core.facilities import queries as facilities
from core.facilities.search import Facility
from stock.queries import Item, Problem, Report, What

_KINDS = {"depot": "regional_depot", "ppm": "regional_depot", "magasin": "regional_depot", "csref": "CSRef", "hopital": "hospital"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """report: with codes for names, and a problem for who is not found. choices: those that the words may name, when several."""

    report: Report
    choices: Sequence[Facility] = ()


def resolve(session: Session, turn: TurnContext, at: Facility, report: Report, chosen: str | None = None) -> Resolved:
    """Look up the other end. A receipt from somebody unknown is a receipt, with the words told as not understood."""
    text = next((item.counterpart for item in report.items if item.counterpart), None)
    if text is None:
        return Resolved(report)
    found = [facilities.get(session, chosen)] if chosen is not None else _named(session, turn, at, text)
    found = [each for each in found if each.code != at.code]
    if len(found) > 1:
        return Resolved(report, found)
    if found:
        return Resolved(replace(report, items=tuple(_with(item, found[0].code) for item in report.items)))
    lost = [Problem("counterpart", item.product, text) for item in report.items if item.what is What.TRANSFER_OUT]
    return Resolved(
        replace(
            report,
            items=tuple(_with(item, None) for item in report.items),
            problems=(*report.problems, *lost),
            unread=(*report.unread, text),
        )
    )


def _with(item: Item, code: str | None) -> Item:
    return item if item.counterpart is None else replace(item, counterpart=code)


def _named(session: Session, turn: TurnContext, at: Facility, text: str) -> Sequence[Facility]:
    """ "du dépôt" alone is the centre's own."""
    words = fold(text).split()
    if len(words) == 1 and words[0] in _KINDS:
        own = [each for each in facilities.suppliers(session, at.code) if each.kind == _KINDS[words[0]]]
        if own:
            return own[:1]
    return centre.named(session, text, turn) or centre.of_kind(session, text, at, None, turn)
