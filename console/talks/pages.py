"""The queue of those who asked for a human; one conversation; answers that are often given."""

from uuid import UUID

from starlette.responses import Response

from bot.handover import queries, service
from bot.handover.hours import hours
from bot.handover.models import State
from console import problems
from console.page import Ask, Page
from core.errors import InvalidInput, NotFound
from core.i18n import LOCALES, N_
from core.staff import queries as staff
from core.staff.roles import Permission

CHANNEL_NAMES = {"telegram": "Telegram", "whatsapp": "WhatsApp", "webchat": N_("Page web"), "terminal": "Terminal"}


def queue(ask: Ask) -> Response:
    office = hours(ask.settings.office_hours, ask.settings.time_zone)
    return ask.render(
        "talks/queue.html",
        found=queries.queue(ask.session, ask.staff),
        names={each.uuid: each.name for each in staff.every(ask.session)},
        channels=CHANNEL_NAMES,
        languages=LOCALES,
        minutes=lambda since: None if since is None else max(0, int((ask.now - since).total_seconds() // 60)),
        office_open=office.open(ask.now),
        office_hours=office.said(),
    )


def _id(ask: Ask) -> UUID:
    try:
        return UUID(ask.path["talk"])
    except ValueError:
        raise NotFound("talk.unknown") from None


def talk(ask: Ask, said: str = "", error: str = "") -> Response:
    found = queries.request(ask.session, _id(ask), ask.staff)
    lines = queries.thread(ask.session, found.id, ask.staff)
    if not error and not ask.query.get("canned"):
        ask.note("talk.viewed", "talk_request", str(found.id))
    canned = queries.canned(ask.session)
    chosen = next((each.text for each in canned if str(each.id) == ask.query.get("canned")), "")
    return ask.render(
        "talks/talk.html",
        422 if error else 200,
        found=found,
        lines=lines,
        taken=found.state is State.TAKEN,
        ended=found.state is State.ENDED,
        channels=CHANNEL_NAMES,
        languages=LOCALES,
        canned=sorted(canned, key=lambda each: (each.locale != found.locale, each.title)),
        said=said or chosen,
        error=error,
        longest=service.LONGEST,
    )


def take(ask: Ask) -> Response:
    service.take(ask.session, _id(ask), ask.staff, ask.now)
    return ask.to("talks.talk", talk=str(_id(ask)), say=N_("Vous avez pris cette conversation : la personne le sait."))


def answer(ask: Ask) -> Response:
    said = ask.text("said").replace("\r\n", "\n")
    try:
        with ask.session.begin_nested():
            service.answer(ask.session, _id(ask), ask.staff, said, ask.now)
    except InvalidInput as error:
        return talk(ask, said, problems.text(error.code, ask.locale, **error.fields))
    return ask.to("talks.talk", talk=str(_id(ask)))


def hand_back(ask: Ask) -> Response:
    service.hand_back(ask.session, _id(ask), ask.staff, ask.now)
    return ask.to("talks", say=N_("La personne est revenue à ASSA, et le sait."))


def canned(ask: Ask, error: str = "") -> Response:
    chosen = next((each for each in queries.canned(ask.session) if str(each.id) == ask.query.get("change")), None)
    return ask.render(
        "talks/canned.html", 422 if error else 200, found=queries.canned(ask.session), languages=LOCALES, chosen=chosen, error=error,
        typed={name: ask.text(name) for name in ("title", "text", "locale")},
    )  # fmt: skip


def keep_canned(ask: Ask) -> Response:
    locale, number = ask.text("locale"), ask.text("id")
    try:
        if locale not in LOCALES:
            raise InvalidInput("canned.incomplete", longest=service.LONGEST)
        with ask.session.begin_nested():
            changed = int(number) if number.isdecimal() and len(number) < 10 else None
            service.keep_canned(ask.session, locale, ask.text("title"), ask.text("text"), ask.staff, changed)
    except InvalidInput as error:
        return canned(ask, problems.text(error.code, ask.locale, **error.fields))
    return ask.to("talks.canned", say=N_("La réponse est gardée."))


def drop_canned(ask: Ask) -> Response:
    number = ask.path["answer"]
    if not number.isdecimal() or len(number) > 9:
        raise NotFound("canned.unknown")
    service.drop_canned(ask.session, int(number), ask.staff)
    return ask.to("talks.canned", say=N_("La réponse est retirée."))


_ANSWER = Permission.ANSWER_PEOPLE
PAGES = (
    Page("talks", "/talks", queue, _ANSWER, menu=N_("Conversations")),
    Page("talks.canned", "/talks/canned", canned, _ANSWER),
    Page("talks.canned.keep", "/talks/canned/keep", keep_canned, _ANSWER, ("POST",)),
    Page("talks.canned.drop", "/talks/canned/{answer}/drop", drop_canned, _ANSWER, ("POST",)),
    Page("talks.talk", "/talks/{talk}", talk, _ANSWER),
    Page("talks.take", "/talks/{talk}/take", take, _ANSWER, ("POST",)),
    Page("talks.answer", "/talks/{talk}/answer", answer, _ANSWER, ("POST",)),
    Page("talks.hand_back", "/talks/{talk}/back", hand_back, _ANSWER, ("POST",)),
)
