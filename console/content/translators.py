"""Catalogs for translators, out and back."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from console.bodies import AROUND
from console.content.overview import topics
from console.page import Ask, Page
from core.errors import NotFound
from core.i18n import LOCALES, LOCALES_DIR, N_, SOURCE
from core.staff.roles import Permission
from messages.errors import BadEntry, BadTranslation
from messages.translation import MAX_BYTES, as_catalog, take_catalog

TRANSLATED = {locale: name for locale, name in LOCALES.items() if locale != SOURCE}
ENTRY_PROBLEMS = {
    "not_a_catalog": N_("ce n'est pas un catalogue PO"),
    "too_large": N_("le fichier est trop grand"),
    "unknown_context": N_("ce sujet n'existe pas"),
    "french_changed": N_("le français a changé depuis : prenez un nouveau catalogue"),
    "placeholders": N_("les mots entre accolades ne sont pas les mêmes"),
    "too_long": N_("le titre est trop long"),
}


def translators(ask: Ask, bad: tuple[BadEntry, ...] = (), drafts: tuple[str, ...] | None = None, unchanged: int = 0) -> Response:
    return ask.render(
        "content/translators.html",
        422 if bad else 200,
        languages=TRANSLATED,
        bad=bad,
        words=ENTRY_PROBLEMS,
        drafts=drafts,
        unchanged=unchanged,
    )


def catalog(ask: Ask) -> Response:
    """`messages` of the live store, or the catalog of the interface's strings as it stands in the project."""
    locale, kind = ask.path["locale"], ask.path["kind"]
    if locale not in TRANSLATED or kind not in ("messages", "interface"):
        raise NotFound("not_here")
    if kind == "messages":
        content = as_catalog(ask.session, topics(), locale, ask.today)
    else:
        content = (LOCALES_DIR / locale / "LC_MESSAGES" / "messages.po").read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="assa-{kind}-{locale}.po"'}
    return Response(content, media_type="text/x-gettext-translation", headers=headers)


def take(ask: Ask) -> Response:
    locale, file = ask.text("locale"), ask.form.get("file")
    if locale not in TRANSLATED:
        raise NotFound("not_here")
    content = file.file.read(MAX_BYTES + 1) if isinstance(file, UploadFile) else b""
    try:
        with ask.session.begin_nested():
            done = take_catalog(ask.session, content, locale, ask.staff.name, ask.today)
    except BadTranslation as error:
        return translators(ask, tuple(error.entries))
    ask.note("message.translated", "official_message", None, locale=locale, drafts=len(done.drafts))
    return translators(ask, drafts=done.drafts, unchanged=done.unchanged)


_EDIT = Permission.EDIT_MESSAGES
PAGES = (
    Page("translators", "/translators", translators, _EDIT, menu=N_("Traductions")),
    Page("translators.take", "/translators/take", take, _EDIT, ("POST",), largest=MAX_BYTES + AROUND),
    Page("translators.catalog", "/translators/{kind}/{locale}.po", catalog, _EDIT),
)
