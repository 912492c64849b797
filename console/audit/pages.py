"""The audit: who signed in, saw, changed and exported what, the latest first."""

from starlette.responses import Response

from console.page import Ask, Page
from core import auditing
from core.i18n import N_
from core.staff.roles import Permission


def audit(ask: Ask) -> Response:
    wanted = {name: ask.query.get(name, "").strip() for name in ("action", "actor", "subject")}
    found = auditing.entries(ask.session, **wanted, cursor=ask.query.get("at"))
    return ask.render("audit/list.html", found=found, wanted=wanted, names=auditing.names(ask.session, found.rows))


PAGES = (Page("audit", "/audit", audit, Permission.SEE_AUDIT, menu=N_("Journal")),)
