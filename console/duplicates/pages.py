"""Likely duplicates of the viewer's area: decided here; merges, and taking them back."""

from starlette.responses import Response

from console import areas
from console.cases.sheets import actor
from console.page import Ask, Page
from contact_tracing import queries, service
from contact_tracing.queries import LikelyPair, MergeView
from core.errors import NotFound
from core.i18n import N_
from core.staff.roles import Permission

SHOWN = 50


def pairs(ask: Ask) -> Response:
    """The likeliest first; `record`: of one case or contact."""
    record = ask.query.get("record") or None
    found = queries.duplicates(ask.session, areas.places(ask), record_id=record, limit=SHOWN)
    ask.note("duplicate.listed", "case", None, rows=len(found))
    return ask.render("duplicates/pairs.html", tab="pairs", pairs=found, full=len(found) == SHOWN)


def _pair(ask: Ask) -> LikelyPair:
    """The open pair of the form, of which both lie in their area. Raises NotFound."""
    one, other = ask.text("one"), ask.text("other")
    for each in queries.duplicates(ask.session, areas.places(ask), record_id=one):
        if (each.kind, each.first.id, each.second.id) == (ask.text("kind"), one, other):
            return each
    raise NotFound("not_here")


def merge(ask: Ask) -> Response:
    pair = _pair(ask)
    service.merge(ask.session, pair.kind, pair.first.id, pair.second.id, actor(ask), ask.now)
    return ask.to("duplicates.merges", say=N_("Fusionnés. Vous pouvez défaire la fusion ici."))


def distinct(ask: Ask) -> Response:
    pair = _pair(ask)
    service.distinct(ask.session, pair.kind, pair.first.id, pair.second.id, actor(ask), ask.now)
    return ask.to("duplicates", say=N_("C'est noté : deux personnes. La question ne sera plus posée."))


def merges(ask: Ask) -> Response:
    return ask.render("duplicates/merges.html", tab="merges", merges=queries.merges(ask.session, areas.places(ask), limit=SHOWN))


def _merge(ask: Ask) -> MergeView:
    number = ask.path["number"]
    known = number.isascii() and number.isdigit() and len(number) < 15
    found = queries.merges(ask.session, areas.places(ask), number=int(number)) if known else []
    if not found:
        raise NotFound("not_here")
    return found[0]


def undo(ask: Ask) -> Response:
    service.undo_merge(ask.session, _merge(ask).number, actor(ask), ask.now)
    return ask.to("duplicates.merges", say=N_("Fusion défaite : les deux fiches sont comme avant."))


PAGES = (
    Page("duplicates", "/duplicates", pairs, Permission.VERIFY, menu=N_("Doublons")),
    Page("duplicates.merge", "/duplicates/merge", merge, Permission.VERIFY, ("POST",)),
    Page("duplicates.distinct", "/duplicates/distinct", distinct, Permission.VERIFY, ("POST",)),
    Page("duplicates.merges", "/duplicates/merges", merges, Permission.VERIFY),
    Page("duplicates.undo", "/duplicates/merges/{number}/undo", undo, Permission.VERIFY, ("POST",)),
)
