"""Signing in and out, invitations, the second factor, one's own account."""

from urllib.parse import urlsplit

import segno
from starlette.responses import RedirectResponse, Response

from console import problems
from console.page import ROOT, Access, Ask, Page
from core.accounts import queries, service
from core.errors import AssaError, Conflict, InvalidInput, NotAllowed, NotFound
from core.i18n import CONSOLE_LOCALES, N_, _


def _next(ask: Ask) -> str:
    """Where they wanted to go: a page of ours, whatever the address says."""
    wanted = ask.query.get("next", "")
    parts = urlsplit(wanted)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(f"{ROOT}/") and "\\" not in wanted
    return wanted if is_ours else ask.url("home")


def _words(ask: Ask, error: AssaError) -> str:
    return problems.text(error.code, ask.locale, **error.fields)


def sign_in(ask: Ask) -> Response:
    """Login and password. A try that failed is kept: the error does not leave the view."""
    if not ask.form:
        return ask.render("accounts/sign_in.html", login="", problem=None)
    login = ask.text("login")
    try:
        opened = service.sign_in(ask.session, login, str(ask.form.get("password", "")), ask.address, ask.now)
    except NotAllowed as error:
        return ask.render("accounts/sign_in.html", 429 if error.code == "accounts.wait" else 403, login=login, problem=_words(ask, error))
    ask.new_token = opened.token
    return RedirectResponse(_next(ask), status_code=303)


def invitation(ask: Ask) -> Response:
    """A one-time code becomes an account, or gives one back to who lost their password or telephone."""
    given = {"code": ask.text("code") or ask.query.get("code", ""), "login": ask.text("login")}
    if not ask.form:
        return ask.render("accounts/invitation.html", values=given, errors={})
    password = str(ask.form.get("password", ""))
    try:
        if password != ask.form.get("again"):
            raise InvalidInput(again="not_the_same")
        opened = service.open_account(ask.session, given["code"], given["login"], password, ask.address, ask.now)
    except InvalidInput as error:
        return ask.render("accounts/invitation.html", 422, values=given, errors=problems.beside(error, ask.locale))
    except (NotFound, NotAllowed, Conflict) as error:
        field = "login" if error.code == "accounts.login_taken" else "code"
        return ask.render("accounts/invitation.html", 422, values=given, errors={field: _words(ask, error)})
    ask.new_token = opened.token
    return ask.to("home", say=N_("Votre compte est ouvert."))


def second_factor(ask: Ask) -> Response:
    """Asked for after the password; set up at the first time, by a picture."""
    assert ask.signed is not None
    if ask.signed.complete and ask.signed.has_second_factor:
        return ask.to("home")
    problem, status = None, 200
    if ask.form:
        give = service.give_second_factor if ask.signed.has_second_factor else service.confirm_second_factor
        try:
            ask.new_token = give(ask.session, ask.signed, ask.text("code"), ask.address, ask.now)
        except NotAllowed as error:
            problem, status = _words(ask, error), 429 if error.code == "accounts.wait" else 403
        else:
            return ask.to("home")
    if ask.signed.has_second_factor:
        return ask.render("accounts/second_factor.html", status, problem=problem)
    address = service.new_second_factor(ask.session, ask.signed)
    picture = segno.make(address, error="m").svg_inline(scale=5, border=2, svgclass="qr", lineclass=None, omitsize=False)
    secret = address.partition("secret=")[2].partition("&")[0]
    return ask.render("accounts/second_factor_new.html", status, problem=problem, picture=picture, secret=secret)


def sign_out(ask: Ask) -> Response:
    assert ask.signed is not None
    if ask.text("everywhere"):
        service.end_all(ask.session, ask.staff.id)
    else:
        service.end(ask.session, ask.signed.id)
    ask.new_token = ""
    return ask.to("sign-in", say=N_("Vous êtes déconnecté."))


def _own(ask: Ask, errors: dict[str, str], status: int = 200) -> Response:
    browsers = queries.browsers(ask.session, ask.staff.id, ask.now)
    return ask.render("accounts/own.html", status, login=queries.login_of(ask.session, ask.staff.id), browsers=browsers, errors=errors)


def own(ask: Ask) -> Response:
    return _own(ask, {})


def password(ask: Ask) -> Response:
    assert ask.signed is not None
    new = str(ask.form.get("password", ""))
    try:
        if new != ask.form.get("again"):
            raise InvalidInput(again="not_the_same")
        service.change_password(ask.session, ask.signed, str(ask.form.get("old", "")), new, ask.address, ask.now)
    except InvalidInput as error:
        return _own(ask, problems.beside(error, ask.locale), 422)
    except NotAllowed as error:
        words = _("Ce n'est pas votre mot de passe.", ask.locale) if error.code == "accounts.bad_sign_in" else _words(ask, error)
        return _own(ask, {"old": words}, 403)
    return ask.to("account", say=N_("Mot de passe changé. Les autres navigateurs sont déconnectés."))


def language(ask: Ask) -> Response:
    assert ask.signed is not None
    if ask.text("locale") in CONSOLE_LOCALES:
        service.choose_language(ask.session, ask.signed, ask.text("locale"))
    return ask.to("account")


PAGES = (
    Page("sign-in", "/sign-in", sign_in, Access.ANYBODY, ("GET", "POST")),
    Page("invitation", "/invitation", invitation, Access.ANYBODY, ("GET", "POST")),
    Page("second-factor", "/second-factor", second_factor, Access.HALF, ("GET", "POST")),
    Page("sign-out", "/sign-out", sign_out, Access.HALF, ("POST",)),
    Page("account", "/account", own, Access.STAFF),
    Page("account.password", "/account/password", password, Access.STAFF, ("POST",)),
    Page("account.language", "/account/language", language, Access.STAFF, ("POST",)),
)
