"""The page of one case, also when a form on it is to be corrected."""

from collections.abc import Mapping

from starlette.responses import Response

from bot.work.tracing.common import actor_of
from console import areas
from console.page import Ask
from contact_tracing import queries
from contact_tracing.queries import CaseSheet
from contact_tracing.service import Actor
from core.staff.roles import Permission


def sheet_of(ask: Ask) -> CaseSheet:
    """The case of the address, if it is in their area. Raises NotFound."""
    sheet = queries.case_sheet(ask.session, ask.path["case_id"])
    ask.require(sheet.place)
    return sheet


def actor(ask: Ask) -> Actor:
    """As histories note it, in the chat and here alike."""
    return actor_of(ask.staff)


def _likely(ask: Ask, sheet: CaseSheet) -> int:
    """How many other records may be the same person, for who decides that."""
    return len(queries.duplicates(ask.session, areas.places(ask), record_id=sheet.case_id)) if ask.may(Permission.VERIFY) else 0


def show(ask: Ask, errors: Mapping[str, str], status: int = 200, values: Mapping[str, str] | None = None) -> Response:
    """errors: words beside fields. values: what was typed, where it is to be corrected."""
    sheet = sheet_of(ask)
    ask.note("case.viewed", "case", str(sheet.id))
    return ask.render(
        "cases/one.html", status, sheet=sheet, tab="one", samples=queries.samples(ask.session, sheet.case_id), errors=errors,
        values=values or {}, colleagues=areas.colleagues(ask, sheet.place), likely=_likely(ask, sheet),
        definition=queries.in_force(ask.today), isolations=queries.isolations_of(ask.session, sheet.case_id, ask.today),
    )  # fmt: skip
