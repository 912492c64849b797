"""The versions of one message: seen as people will see them, written, compared, and moved from draft to live."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from actions.topics import TASKS, faq
from bot.channels.telegram.capabilities import CAPABILITIES as TELEGRAM
from bot.channels.webchat.capabilities import CAPABILITIES as WEBCHAT
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.render.preview import preview
from console import problems
from console.bodies import AROUND
from console.content.differences import differences
from console.content.forms import read, typed, values_of
from console.content.overview import AUDIENCES, audience_of
from console.page import Ask, Page
from core.errors import AssaError, InvalidInput, NotFound
from core.i18n import LOCALES, N_
from core.staff.roles import Permission
from messages import history, queries, rules, service
from messages.history import Detail
from messages.queries import FRENCH, Official
from messages.recordings import MAX_BYTES

CHANNELS = {"telegram": TELEGRAM, "whatsapp": WHATSAPP, "webchat": WEBCHAT}
CHANNEL_NAMES = {"telegram": "Telegram", "whatsapp": "WhatsApp", "webchat": N_("Page web")}

STEPS: dict[str, tuple[str, Permission, frozenset[str]]] = {
    "submit": (N_("Donner à relire"), Permission.EDIT_MESSAGES, frozenset({rules.DRAFT})),
    "send_back": (N_("Rendre à l'auteur"), Permission.APPROVE_MESSAGES, frozenset({rules.IN_REVIEW})),
    "approve": (N_("Valider"), Permission.APPROVE_MESSAGES, frozenset({rules.IN_REVIEW})),
    "publish": (N_("Mettre en ligne"), Permission.APPROVE_MESSAGES, frozenset({rules.APPROVED})),
    "withdraw": (N_("Retirer"), Permission.APPROVE_MESSAGES, frozenset(rules.STATES) - {rules.WITHDRAWN}),
}
"""What can be done to a version: its words, who may, in which states."""


def _message(ask: Ask) -> tuple[str, str]:
    """Topic and language of the address."""
    topic, locale = ask.path["topic"], ask.path["locale"]
    if topic not in faq() or locale not in LOCALES:
        raise NotFound("not_here")
    return topic, locale


def _detail(ask: Ask, name: str = "version") -> Detail:
    value = ask.path[name]
    if not value.isdecimal() or len(value) > 9:
        raise NotFound("not_here")
    return history.detail(ask.session, int(value))


def message(ask: Ask) -> Response:
    topic, locale = _message(ask)
    audience = audience_of(ask)
    return ask.render(
        "content/message.html",
        topic=topic,
        locale=locale,
        language=LOCALES[locale],
        audience=audience,
        audiences=AUDIENCES,
        versions=queries.versions(ask.session, topic, locale, audience),
        languages=LOCALES,
        may_approve=ask.may(Permission.APPROVE_MESSAGES),
    )


def version(ask: Ask) -> Response:
    found = _detail(ask)
    official = found.official
    before = [v for v in queries.versions(ask.session, official.topic, official.locale, official.audience) if v.version < official.version]
    return ask.render(
        "content/version.html",
        found=found,
        official=official,
        language=LOCALES[official.locale],
        audiences=AUDIENCES,
        # as it will be, once live
        previews=preview(ask.session, replace(official, draft=False), ask.today, CHANNELS),
        channels=CHANNEL_NAMES,
        steps=[(name, words) for name, (words, needs, states) in STEPS.items() if found.state in states and ask.may(needs)],
        before=before[0].id if before else None,
        french=None if official.locale == FRENCH else queries.in_locale(ask.session, official.topic, FRENCH, on=ask.today),
    )


def compare(ask: Ask) -> Response:
    after, before = _detail(ask), _detail(ask, "other")
    if (after.official.topic, after.official.locale) != (before.official.topic, before.official.locale):
        raise NotFound("not_here")
    fields = ("title", "text", "source", "source_date", "valid_from", "valid_to")
    pairs = [(name, str(getattr(before.official, name) or ""), str(getattr(after.official, name) or "")) for name in fields]
    return ask.render(
        "content/compare.html",
        before=before,
        after=after,
        changes=[(name, differences(old, new)) for name, old, new in pairs if old != new],
    )


def new(ask: Ask) -> Response:
    topic, locale = _message(ask)
    audience = audience_of(ask)
    versions = queries.versions(ask.session, topic, locale, audience)
    basis = queries.version(ask.session, versions[0].id) if versions else None
    shown = basis or queries.in_locale(ask.session, topic, locale, on=ask.today) or _french(ask.session, ask, topic)

    def keep(content: service.Text) -> int:
        made = service.create(ask.session, topic, locale, audience, content, ask.staff.name)
        ask.note("message.created", "official_message", str(made))
        return made

    return _form(ask, topic, locale, shown, None if basis is None else basis.recording, keep)


def edit(ask: Ask) -> Response:
    found = _detail(ask)
    official = found.official

    def keep(content: service.Text) -> int:
        service.edit(ask.session, official.id, content, ask.staff.name)
        ask.note("message.edited", "official_message", str(official.id))
        return official.id

    return _form(ask, official.topic, official.locale, official, official.recording, keep)


def _french(session: Session, ask: Ask, topic: str) -> Official | None:
    return queries.in_locale(session, topic, FRENCH, on=ask.today)


def _form(
    ask: Ask, topic: str, locale: str, shown: Official | None, recording: str | None, keep: Callable[[service.Text], int]
) -> Response:
    """The form, or what was typed kept: then the version's page."""
    french = _french(ask.session, ask, topic)
    context: dict[str, Any] = {
        "topic": topic, "locale": locale, "language": LOCALES[locale], "french": None if locale == FRENCH else french,
        "recording": recording, "facts": sorted(queries.facts(ask.session, ask.today).items()), "errors": {}, "values": values_of(shown),
    }  # fmt: skip
    if "csrf" not in ask.form:
        return ask.render("content/edit.html", **context)
    values = typed(ask)
    try:
        kept = None if recording is None else queries.recording(ask.session, recording)
        with ask.session.begin_nested():
            made = keep(read(ask, values, faq() | TASKS, locale, french, kept))
    except InvalidInput as error:
        return ask.render("content/edit.html", 422, **{**context, "values": values, "errors": _beside(ask, error)})
    return ask.to("content.version", version=str(made), say=N_("C'est enregistré."))


def _beside(ask: Ask, error: InvalidInput) -> dict[str, str]:
    if error.code == "bad_recording":
        return {"recording": problems.text(f"recording.{error.fields['problem']}", ask.locale)}
    if error.code == "bad_message_file":
        return {"text": problems.text("unknown_fact", ask.locale, key=error.fields["key"])}
    return problems.beside(error, ask.locale)


def step(ask: Ask) -> Response:
    found = _detail(ask)
    name, comment = ask.path["step"], ask.text("comment")
    if name not in STEPS or not ask.may(STEPS[name][1]):
        raise NotFound("not_here")
    number, actor = found.official.id, ask.staff.name
    if name == "approve":
        service.approve(ask.session, number, actor, comment, own=ask.settings.own_approval)
    else:
        getattr(service, name)(ask.session, number, actor, comment)
    ask.note(f"message.{name}", "official_message", str(number))
    return ask.to("content.version", version=str(number), say=N_("C'est fait."))


def roll_back(ask: Ask) -> Response:
    topic, locale = _message(ask)
    audience = ask.text("audience") or rules.CITIZEN
    try:
        service.roll_back(ask.session, topic, locale, audience, ask.staff.name, ask.text("comment"))
    except AssaError as error:
        raise NotFound("nothing_before") from error
    ask.note("message.roll_back", "official_message", None, topic=topic, locale=locale)
    return ask.to("content.message", topic=topic, locale=locale, say=N_("La version d'avant est de nouveau en ligne."))


def recording(ask: Ask) -> Response:
    content = queries.recording(ask.session, ask.path["digest"])
    if content is None:
        raise NotFound("not_here")
    return Response(content, media_type="audio/ogg", headers={"Cache-Control": "private, max-age=31536000, immutable"})


_EDIT, _APPROVE = Permission.EDIT_MESSAGES, Permission.APPROVE_MESSAGES
PAGES = (
    Page("content.message", "/content/{topic}/{locale}", message, _EDIT),
    Page("content.new", "/content/{topic}/{locale}/new", new, _EDIT, ("GET", "POST"), largest=MAX_BYTES + AROUND),
    Page("content.roll_back", "/content/{topic}/{locale}/rollback", roll_back, _APPROVE, ("POST",)),
    Page("content.version", "/content-versions/{version}", version, _EDIT),
    Page("content.edit", "/content-versions/{version}/edit", edit, _EDIT, ("GET", "POST"), largest=MAX_BYTES + AROUND),
    Page("content.compare", "/content-versions/{version}/compare/{other}", compare, _EDIT),
    Page("content.step", "/content-versions/{version}/step/{step}", step, _EDIT, ("POST",)),
    Page("content.recording", "/content-recordings/{digest}", recording, _EDIT),
)
