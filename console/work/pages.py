"""Long work: what one asked for, how far it is, its file; and the forms that ask for lists and bring them in."""

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from console import problems
from console.bodies import AROUND
from console.page import Ask, Page
from contact_tracing.exports import work as line_lists
from contact_tracing.imports import work as imports
from core.errors import AssaError, NotFound
from core.i18n import N_
from core.longwork import queries, service
from core.longwork.models import OPEN
from core.staff.roles import Permission
from usage import work as statistics

LISTS = tuple(imports.LISTS)
KINDS = (line_lists.NAME, imports.NAME, statistics.NAME)
"""Named here, so that the pages know them as the worker does."""


def mine(ask: Ask, status: int = 200, error: str | None = None) -> Response:
    found = queries.mine(ask.session, ask.staff)
    return ask.render(
        "work/mine.html",
        status,
        found=found,
        open=any(each.state in OPEN for each in found),
        error=error,
        lists=LISTS,
        formats=list(line_lists.FORMATS),
        may_import=imports.may(ask.staff),
        failed=lambda code: problems.text(code, ask.locale),
    )


def ask_for_list(ask: Ask) -> Response:
    wish: dict[str, Any] = {name: ask.text(name) for name in ("list", "format", "first", "last")} | {"names": bool(ask.text("names"))}
    return _start(ask, line_lists.NAME, wish, None)


def bring_list(ask: Ask) -> Response:
    upload = ask.form.get("file")
    given = None
    if isinstance(upload, UploadFile) and upload.filename:
        given = service.Given(upload.filename, upload.file.read(service.LARGEST_GIVEN + 1))
    return _start(ask, imports.NAME, {"list": ask.text("list"), "trial": bool(ask.text("trial"))}, given)


def _start(ask: Ask, kind: str, wish: dict[str, Any], given: service.Given | None) -> Response:
    try:
        service.start(ask.session, kind, wish, ask.staff, ask.now, given)
    except AssaError as error:
        return mine(ask, 422, problems.text(error.code, ask.locale, **error.fields))
    return ask.to("work", say=N_("C'est en route : suivez-le ici."))


def cancel(ask: Ask) -> Response:
    service.cancel(ask.session, _number(ask), ask.staff, ask.now)
    return ask.to("work", say=N_("C'est annulé : il n'en reste rien."))


def file(ask: Ask) -> Response:
    number = _number(ask)
    found = service.fetch(ask.session, number, ask.staff, ask.now)
    return StreamingResponse(
        _pieces(ask.session.get_bind(), number),
        media_type=found.media_type,
        headers={"Content-Disposition": f'attachment; filename="{found.name}"'},
    )


def _pieces(bind: Engine | Connection, number: uuid.UUID) -> Iterator[bytes]:
    """Read while it is sent: the page's own transaction is over by then."""
    with Session(bind) as session:
        yield from service.content(session, number)


def _number(ask: Ask) -> uuid.UUID:
    try:
        return uuid.UUID(ask.path["work"])
    except ValueError as error:
        raise NotFound("longwork.unknown") from error


PAGES = (
    Page("work", "/work", mine, Permission.SEE_FIGURES, menu=N_("Fichiers")),
    Page("work.list", "/work/list", ask_for_list, Permission.EXPORT, ("POST",)),
    Page("work.import", "/work/import", bring_list, Permission.EXPORT, ("POST",), largest=service.LARGEST_GIVEN + AROUND),
    Page("work.cancel", "/work/{work}/cancel", cancel, Permission.SEE_FIGURES, ("POST",)),
    Page("work.file", "/work/{work}/file", file, Permission.SEE_FIGURES),
)
