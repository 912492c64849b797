"""The chain of a case: drawn, with its links, which are made, taken away and put back; and what isolation asks of agents."""

from collections.abc import Callable, Mapping
from uuid import UUID

from markupsafe import Markup
from starlette.responses import Response

from console import problems
from console.cases.sheets import actor, sheet_of
from console.forms import Reader
from console.page import Ask, Page
from contact_tracing import queries, service
from core.errors import InvalidInput, NotFound
from core.i18n import N_, translated
from core.staff.roles import Permission

DRAWN = 300
"""Cases of a chain that are drawn: more cannot be read."""
REMOVED = N_("Lien retiré. Vous pouvez le remettre ici.")
RESTORED = N_("Lien remis.")


def show(ask: Ask, errors: Mapping[str, str], values: Mapping[str, str], status: int = 200) -> Response:
    """Drawn, without names; with its table, and the links of this case."""
    sheet = sheet_of(ask)
    found = queries.chain_of(ask.session, sheet.case_id)
    drawn = queries.chain_to_svg(found, sheet.case_id, lambda words: translated(words, ask.locale)) if len(found.nodes) <= DRAWN else ""
    # of the domain's own making, everything in it escaped
    picture = Markup(drawn) if drawn else None  # noqa: S704
    ask.note("case.viewed", "case", str(sheet.id), tab="chain")
    return ask.render(
        "cases/chain.html", status, sheet=sheet, tab="chain", chain=found, picture=picture, errors=errors, values=values,
        sources=queries.sources_of(ask.session, sheet.case_id), infected=queries.infected_by(ask.session, sheet.case_id),
        removed=queries.removed_of(ask.session, sheet.case_id),
    )  # fmt: skip


def link(ask: Ask) -> Response:
    """This case was near another, which may be its source."""
    sheet, read = sheet_of(ask), Reader(ask)
    source, last_contact = queries.id_in(ask.text("source")), read.day("last_contact")
    values = {"last_contact": last_contact, "context": read.text("context"), "type": read.text("type")}
    try:
        read.check()
        if source is None:
            raise InvalidInput(source="missing" if not ask.text("source") else "unknown_case")
        try:
            service.record_exposure(ask.session, source, values, actor(ask), ask.today, target_case_id=sheet.case_id)
        except NotFound:
            raise InvalidInput(source="unknown_case") from None
    except InvalidInput as error:
        words = problems.beside(error, ask.locale)
        return show(ask, words | ({"source": words["target"]} if "target" in words else {}), read.given(), 422)
    return ask.to("cases.chain", case_id=sheet.case_id, say=N_("Lien enregistré."))


def exposure_in(ask: Ask, record_id: str) -> UUID:
    """The exposure of the address, if it is one of this record. Raises NotFound."""
    try:
        exposure = UUID(ask.path["exposure"])
    except ValueError:
        raise NotFound("not_here") from None
    if not queries.exposure_of(ask.session, record_id, exposure):
        raise NotFound("not_here")
    return exposure


def removal_in(ask: Ask, record_id: str) -> int:
    """The number of the address, if it is of a link of this record that was taken away. Raises NotFound."""
    found = [each.number for each in queries.removed_of(ask.session, record_id) if each.number and str(each.number) == ask.path["number"]]
    if not found:
        raise NotFound("not_here")
    return found[0]


def unlink(ask: Ask) -> Response:
    sheet = sheet_of(ask)
    service.remove_exposure(ask.session, exposure_in(ask, sheet.case_id), ask.text("reason"), actor(ask), ask.now)
    return ask.to("cases.chain", case_id=sheet.case_id, say=REMOVED)


def relink(ask: Ask) -> Response:
    sheet = sheet_of(ask)
    service.restore_exposure(ask.session, removal_in(ask, sheet.case_id), actor(ask), ask.now)
    return ask.to("cases.chain", case_id=sheet.case_id, say=RESTORED)


def task(ask: Ask) -> Response:
    """What somebody in isolation needed is done."""
    sheet, number = sheet_of(ask), ask.path["number"]
    known = number.isascii() and number.isdigit() and len(number) < 15
    if not known or not queries.task_of(ask.session, sheet.case_id, int(number)):
        raise NotFound("not_here")
    service.finish(ask.session, int(number), ask.staff.uuid, ask.now)
    return ask.to("cases.one", case_id=sheet.case_id, say=N_("C'est noté : fait."))


def _post(name: str, path: str, view: Callable[[Ask], Response]) -> Page:
    return Page(f"cases.{name}", f"/cases/{{case_id}}/{path}", view, Permission.TRACE, ("POST",))


PAGES = (
    _post("link", "link", link),
    _post("unlink", "links/{exposure}/remove", unlink),
    _post("relink", "links/{number}/restore", relink),
    _post("task", "tasks/{number}/done", task),
)
