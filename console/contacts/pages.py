"""The list of contacts, a contact's page, and what is entered of their days."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from starlette.responses import Response

from console import areas, problems
from console.cases.changes import SAVED, staff_in
from console.cases.links import REMOVED, RESTORED, exposure_in, removal_in
from console.cases.sheets import actor
from console.forms import Reader
from console.page import Ask, Page
from contact_tracing import queries, service
from contact_tracing.queries import ContactSheet, ContactWish
from core.errors import InvalidInput
from core.i18n import N_
from core.staff.roles import Permission

TEXTS = ("name", "sex", "locality", "occupation", "pregnancy", "risk_level", "risk_reason")


def contacts(ask: Ask) -> Response:
    wish = ContactWish(
        places=areas.places(ask, ask.query.get("place", "")),
        search=ask.query.get("q", "").strip(),
        status=ask.query.get("status", ""),
        risk=ask.query.get("risk", ""),
        assigned_to=ask.staff.uuid if ask.query.get("mine") else None,
    )
    sort = ask.query.get("sort", "-registered")
    found = queries.contact_list(ask.session, wish, sort=sort, cursor=ask.query.get("at"))
    ask.note("contact.listed", "contact", None, rows=len(found.rows), searched=bool(wish.search))
    return ask.render("contacts/list.html", found=found, sort=sort, places=areas.choices(ask))


def sheet_of(ask: Ask) -> ContactSheet:
    """The contact of the address, if they are in their area. Raises NotFound."""
    sheet = queries.contact_sheet(ask.session, ask.path["contact_id"])
    ask.require(sheet.place)
    return sheet


def _show(ask: Ask, errors: Mapping[str, str], status: int = 200, values: Mapping[str, str] | None = None) -> Response:
    sheet = sheet_of(ask)
    ask.note("contact.viewed", "contact", str(sheet.id))
    return ask.render(
        "contacts/one.html", status, sheet=sheet, states=queries.follow_up_days(ask.session, sheet.contact_id, ask.today),
        entries=queries.entries_of(ask.session, sheet.contact_id), history=queries.contact_history(ask.session, sheet.contact_id)[::-1],
        errors=errors, values=values or {}, colleagues=areas.colleagues(ask, sheet.place),
        removed=queries.removed_of(ask.session, sheet.contact_id),
        seen_places={each.case_id for each in sheet.exposures if ask.staff.covers(each.case_place, ask.today)},
    )  # fmt: skip


def one(ask: Ask) -> Response:
    return _show(ask, {})


def _change(ask: Ask, do: Callable[[ContactSheet, Reader], object], say: str = SAVED) -> Response:
    sheet, read = sheet_of(ask), Reader(ask)
    try:
        with ask.session.begin_nested():
            do(sheet, read)
    except InvalidInput as error:
        return _show(ask, problems.beside(error, ask.locale), 422, read.given())
    return ask.to("contacts.one", contact_id=sheet.contact_id, say=say)


def day(ask: Ask) -> Response:
    """What was seen on a day of the window; by the rules of an entry in the chat."""

    def do(sheet: ContactSheet, read: Reader) -> None:
        on, symptoms = read.day("day"), read.several("symptoms")
        temperature = None
        if ask.text("temperature"):
            try:
                temperature = Decimal(ask.text("temperature").replace(",", "."))
            except InvalidOperation:
                read.errors["temperature"] = "bad_number"
        if on is None:
            read.errors.setdefault("day", "missing")
        read.check()
        assert on is not None
        entry = service.DayEntry(on, ask.text("state"), temperature, symptoms)
        service.enter_day(ask.session, sheet.contact_id, entry, actor(ask), ask.today, ask.now)

    return _change(ask, do, N_("Jour noté."))


def status(ask: Ask) -> Response:
    return _change(
        ask,
        lambda sheet, read: service.set_status(ask.session, sheet.contact_id, ask.text("status"), actor(ask), read.text("reason"), ask.now),
    )


def become_case(ask: Ask) -> Response:
    """A contact with signs is a suspect case."""
    sheet, read = sheet_of(ask), Reader(ask)
    definition = queries.in_force(ask.today)
    try:
        onset = read.day("onset_date")
        read.check()
        made = service.become_case(
            ask.session, sheet.contact_id, read.several("case_symptoms"), actor(ask), ask.now, onset_date=onset, channel="console",
            definition=definition.version, definition_on=definition.valid_from,
        )  # fmt: skip
    except InvalidInput as error:
        errors = problems.beside(error, ask.locale)
        return _show(ask, errors | {"case_symptoms": errors.get("symptoms", "")}, 422, read.given())
    return ask.to("cases.one", case_id=made.case_id, say=N_("Cette personne est maintenant un cas suspect."))


def assign(ask: Ask) -> Response:
    return _change(ask, lambda sheet, read: service.assign_contact(ask.session, sheet.contact_id, staff_in(ask), actor(ask), ask.now))


def unlink(ask: Ask) -> Response:
    """Take an exposure away."""
    sheet = sheet_of(ask)
    service.remove_exposure(ask.session, exposure_in(ask, sheet.contact_id), ask.text("reason"), actor(ask), ask.now)
    return ask.to("contacts.one", contact_id=sheet.contact_id, say=REMOVED)


def relink(ask: Ask) -> Response:
    sheet = sheet_of(ask)
    service.restore_exposure(ask.session, removal_in(ask, sheet.contact_id), actor(ask), ask.now)
    return ask.to("contacts.one", contact_id=sheet.contact_id, say=RESTORED)


def edit(ask: Ask) -> Response:
    sheet, read = sheet_of(ask), Reader(ask)
    own = sheet.fields["cercle"] or sheet.fields["region"] or ""
    places = areas.choices(ask, ask.text("place") or own)
    if not ask.form:
        ask.note("contact.viewed", "contact", str(sheet.id), tab="edit")
        shown = {name: "" if value is None else str(value) for name, value in sheet.fields.items()}
        return ask.render("contacts/edit.html", sheet=sheet, values=shown | {"place": own}, errors={}, places=places)
    values: dict[str, object] = {name: read.text(name) for name in TEXTS}
    values |= {"phone": read.phone("phone"), "age_years": read.number("age_years"), **areas.split(ask.text("place"), ask)}
    try:
        read.check()
        if ask.text("place") and not ask.staff.covers(ask.text("place"), ask.today):
            raise InvalidInput(place="unknown_place")
        service.amend_contact(ask.session, sheet.contact_id, values, actor(ask), ask.today, ask.now, read.text("reason"))
    except InvalidInput as error:
        errors = areas.beside(error, ask)
        return ask.render("contacts/edit.html", 422, sheet=sheet, values=read.given(), errors=errors, places=places)
    return ask.to("contacts.one", contact_id=sheet.contact_id, say=SAVED)


PAGES = (
    Page("contacts", "/contacts", contacts, Permission.TRACE, menu=N_("Contacts")),
    Page("contacts.one", "/contacts/{contact_id}", one, Permission.TRACE),
    Page("contacts.edit", "/contacts/{contact_id}/edit", edit, Permission.TRACE, ("GET", "POST")),
    Page("contacts.day", "/contacts/{contact_id}/day", day, Permission.TRACE, ("POST",)),
    Page("contacts.status", "/contacts/{contact_id}/status", status, Permission.TRACE, ("POST",)),
    Page("contacts.become-case", "/contacts/{contact_id}/become-case", become_case, Permission.TRACE, ("POST",)),
    Page("contacts.unlink", "/contacts/{contact_id}/links/{exposure}/remove", unlink, Permission.TRACE, ("POST",)),
    Page("contacts.relink", "/contacts/{contact_id}/links/{number}/restore", relink, Permission.TRACE, ("POST",)),
    Page("contacts.assign", "/contacts/{contact_id}/assign", assign, Permission.TRACE, ("POST",)),
)
