"""Every page with every role: who may open it, who may not, and who is not signed in at all. A page that is not in this table fails."""

import pytest

from console.page import Access, Page
from console.subjects import PAGES
from core.staff.roles import Role

FIELD = {Role.AGENT, Role.IN_CHARGE}
COORDINATORS = {Role.DISTRICT, Role.REGIONAL, Role.NATIONAL}
PEOPLE = FIELD | COORDINATORS
EVERYBODY = set(Role)
WHOLE = {Role.NATIONAL, Role.ADMINISTRATOR}
FIGURES = EVERYBODY - {Role.AGENT}
WRITERS = {Role.EDITOR, Role.APPROVER}
INVITERS = COORDINATORS | {Role.ADMINISTRATOR}

TABLE: dict[str, set[Role]] = {
    "home": EVERYBODY,
    "sign-in": EVERYBODY,
    "invitation": EVERYBODY,
    "second-factor": EVERYBODY,
    "sign-out": EVERYBODY,
    "account": EVERYBODY,
    "account.password": EVERYBODY,
    "account.language": EVERYBODY,
    "talks": PEOPLE,
    "talks.canned": PEOPLE,
    "talks.canned.keep": PEOPLE,
    "talks.canned.drop": PEOPLE,
    "talks.talk": PEOPLE,
    "talks.take": PEOPLE,
    "talks.answer": PEOPLE,
    "talks.hand_back": PEOPLE,
    "content": WRITERS,
    "content.message": WRITERS,
    "content.new": WRITERS,
    "content.roll_back": {Role.APPROVER},
    "content.version": WRITERS,
    "content.edit": WRITERS,
    "content.compare": WRITERS,
    "content.step": WRITERS,
    "content.recording": WRITERS,
    "questions": WRITERS,
    "questions.propose": WRITERS,
    "questions.examples": WRITERS,
    "questions.drop": WRITERS,
    "questions.training": WRITERS,
    "translators": WRITERS,
    "translators.take": WRITERS,
    "translators.catalog": WRITERS,
    **dict.fromkeys(("cases", "cases.new", "cases.one", "cases.contacts", "cases.chain", "cases.history", "cases.edit"), PEOPLE),
    **dict.fromkeys(("cases.verify", "cases.classify", "cases.close", "cases.reopen"), PEOPLE),
    **dict.fromkeys(("duplicates", "duplicates.merge", "duplicates.distinct", "duplicates.merges", "duplicates.undo"), PEOPLE),
    **dict.fromkeys(("cases.outcome", "cases.investigation", "cases.assign", "cases.sample", "cases.name-contact"), PEOPLE),
    **dict.fromkeys(("contacts", "contacts.one", "contacts.edit", "contacts.day", "contacts.status"), PEOPLE),
    **dict.fromkeys(("cases.link", "cases.unlink", "cases.relink", "cases.task", "contacts.unlink", "contacts.relink"), PEOPLE),
    **dict.fromkeys(("contacts.become-case", "contacts.assign", "follow-up"), PEOPLE),
    **dict.fromkeys(("stock", "stock.alerts", "stock.take-up", "stock.moves", "stock.centre", "stock.card"), PEOPLE),
    "team": INVITERS,
    "team.invite": INVITERS,
    "team.code": INVITERS,
    "team.revoke": INVITERS,
    **dict.fromkeys(("overview", "usage", "usage.download", "work", "work.cancel", "work.file"), FIGURES),
    **dict.fromkeys(("usage.mail", "usage.subscribe", "usage.unsubscribe"), WHOLE),
    **dict.fromkeys(("work.list", "work.import"), COORDINATORS),
    "audit": {Role.NATIONAL, Role.ADMINISTRATOR},
}
"""Page by page: the roles that may open it. Written by hand, so that a slip in a page's `needs` is seen."""

SOMETHING = {
    "staff": "00000000-0000-4000-8000-000000000000",
    "talk": "00000000-0000-4000-8000-000000000000",
    "answer": "999999",
    "topic": "nothing",
    "locale": "xx",
    "version": "999999",
    "other": "999998",
    "step": "nothing",
    "digest": "0",
    "example": "999999",
    "kind": "nothing",
    "case_id": "CA-2026-999999-X",
    "contact_id": "CO-2026-999999-X",
    "alert": "999999",
    "exposure": "00000000-0000-4000-8000-000000000000",
    "centre": "NOWHERE",
    "product": "NOTHING",
    "work": "00000000-0000-4000-8000-000000000000",
    "number": "999999",
}
"""What stands in addresses with a variable part: nothing that exists, so that a page that may be opened says 404."""


def path(page: Page) -> str:
    return page.path.format(**SOMETHING)


def test_every_page_is_in_the_table():
    assert {page.name for page in PAGES} == set(TABLE)
    assert len(PAGES) == len({page.name for page in PAGES})


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_pages_and_no_others(desk, role):
    at = desk(role, None)
    for page in PAGES:
        for method in page.methods:
            answer = at.get(path(page)) if method == "GET" else at.post(path(page))
            allowed = role in TABLE[page.name]
            refused = answer.status_code == 403 and "Votre rôle ne permet pas" in answer.text
            assert refused is not allowed, (page.name, method, answer.status_code)
            assert answer.status_code < 500, (page.name, method)
            if page.name == "sign-out":
                at = desk(role, None)


def test_nobody_is_sent_to_sign_in(visitor):
    for page in PAGES:
        answer = visitor.get(f"/console{path(page)}")
        if page.needs is Access.ANYBODY:
            assert answer.status_code == 200
        elif "GET" in page.methods:
            assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/console/sign-in"), page.name


def test_without_the_second_factor_nothing_is_open_but_that(world, console_url, desk):
    at = desk(Role.DISTRICT, "ML-BKO")
    with world.transaction() as session:
        session.connection().exec_driver_sql("UPDATE account_session SET second_factor = false")
    for page in PAGES:
        if page.needs in (Access.ANYBODY, Access.HALF) or "GET" not in page.methods:
            continue
        answer = at.get(path(page))
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/second-factor"), page.name


@pytest.mark.parametrize("page", [page for page in PAGES if "POST" in page.methods], ids=lambda page: page.name)
def test_a_form_of_another_site_is_refused(desk, page):
    at = desk(Role.ADMINISTRATOR)
    forged = at.client.post(f"/console{path(page)}", data={"everywhere": "1"})
    assert (forged.status_code, "plus valable" in forged.text) == (403, True)
    elsewhere = at.client.post(f"/console{path(page)}", data={"csrf": "x" * 43 + "="}, headers={"Origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 403
    assert at.get("/account").status_code == 200
