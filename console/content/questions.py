"""What people asked in vain, rumours first where they are wanted; examples for the model are taken from it."""

from datetime import timedelta

from starlette.responses import Response

from console import problems
from console.content.overview import topics
from console.page import Ask, Page
from core.errors import InvalidInput, NotFound
from core.i18n import LOCALES, N_
from core.staff.roles import Permission
from messages.questions import examples, queries
from messages.questions.service import KINDS

KIND_NAMES = {
    "lost": N_("Pas compris"),
    "did_you_mean": N_("Hésité entre des sujets"),
    "rumour": N_("Rumeur inconnue"),
    "wrong_answer": N_("Mauvaise réponse"),
    "low_rating": N_("Réponse jugée inutile"),
}
PERIODS = {"7": N_("7 jours"), "30": N_("30 jours"), "90": N_("90 jours"), "": N_("Tout")}
INTENTS = ("out_of_scope", "symptom_check", "report_case", "human", "find_health_centre", "stock_query", "isolation_support")
"""What a sentence may be an example of, beside the topics."""


def _kind(ask: Ask) -> str:
    wanted = ask.query.get("kind", "")
    return wanted if wanted in KINDS else ""


def questions(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    kind, period = _kind(ask), ask.query.get("period", "30")
    since = ask.today - timedelta(days=int(period)) if period in PERIODS and period else None
    found = queries.gaps(ask.session, since=since, kinds=(kind,) if kind else (), limit=100)
    return ask.render(
        "content/questions.html",
        200 if not errors else 422,
        found=found,
        kind=kind,
        kinds=KIND_NAMES,
        period=period if period in PERIODS else "30",
        periods=PERIODS,
        topics=[*topics(), *INTENTS],
        languages=LOCALES,
        errors=errors or {},
        ratings=queries.ratings(ask.session, since=since)[:10],
    )


def propose(ask: Ask) -> Response:
    topic, locale = ask.text("topic"), ask.text("locale")
    if topic not in {*topics(), *INTENTS} or locale not in LOCALES:
        return questions(ask, {"": problems.text("unknown_code", ask.locale)})
    try:
        examples.propose(ask.session, ask.text("text"), topic, locale, ask.staff.name, ask.today)
    except InvalidInput as error:
        return questions(ask, {"": problems.text(error.code, ask.locale)})
    return ask.to("questions", say=N_("L'exemple est gardé."), query={"kind": _kind(ask), "period": ask.query.get("period", "30")})


def proposed(ask: Ask) -> Response:
    return ask.render("content/examples.html", found=examples.examples(ask.session), languages=LOCALES)


def drop(ask: Ask) -> Response:
    number = ask.path["example"]
    if not number.isdecimal():
        raise NotFound("not_here")
    examples.drop(ask.session, int(number))
    return ask.to("questions.examples", say=N_("L'exemple est retiré."))


def training_data(ask: Ask) -> Response:
    locale = ask.path["locale"]
    if locale not in LOCALES:
        raise NotFound("not_here")
    headers = {"Content-Disposition": f'attachment; filename="proposed-{locale}.yml"'}
    return Response(examples.training_data(ask.session, locale), media_type="application/yaml", headers=headers)


_EDIT = Permission.EDIT_MESSAGES
PAGES = (
    Page("questions", "/questions", questions, _EDIT, menu=N_("Questions sans réponse")),
    Page("questions.propose", "/questions/propose", propose, _EDIT, ("POST",)),
    Page("questions.examples", "/questions/examples", proposed, _EDIT),
    Page("questions.drop", "/questions/examples/{example}/drop", drop, _EDIT, ("POST",)),
    Page("questions.training", "/questions/examples/{locale}.yml", training_data, _EDIT),
)
