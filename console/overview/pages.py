"""The overview: use of today and of a period, what waits, and a map."""

from collections.abc import Sequence

from markupsafe import Markup
from starlette.responses import Response

from console.charts import bars
from console.charts.regions import regions as map_of
from console.helpers import number
from console.page import Ask, Page
from console.usage import words
from core.i18n import N_, _, translated
from core.staff.roles import Permission
from usage import overview as figures
from usage.service import day_of
from usage.wish import Row


def overview(ask: Ask) -> Response:
    first, last = words.period(ask)
    region = words.region(ask)
    use = figures.use(ask.session, first, last, region, day_of(ask.now))
    names = words.regions(ask)
    return ask.render(
        "overview/overview.html",
        first=first,
        last=last,
        region=region,
        regions=names,
        use=use,
        waiting=figures.to_do(ask.session, ask.staff, region, ask.now),
        people=_over_time(ask, use.steps, N_("Personnes"), (("new", N_("nouvelles")), ("returned", N_("revenues")))),
        messages=_over_time(ask, use.steps, N_("Messages"), (("messages_in", N_("reçus")), ("messages_out", N_("envoyés")))),
        split={
            name: _split(ask, name, rows)
            for name, rows in (("channel", use.by_channel), ("locale", use.by_locale), ("topic", use.by_topic))
        },
        titles=words.DIMENSIONS,
        by_region=[(words.named(ask, "region", row.cell[0]), row) for row in use.by_region],
        map=map_of(
            _("Personnes par région", ask.locale), {row.cell[0]: row.values["people"] for row in use.by_region}, names, number, ask.today
        ),
    )


def _over_time(ask: Ask, steps: Sequence[Row], title: str, series: Sequence[tuple[str, str]]) -> Markup:
    drawn = [bars.Series(translated(name, ask.locale), [row.values[measure] for row in steps]) for measure, name in series]
    return bars.stacked(translated(title, ask.locale), [f"{row.first:%d/%m}" for row in steps], drawn, number)


def _split(ask: Ask, dimension: str, rows: Sequence[Row]) -> tuple[list[tuple[str, Row]], Markup]:
    """The rows of a dimension in words, and their picture."""
    named = words.counted(ask, dimension, rows)
    shown = [(name, row.values["people"]) for name, row in named if row.values["people"]]
    return named, bars.lying(translated(words.DIMENSIONS[dimension], ask.locale), shown, number)


PAGES = (Page("overview", "/overview", overview, Permission.SEE_FIGURES, menu=N_("Vue d'ensemble")),)
