"""The console as routes of the web process: who asks, may they, is the form theirs; then the view, in one transaction."""

import secrets

import structlog
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from console import bodies, files, forgery, problems, rendering
from console.page import ROOT, Access, Ask, Page, register
from console.subjects import PAGES
from core.accounts import queries as accounts
from core.database import Database
from core.errors import AssaError, NotAllowed, NotFound
from core.i18n import CONSOLE_LOCALES, SOURCE
from core.settings import Settings

log = structlog.get_logger()
COOKIE = "assa_console"
LANGUAGE = "assa_console_lang"
MOST_FIELDS, MOST_FILES = 2_000, 4
LARGEST_FIELD = 1024 * 1024


class Endpoint:
    """A page as Starlette calls it. Views run in threads: a slow one holds up nobody's chat."""

    def __init__(self, page: Page, settings: Settings, database: Database) -> None:
        self.page, self.settings, self.database = page, settings, database

    async def respond(self, request: Request) -> Response:
        try:
            whole = bodies.bounded(request, self.page.largest)
            async with whole.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD) as form:
                return await run_in_threadpool(self._respond, request, form)
        except bodies.TooLarge as error:
            await bodies.drain(request)
            return await run_in_threadpool(self._refuse, request, error)

    def _refuse(self, request: Request, error: AssaError) -> Response:
        """A page about what was not read."""
        token = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
        with self.database.transaction() as session:
            ask = self._ask(session, request, FormData(), token)
            answer = problems.page(ask, error)
        self._finish(ask, request, answer, token)
        return answer

    def _respond(self, request: Request, form: FormData) -> Response:
        token = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
        try:
            with self.database.transaction() as session:
                ask = self._ask(session, request, form, token)
                self._check(ask, request, token)
                answer = self._elsewhere(ask, request) or self.page.view(ask)
        except AssaError as error:
            # what the view did is undone; the page about it needs nothing but the transaction for who asks
            with self.database.transaction() as session:
                ask = self._ask(session, request, form, token)
                answer = problems.page(ask, error)
        self._finish(ask, request, answer, token)
        return answer

    def _ask(self, session: Session, request: Request, form: FormData, token: str) -> Ask:
        ask = Ask(
            session=session,
            settings=self.settings,
            page=self.page,
            signed=None,
            path=request.path_params,
            query=request.query_params,
            form=form,
            locale=request.query_params.get("lang") or request.cookies.get(LANGUAGE) or SOURCE,
            csrf=forgery.made_for(token),
            address=request.client.host if request.client else "",
            flash=rendering.read_flash(request),
        )
        ask.signed = accounts.find(session, token, ask.now)
        if ask.signed is not None and ask.signed.locale is not None:
            ask.locale = ask.signed.locale
        if ask.locale not in CONSOLE_LOCALES:
            ask.locale = SOURCE
        return ask

    def _check(self, ask: Ask, request: Request, token: str) -> None:
        if request.method == "POST" and not forgery.is_own(request, ask.form, token):
            log.warning("console.form_refused", page=self.page.name)
            raise NotAllowed("console.stale_form")

    def _elsewhere(self, ask: Ask, request: Request) -> Response | None:
        """Where who may not open it yet has to go first. Raises NotAllowed for who never may."""
        needs = self.page.needs
        if needs is Access.ANYBODY:
            return None
        if ask.signed is None:
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return ask.to("sign-in", query={"next": here} if request.method == "GET" else None)
        if needs is Access.HALF:
            return None
        if not ask.signed.complete:
            return ask.to("second-factor")
        if not isinstance(needs, Access) and not ask.may(needs):
            raise NotAllowed("not_allowed")
        return None

    def _finish(self, ask: Ask, request: Request, answer: Response, token: str) -> None:
        if ask.new_token is not None:
            token = ask.new_token or secrets.token_urlsafe(32)
        if token != request.cookies.get(COOKIE):
            # nobody's, until somebody signs in: what forms are known by. Not for scripts, nor for other sites
            answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=request.url.scheme == "https", path=ROOT)
        if "lang" in request.query_params:
            answer.set_cookie(LANGUAGE, ask.locale, max_age=31_536_000, httponly=True, samesite="lax", path=ROOT)
        if ask.flash is not None and answer.status_code == 200:
            answer.delete_cookie(rendering.FLASH, path=ROOT)
        answer.headers.setdefault("Cache-Control", "no-store")
        # with `no-referrer`, browsers say of our own forms that they come from nowhere
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Content-Language"] = ask.locale


def _nowhere(ask: Ask) -> Response:
    raise NotFound("not_here")


def routes(settings: Settings, database: Database) -> list[Mount]:
    """All pages of all subjects below `/console/`, and their files."""
    register(PAGES)
    nowhere = Endpoint(Page("nowhere", "/{path:path}", _nowhere, Access.ANYBODY), settings, database).respond
    pages = [Route(page.path, Endpoint(page, settings, database).respond, methods=list(page.methods), name=page.name) for page in PAGES]
    zipped = [Middleware(GZipMiddleware, minimum_size=500)]
    return [
        Mount(ROOT, routes=[Route("/static/{version}/{name}", files.static), *pages, Route("/{path:path}", nowhere)], middleware=zipped)
    ]
