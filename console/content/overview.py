"""Each topic in each language, and what ends soon."""

from starlette.responses import Response

from actions.topics import faq
from console.page import Ask, Page
from core.i18n import LOCALES, N_
from core.staff.roles import Permission
from messages import coverage, rules

AUDIENCES = {
    rules.CITIZEN: N_("Tout le monde"),
    rules.CONTACT: N_("Contacts suivis"),
    rules.CASE: N_("Personnes isolées"),
    rules.AGENT: N_("Agents"),
}


def topics() -> list[str]:
    return sorted(faq())


def audience_of(ask: Ask) -> str:
    """The audience that the address names, or everybody."""
    wanted = ask.query.get("audience", rules.CITIZEN)
    return wanted if wanted in AUDIENCES else rules.CITIZEN


def overview(ask: Ask) -> Response:
    audience = audience_of(ask)
    rows = coverage.coverage(ask.session, topics(), list(LOCALES), ask.today, audience)
    state = ask.query.get("state", "")
    shown = [row for row in rows if not state or any(_is(cell, state) for cell in row)]
    return ask.render(
        "content/overview.html",
        rows=shown,
        languages=LOCALES,
        audience=audience,
        audiences=AUDIENCES,
        state=state,
        counts=[{name: sum(_is(row[n], name) for row in rows) for name in STATES} for n in range(len(LOCALES))],
        states=STATES,
        expiring=coverage.expiring(ask.session, ask.today),
    )


STATES = {
    "live": N_("En ligne"),
    "waiting": N_("À relire ou à publier"),
    "draft": N_("Brouillon"),
    "missing": N_("Manquant"),
    "expiring": N_("Expire bientôt"),
    "changed": N_("Français changé depuis"),
}
"""What a list of topics can be filtered by, beside the states of a version."""


def _is(cell: coverage.Cell, name: str) -> bool:
    found = {
        "live": cell.state == rules.LIVE,
        "waiting": cell.state in (rules.IN_REVIEW, rules.APPROVED) or cell.waiting in (rules.IN_REVIEW, rules.APPROVED),
        "draft": cell.state == rules.DRAFT or cell.waiting == rules.DRAFT,
        "missing": cell.state == coverage.MISSING,
        "expiring": cell.expiring,
        "changed": cell.changed,
    }
    return found.get(name, True)


PAGES = (Page("content", "/content", overview, Permission.EDIT_MESSAGES, menu=N_("Messages")),)
