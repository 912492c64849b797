"""The board of a day: who has whom to see, and how far they are."""

from uuid import UUID

from starlette.responses import Response

from console import areas
from console.forms import day_in_address
from console.page import Ask, Page
from contact_tracing import queries
from core.i18n import N_
from core.staff import queries as staff
from core.staff.roles import Permission

NOBODY = "nobody"


def board(ask: Ask) -> Response:
    """A row for each who has contacts to see; one of them opened, with names."""
    day = day_in_address(ask, "day") or ask.today
    places = areas.places(ask, ask.query.get("place", ""))
    days = queries.day_board(ask.session, day, places)
    names = {each.uuid: each.name for each in staff.every(ask.session)}
    wanted = ask.query.get("agent", "")
    lines, agent = None, None
    known = wanted == NOBODY or wanted in {str(each.agent) for each in days}
    if known:
        agent = None if wanted == NOBODY else UUID(wanted)
        lines = queries.day_lines(ask.session, day, places, agent)
        ask.note("follow-up.listed", "staff", wanted, rows=len(lines))
    return ask.render(
        "follow_up/board.html", shown=day, days=days, names=names, lines=lines, wanted=wanted, agent=agent, nobody=NOBODY,
        places=areas.choices(ask),
    )  # fmt: skip


PAGES = (Page("follow-up", "/follow-up", board, Permission.TRACE, menu=N_("Suivi du jour")),)
