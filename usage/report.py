"""Two pages for a ministry, in French: what ASSA did in a period. Read in grey as in colour; the fonts are those of every PDF reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fpdf import FPDF
from sqlalchemy.orm import Session

from core.geography import places
from core.i18n import LOCALES, N_, SOURCE, _, translations
from messages.queries import live
from usage.queries import statistics
from usage.wish import Row, Wish

CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "webchat": N_("Page web"), "terminal": N_("Terminal")}
TILES = (
    ("people", N_("personnes")),
    ("new", N_("nouvelles")),
    ("returned", N_("revenues")),
    ("sessions", N_("conversations")),
    ("messages_in", N_("messages reçus")),
    ("messages_out", N_("messages envoyés")),
)
DONE = (
    ("reports", N_("Cas signalés")),
    ("contacts", N_("Contacts inscrits")),
    ("isolations", N_("Isolements commencés")),
    ("stock_reports", N_("Relevés de stock")),
    ("useful", N_("Réponses jugées utiles")),
    ("not_useful", N_("Réponses jugées inutiles")),
)
DARK, LIGHT, LINE = (28, 78, 99), (157, 196, 210), (200, 200, 200)
SHOWN = 10
"""Rows of a table; the rest is one more row."""


@dataclass(frozen=True, slots=True)
class Report:
    """whole: the period as one. steps: the same by week or month. by_*: by channel, language, region, topic, most people first.
    topics: their titles in French."""

    whole: Row
    steps: Sequence[Row]
    by: str
    by_channel: Sequence[Row]
    by_locale: Sequence[Row]
    by_region: Sequence[Row]
    by_topic: Sequence[Row]
    topics: Mapping[str, str]


def gather(session: Session, first: date, last: date, today: date) -> Report:
    """Everything that stands on the two pages. By week up to half a year, else by month."""
    by = "week" if (last - first).days <= 200 else "month"

    def split(name: str) -> list[Row]:
        return sorted(statistics(session, Wish(first, last, None, (name,)), today), key=lambda row: (-row.values["people"], row.cell))

    channels, locales, regions, topics = (split(name) for name in ("channel", "locale", "region", "topic"))
    titles = {"": _("autre")}
    for row in topics[:SHOWN]:
        official = live(session, row.cell[0], "fr", on=today) if row.cell[0] else None
        if official is not None:
            titles[row.cell[0]] = official.title
    whole, steps = statistics(session, Wish(first, last), today)[0], statistics(session, Wish(first, last, by), today)
    return Report(whole, steps, by, channels, locales, regions, topics, titles)


def to_pdf(report: Report, made: date) -> bytes:
    """made: the day that stands on the report."""
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_title(_("ASSA : rapport d'utilisation"))
    pdf.set_lang("fr")
    pdf.add_page()
    _head(pdf, report, made)
    _tiles(pdf, report.whole)
    _title(pdf, 92, _("Personnes par semaine") if report.by == "week" else _("Personnes par mois"))
    _bars(pdf, 100, 70, report.steps, (("new", _("nouvelles"), DARK), ("returned", _("revenues"), LIGHT)))
    _title(pdf, 188, _("Messages par semaine") if report.by == "week" else _("Messages par mois"))
    _bars(pdf, 196, 70, report.steps, (("messages_in", _("reçus"), DARK), ("messages_out", _("envoyés"), LIGHT)))
    pdf.add_page()
    _second(pdf, report)
    return bytes(pdf.output())


def _shown(marked: str) -> str:
    """A string that was marked where it stands, from the catalog."""
    return translations().gettext(SOURCE, marked).text


def number(count: int) -> str:
    """As French writes it: 17 745."""
    return f"{count:,}".replace(",", "\xa0")


def share(part: int, whole: int) -> str:
    return "-" if whole == 0 else f"{100 * part / whole:.1f}".replace(".", ",") + "\xa0%"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _head(pdf: FPDF, report: Report, made: date) -> None:
    pdf.set_font("Helvetica", "B", 20)
    pdf.set_text_color(*DARK)
    pdf.text(15, 22, _("ASSA : rapport d'utilisation"))
    pdf.set_text_color(60, 60, 60)
    pdf.set_font("Helvetica", "", 11)
    pdf.text(
        15,
        30,
        _("Du {first} au {last} - établi le {made}").format(first=_day(report.whole.first), last=_day(report.whole.last), made=_day(made)),
    )


def _tiles(pdf: FPDF, whole: Row) -> None:
    for place, (name, label) in enumerate(TILES):
        x, y = 15 + place % 3 * 61, 38 + place // 3 * 24
        pdf.set_draw_color(*LINE)
        pdf.rect(x, y, 58, 20)
        pdf.set_font("Helvetica", "B", 17)
        pdf.set_text_color(*DARK)
        pdf.text(x + 4, y + 9, number(whole.values[name]))
        pdf.set_font("Helvetica", "", 10)
        pdf.set_text_color(60, 60, 60)
        pdf.text(x + 4, y + 16, _shown(label))


def _title(pdf: FPDF, y: float, text: str, x: float = 15) -> None:
    pdf.set_font("Helvetica", "B", 13)
    pdf.set_text_color(*DARK)
    pdf.text(x, y, text)


def _bars(pdf: FPDF, top: float, height: float, rows: Sequence[Row], series: Sequence[tuple[str, str, tuple[int, int, int]]]) -> None:
    """Stacked bars, their scale at the left, the first day of every few below, the key at the right above."""
    left, width = 32.0, 163.0
    high = max([sum(row.values[name] for name, _label, _colour in series) for row in rows], default=0)
    # the scale ends on a round figure
    unit = 10 ** max(len(str(high)) - 2, 0)
    high = -(-max(high, 1) // (4 * unit)) * 4 * unit
    pdf.set_font("Helvetica", "", 8)
    pdf.set_text_color(60, 60, 60)
    pdf.set_draw_color(*LINE)
    for part in range(5):
        y = top + height - height * part / 4
        pdf.line(left, y, left + width, y)
        label = number(round(high * part / 4))
        pdf.text(left - 2 - pdf.get_string_width(label), y + 1, label)
    step = width / max(len(rows), 1)
    for place, row in enumerate(rows):
        y = top + height
        for name, _label, colour in series:
            tall = height * row.values[name] / high
            pdf.set_fill_color(*colour)
            pdf.rect(left + place * step + step * 0.12, y - tall, step * 0.76, tall, style="F")
            y -= tall
        if place % max(1, -(-len(rows) // 8)) == 0 and (place == 0 or place * step < width - 12):
            pdf.text(left + place * step, top + height + 5, f"{row.first:%d/%m/%y}")
    for place, (_name, label, colour) in enumerate(series):
        pdf.set_fill_color(*colour)
        pdf.rect(140 + place * 28, top - 11, 4, 4, style="F")
        pdf.text(146 + place * 28, top - 8, label)


def _second(pdf: FPDF, report: Report) -> None:
    whole = report.whole.values
    _table(pdf, 15, 20, _("Par canal"), report.by_channel, {code: _shown(name) for code, name in CHANNELS.items()})
    _table(pdf, 110, 20, _("Par langue"), report.by_locale, LOCALES)
    _table(pdf, 15, 66, _("Par région"), report.by_region, {place.code: place.name for place in places()})
    _table(pdf, 110, 66, _("Par sujet"), report.by_topic, report.topics)
    _title(pdf, 170, _("Compréhension et fidélité"))
    _title(pdf, 170, _("Aussi dans la période"), 130)
    for place, (name, label) in enumerate(DONE):
        _line(pdf, 130, 178 + place * 6.5, (_shown(label), number(whole[name])), (45, 20))
    asked, new = whole["messages_in"], whole["new"]
    lines = [
        (_("Messages compris"), number(whole["understood"]), share(whole["understood"], asked)),
        (_("Suivis d'une question en retour"), number(whole["asked_back"]), share(whole["asked_back"], asked)),
        (_("Non compris"), number(whole["not_understood"]), share(whole["not_understood"], asked)),
        *(
            (label, number(back), share(back, new))
            for label, back in (
                (_("Nouvelles, revenues à 1 semaine"), whole["retained_1"]),
                (_("Nouvelles, revenues à 4 semaines"), whole["retained_4"]),
                (_("Nouvelles, revenues à 12 semaines"), whole["retained_12"]),
            )
        ),
    ]
    for place, line in enumerate(lines):
        _line(pdf, 15, 178 + place * 6.5, line, (65, 20, 20))
    _title(pdf, 228, _("Comment ces chiffres sont comptés"))
    pdf.set_xy(15, 232)
    pdf.set_font("Helvetica", "", 9)
    pdf.set_text_color(60, 60, 60)
    pdf.multi_cell(180, 5, _shown(NOTE))


NOTE = N_(
    "Une personne est comptée une fois dans la période, même si elle écrit sur plusieurs canaux qu'elle a reliés ; dans un tableau elle "
    "compte sous chacun de ses canaux, langues, régions et sujets, dont la somme peut donc dépasser le total. Nouvelle : son premier "
    "message tombe dans la période. Revenue : elle avait écrit avant la période (ou la semaine, le mois) et écrit de nouveau. "
    "La région est celle qu'une personne a donnée en signalant son état ; avant, elle n'est pas connue. Les journées sont celles du "
    "Mali. Ni texte, ni nom, ni numéro n'est gardé dans ces statistiques ; qui efface ses données reste compté, sans lien avec lui."
)


def _table(pdf: FPDF, x: float, y: float, title: str, rows: Sequence[Row], names: Mapping[str, str]) -> None:
    _title(pdf, y, title, x)
    _line(pdf, x, y + 7, ("", _("personnes"), _("messages")), (45, 20, 20), bold=True)
    shown = [
        (names.get(row.cell[0], row.cell[0]) or _("non connu"), row.values["people"], row.values["messages_in"]) for row in rows[:SHOWN]
    ]
    for place, (name, people, messages) in enumerate(shown, 1):
        _line(pdf, x, y + 7 + place * 6.5, (name, number(people), number(messages)), (45, 20, 20))
    if len(rows) > SHOWN:
        _line(pdf, x, y + 7 + (SHOWN + 1) * 6.5, (_("et {count} autres").format(count=len(rows) - SHOWN), "", ""), (45, 20, 20))


def _line(pdf: FPDF, x: float, y: float, cells: Sequence[str], widths: Sequence[float], *, bold: bool = False) -> None:
    """A line of a table: the first cell to the left, figures to the right."""
    pdf.set_font("Helvetica", "B" if bold else "", 9)
    pdf.set_text_color(40, 40, 40)
    pdf.set_draw_color(*LINE)
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        at = x + sum(widths[:place])
        # the titles of messages are in typographic French
        fitting = cell.translate({0x2019: "'", 0x0153: "oe"}).encode("latin-1", "replace").decode("latin-1")
        while pdf.get_string_width(fitting) > width:
            fitting = fitting[:-1]
        pdf.text(at if place == 0 else at + width - pdf.get_string_width(fitting), y, fitting)
    pdf.line(x, y + 1.8, x + sum(widths), y + 1.8)
