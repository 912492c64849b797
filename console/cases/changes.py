"""What is changed of a case, each by a function of the domain."""

from collections.abc import Callable, Mapping
from uuid import UUID

from starlette.responses import Response

from console import areas, problems
from console.cases.sheets import actor, sheet_of, show
from console.forms import Reader
from console.page import Ask, Page
from contact_tracing import queries, service
from contact_tracing.queries import CaseSheet
from core.errors import InvalidInput
from core.i18n import N_
from core.staff.roles import Permission

SAVED = N_("Enregistré.")
DAYS = ("infection_on", "onset_date", "isolation_start", "isolation_end", "hospitalisation_start", "hospitalisation_end")
TEXTS = (
    "name", "age_band", "sex", "locality", "exposure", "severity", "pregnancy", "occupation", "travel", "travel_places", "isolation_type",
    "isolation_place",
)  # fmt: skip
SEVERAL = ("symptoms", "conditions")


def _change(ask: Ask, do: Callable[[CaseSheet, Reader], object], say: str = SAVED, reason: str = "reason") -> Response:
    """Do it, and show the case again; with what was typed and what is wrong with it, where it could not be done.

    reason: the field of this form's reason: several forms on the page have one.
    """
    sheet, read = sheet_of(ask), Reader(ask)
    try:
        with ask.session.begin_nested():
            do(sheet, read)
    except InvalidInput as error:
        errors = problems.beside(error, ask.locale)
        return show(ask, {reason if name == "reason" else name: words for name, words in errors.items()}, 422, read.given())
    return ask.to("cases.one", case_id=sheet.case_id, say=say)


def verify(ask: Ask) -> Response:
    return _change(ask, lambda sheet, read: service.verify(ask.session, sheet.case_id, actor(ask), ask.now), N_("Cas vérifié."))


def classify(ask: Ask) -> Response:
    """By the case definition in force."""
    definition = queries.in_force(ask.today)
    return _change(
        ask,
        lambda sheet, read: service.classify(
            ask.session, sheet.case_id, ask.text("classification"), definition=definition.version, definition_on=definition.valid_from,
            actor=actor(ask), now=ask.now, reason=read.text("reason"),
        ),
        N_("Cas classé."),
    )  # fmt: skip


def outcome(ask: Ask) -> Response:
    def do(sheet: CaseSheet, read: Reader) -> None:
        on = read.day("outcome_on")
        read.check()
        service.set_outcome(ask.session, sheet.case_id, ask.text("outcome"), on, actor(ask), ask.now, read.text("reason_o"))

    return _change(ask, do, reason="reason_o")


def investigation(ask: Ask) -> Response:
    return _change(
        ask,
        lambda sheet, read: service.investigate(
            ask.session, sheet.case_id, ask.text("investigation"), actor(ask), ask.now, read.text("reason_i")
        ),
        reason="reason_i",
    )


def assign(ask: Ask) -> Response:
    return _change(ask, lambda sheet, read: service.assign_case(ask.session, sheet.case_id, staff_in(ask), actor(ask), ask.now))


def staff_in(ask: Ask) -> UUID | None:
    """Whom something is given to, of a form. Raises InvalidInput naming `assigned_to`."""
    given = ask.text("assigned_to")
    try:
        return UUID(given) if given else None
    except ValueError:
        raise InvalidInput(assigned_to="unknown_staff") from None


def close(ask: Ask) -> Response:
    return _change(ask, lambda sheet, read: service.close(ask.session, sheet.case_id, actor(ask), ask.now), N_("Cas clos."))


def reopen(ask: Ask) -> Response:
    return _change(ask, lambda sheet, read: service.reopen(ask.session, sheet.case_id, actor(ask), ask.now, ask.text("reason")))


def sample(ask: Ask) -> Response:
    def do(sheet: CaseSheet, read: Reader) -> None:
        taken = service.Sample(
            sample_id=ask.text("sample_id"), sample_type=read.text("sample_type"), test_type=read.text("test_type"),
            laboratory=read.text("laboratory"), taken_on=read.day("taken_on"), result_on=read.day("result_on"),
            result=ask.text("result") or "PENDING",
        )  # fmt: skip
        read.check()
        service.record_sample(ask.session, sheet.case_id, taken, actor(ask), ask.today, ask.now)

    return _change(ask, do, N_("Prélèvement enregistré."))


def edit(ask: Ask) -> Response:
    """The fields that teams fill in; only those that changed are noted."""
    sheet, read = sheet_of(ask), Reader(ask)
    places = areas.choices(ask, ask.text("place") or sheet.place or "")
    if not ask.form:
        ask.note("case.viewed", "case", str(sheet.id), tab="edit")
        shown = {name: "" if value is None else str(value) for name, value in sheet.fields.items()}
        several = {name: sheet.fields[name] for name in SEVERAL}
        shown["onset_approximate"] = "1" if sheet.fields["onset_approximate"] else ""
        return ask.render("cases/edit.html", sheet=sheet, tab="one", values=shown | {"place": sheet.place or ""}, several=several,
                          errors={}, places=places)  # fmt: skip
    values: dict[str, object] = {name: read.text(name) for name in TEXTS} | {name: read.day(name) for name in DAYS}
    several = {name: read.several(name) for name in SEVERAL}
    values |= {"phone": read.phone("phone"), "onset_approximate": bool(ask.text("onset_approximate")), **several}
    values |= areas.split(ask.text("place"), ask)
    try:
        read.check()
        if not ask.staff.covers(ask.text("place") or None, ask.today):
            raise InvalidInput(place="unknown_place")
        service.amend(ask.session, sheet.case_id, values, actor(ask), ask.today, ask.now, read.text("reason"))
    except InvalidInput as error:
        errors = areas.beside(error, ask)
        return ask.render("cases/edit.html", 422, sheet=sheet, tab="one", values=read.given(), several=several, errors=errors,
                          places=places)  # fmt: skip
    return ask.to("cases.one", case_id=sheet.case_id, say=SAVED)


def contacts_page(ask: Ask, sheet: CaseSheet, values: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    grid = queries.follow_up_grid(ask.session, sheet.case_id, ask.today)
    return ask.render("cases/contacts.html", status, sheet=sheet, tab="contacts", grid=grid, values=values, errors=errors,
                      places=areas.choices(ask, values.get("place") or sheet.place or ""))  # fmt: skip


def name_contact(ask: Ask) -> Response:
    """One more contact of a case, as an agent names them in the chat."""
    sheet, read = sheet_of(ask), Reader(ask)
    last_contact, phone, age = read.day("last_contact"), read.phone("phone"), read.number("age_years")
    try:
        if last_contact is None:
            read.errors.setdefault("last_contact", "missing")
        read.check()
        assert last_contact is not None
        place = areas.split(ask.text("place"), ask)
        named = service.NamedContact(
            name=ask.text("name"), last_contact=last_contact, phone=phone, age_years=age, context=read.text("context"),
            relation=read.text("relation"), type=read.text("type"), risk_level=read.text("risk_level"), sex=read.text("sex"),
            region=place["region"], cercle=place["cercle"], locality=read.text("locality"),
        )  # fmt: skip
        made = service.name_contact(ask.session, sheet.case_id, named, actor(ask), ask.today)
    except InvalidInput as error:
        return contacts_page(ask, sheet, read.given(), problems.beside(error, ask.locale), 422)
    say = N_("Contact enregistré.") if made.created else N_("Cette personne était déjà connue : l'exposition est ajoutée.")
    return ask.to("cases.contacts", case_id=sheet.case_id, say=say)


def _post(name: str, view: Callable[[Ask], Response], needs: Permission) -> Page:
    return Page(f"cases.{name}", f"/cases/{{case_id}}/{name}", view, needs, ("POST",))


PAGES = (
    Page("cases.edit", "/cases/{case_id}/edit", edit, Permission.TRACE, ("GET", "POST")),
    _post("verify", verify, Permission.VERIFY),
    _post("classify", classify, Permission.VERIFY),
    _post("outcome", outcome, Permission.TRACE),
    _post("investigation", investigation, Permission.TRACE),
    _post("assign", assign, Permission.TRACE),
    _post("close", close, Permission.VERIFY),
    _post("reopen", reopen, Permission.VERIFY),
    _post("sample", sample, Permission.TRACE),
    _post("name-contact", name_contact, Permission.TRACE),
)
