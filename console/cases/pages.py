"""The list of cases, a case's page by tabs, and the form of a new one."""

from uuid import UUID, uuid4

from starlette.responses import Response

from console import areas
from console.cases import changes, links
from console.cases.sheets import sheet_of, show
from console.forms import Reader, day_in_address
from console.page import Ask, Page
from contact_tracing import queries, service
from contact_tracing.queries import CaseWish
from core.errors import InvalidInput
from core.i18n import N_
from core.staff.roles import Permission


def cases(ask: Ask) -> Response:
    wish = CaseWish(
        places=areas.places(ask, ask.query.get("place", "")),
        search=ask.query.get("q", "").strip(),
        classification=ask.query.get("classification", ""),
        state=ask.query.get("state", ""),
        since=day_in_address(ask, "since"),
        until=day_in_address(ask, "until"),
        assigned_to=ask.staff.uuid if ask.query.get("mine") else None,
    )
    sort = ask.query.get("sort", "-reported")
    found = queries.case_list(ask.session, wish, sort=sort, cursor=ask.query.get("at"))
    ask.note("case.listed", "case", None, rows=len(found.rows), searched=bool(wish.search))
    return ask.render("cases/list.html", found=found, sort=sort, places=areas.choices(ask))


def one(ask: Ask) -> Response:
    return show(ask, {})


def chain(ask: Ask) -> Response:
    return links.show(ask, {}, {})


def history(ask: Ask) -> Response:
    sheet = sheet_of(ask)
    ask.note("case.viewed", "case", str(sheet.id), tab="history")
    return ask.render("cases/history.html", sheet=sheet, tab="history", lines=queries.history(ask.session, sheet.case_id)[::-1])


def contacts(ask: Ask) -> Response:
    """Its contacts, and their days of follow-up."""
    sheet = sheet_of(ask)
    ask.note("case.viewed", "case", str(sheet.id), tab="contacts")
    return changes.contacts_page(ask, sheet, {}, {})


def new(ask: Ask) -> Response:
    """Report a case from the desk: by the rules of a report in the chat."""
    read = Reader(ask)
    if not ask.form:
        return ask.render("cases/new.html", values={"key": str(uuid4())}, symptoms=(), errors={}, places=areas.choices(ask))
    place = areas.split(ask.text("place"), ask)
    symptoms = read.several("symptoms")
    onset, phone = read.day("onset_date"), read.phone("phone")
    try:
        read.check()
        if not ask.staff.covers(ask.text("place") or None, ask.today):
            raise InvalidInput(place="unknown_place")
        made = service.report_case(
            ask.session,
            service.CaseReport(
                submission_key=_key(ask.text("key")), reporter_id=None, channel="console", subject="other", name=ask.text("name"),
                age_band=ask.text("age_band"), sex=ask.text("sex"), region=place["region"] or "", cercle=place["cercle"],
                symptoms=symptoms, exposure=ask.text("exposure"), phone=phone, locality=read.text("locality"), onset_date=onset,
            ),
            lambda: ask.today,
        )  # fmt: skip
    except InvalidInput as error:
        errors = areas.beside(error, ask)
        return ask.render("cases/new.html", 422, values=read.given(), symptoms=symptoms, errors=errors,
                          places=areas.choices(ask, ask.text("place")))  # fmt: skip
    service.acknowledge(ask.session, made.case_id, ask.staff, ask.now)
    return ask.to("cases.one", case_id=made.case_id, say=N_("Cas enregistré."))


def _key(given: str) -> str:
    """Of this form: sent twice, it is one case."""
    try:
        return f"console:{UUID(given)}"
    except ValueError:
        raise InvalidInput("console.stale_form") from None


PAGES = (
    Page("cases", "/cases", cases, Permission.TRACE, menu=N_("Cas")),
    Page("cases.new", "/cases/new", new, Permission.TRACE, ("GET", "POST")),
    Page("cases.one", "/cases/{case_id}", one, Permission.TRACE),
    Page("cases.contacts", "/cases/{case_id}/contacts", contacts, Permission.TRACE),
    Page("cases.chain", "/cases/{case_id}/chain", chain, Permission.TRACE),
    Page("cases.history", "/cases/{case_id}/history", history, Permission.TRACE),
    *changes.PAGES,
    *links.PAGES,
)
