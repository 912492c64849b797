"""Statistics of use: the figures of `assa stats`, by the same functions; files of them are long work."""

from collections.abc import Sequence

from markupsafe import Markup
from starlette.responses import Response

from console import problems
from console.charts import bars
from console.helpers import number
from console.page import Ask, Page
from console.usage import words
from core.errors import Conflict, InvalidInput
from core.i18n import N_, translated
from core.longwork import service as longwork
from core.staff.roles import Permission
from usage import work
from usage.mailing import service as mailing
from usage.queries import statistics
from usage.service import day_of
from usage.wish import MEASURES, SPLITS, Row, Wish

SHOWN = 400
"""Rows on the page; all of them are in a file."""


def usage(ask: Ask) -> Response:
    wish = _wish(ask)
    rows = statistics(ask.session, wish, day_of(ask.now))
    named = words.namer(ask)
    return ask.render(
        "usage/usage.html",
        wish=wish,
        rows=[(row, [named(name, value) for name, value in zip(wish.split, row.cell, strict=True)]) for row in rows[:SHOWN]],
        more=max(len(rows) - SHOWN, 0),
        measures={name: words.MEASURES[name] for name in MEASURES},
        dimensions=words.DIMENSIONS,
        periods=words.PERIODS,
        formats=list(work.FORMATS),
        charts=_charts(ask, wish, rows),
        address=_address(wish),
    )


def _wish(ask: Ask) -> Wish:
    first, last = words.period(ask)
    split = tuple(name for name in SPLITS if name in ask.query.getlist("split"))
    return Wish(first, last, ask.query.get("by") or None, split)


def _address(wish: Wish) -> dict[str, str]:
    """The wish as long work takes it."""
    return {"first": wish.first.isoformat(), "last": wish.last.isoformat(), "by": wish.by or "", "split": ",".join(wish.split)}


def _charts(ask: Ask, wish: Wish, rows: Sequence[Row]) -> list[tuple[str, Markup]]:
    """Over time where nothing is split; by cell where one dimension is and time is whole; else a picture would not be read."""
    if wish.by and not wish.split:
        labels = [f"{row.first:%d/%m/%y}" for row in rows]
        return [
            (
                translated(title, ask.locale),
                bars.stacked(translated(title, ask.locale), labels, _series(ask, rows, names), number),
            )
            for title, names in ((N_("Personnes"), ("new", "returned")), (N_("Messages"), ("messages_in", "messages_out")))
        ]
    if not wish.by and len(wish.split) == 1:
        title, name = translated(words.DIMENSIONS[wish.split[0]], ask.locale), wish.split[0]
        most = sorted(rows, key=lambda row: -row.values["people"])[:15]
        return [(title, bars.lying(title, [(words.named(ask, name, row.cell[0]), row.values["people"]) for row in most], number))]
    return []


def _series(ask: Ask, rows: Sequence[Row], names: Sequence[str]) -> list[bars.Series]:
    return [bars.Series(translated(words.MEASURES[name], ask.locale), [row.values[name] for row in rows]) for name in names]


def download(ask: Ask) -> Response:
    wish = {name: ask.text(name) for name in ("first", "last", "by", "split", "format")}
    longwork.start(ask.session, work.NAME, wish, ask.staff, ask.now)
    return ask.to("work", say=N_("Le fichier se prépare : il sera ici dans un instant."))


def mail(ask: Ask, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    return ask.render("usage/mail.html", status, errors=errors or {}, found=mailing.subscribers(ask.session), server=ask.settings.smtp_host)


def subscribe(ask: Ask) -> Response:
    try:
        mailing.subscribe(ask.session, ask.text("address"), ask.text("every"), ask.actor)
    except (InvalidInput, Conflict) as error:
        return mail(ask, 422, {"": problems.text(error.code, ask.locale)})
    return ask.to("usage.mail", say=N_("L'adresse est sur la liste."))


def unsubscribe(ask: Ask) -> Response:
    asked = ask.path["number"]
    mailing.unsubscribe(ask.session, int(asked) if asked.isdecimal() and len(asked) < 18 else 0, ask.actor)
    return ask.to("usage.mail", say=N_("L'adresse n'est plus sur la liste."))


PAGES = (
    Page("usage", "/usage", usage, Permission.SEE_FIGURES, menu=N_("Statistiques")),
    Page("usage.download", "/usage/download", download, Permission.SEE_FIGURES, ("POST",)),
    Page("usage.mail", "/usage/mail", mail, Permission.SEE_AUDIT),
    Page("usage.subscribe", "/usage/mail/add", subscribe, Permission.SEE_AUDIT, ("POST",)),
    Page("usage.unsubscribe", "/usage/mail/{number}/remove", unsubscribe, Permission.SEE_AUDIT, ("POST",)),
)
"""The list of addresses is for those who answer for the whole country: the national coordination and the administrators."""
