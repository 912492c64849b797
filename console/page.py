"""What a page is, and what its view is given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.datastructures import FormData, QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console import bodies, rendering
from core import audit
from core.accounts.queries import SignedIn
from core.errors import NotFound
from core.settings import Settings
from core.staff.queries import StaffView
from core.staff.roles import Permission

ROOT = "/console"


class Access(Enum):
    """Who may open a page that no permission is asked for."""

    ANYBODY = "anybody"
    """also who is not signed in"""
    HALF = "half"
    """who gave their password; the second factor may still be missing"""
    STAFF = "staff"
    """who is signed in wholly, whatever their role"""


Shown = Mapping[str, Any]


@dataclass(slots=True)
class Ask:
    """A request to a page. session: of the database; all of a request is one transaction, undone by an error that leaves the view.

    signed: None only on pages for anybody. path: what stands in the address. form: of a POST, its token already checked. csrf: for the
    forms of this answer. address: of the network, of who asks. flash: what the page before wants to be said. new_token: set by a view that
    begins a session, for the cookie; "" ends it.
    """

    session: Session
    settings: Settings
    page: "Page"
    signed: SignedIn | None
    path: Mapping[str, str]
    query: QueryParams
    form: FormData
    locale: str
    csrf: str
    address: str
    flash: Shown | None = None
    new_token: str | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def staff(self) -> StaffView:
        """Who asks; on pages that somebody is signed in for."""
        assert self.signed is not None
        return self.signed.staff

    def may(self, permission: Permission) -> bool:
        return self.signed is not None and self.signed.complete and self.staff.may(permission)

    @property
    def sees_names(self) -> bool:
        return self.may(Permission.SEE_PEOPLE)

    @property
    def actor(self) -> tuple[str, UUID]:
        """As the audit notes it."""
        return ("staff", self.staff.uuid)

    def text(self, name: str) -> str:
        """A field of the form, stripped; "" where there is none, or a file."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else ""

    def require(self, place: str | None) -> None:
        """Raises NotFound where a place is not of their area: that there is something is not told either."""
        if not self.staff.covers(place, self.today):
            raise NotFound("not_here")

    def note(self, action: str, kind: str, subject: str | None, **after: Any) -> None:
        """A row of the audit: a sensitive page was seen, an export made. No names in `after`."""
        audit.record(self.session, action, actor=self.actor, subject=(kind, subject), after=after or None)

    def url(self, name: str, **path: str) -> str:
        """The address of a page."""
        return address_of(name, **path)

    def menu(self) -> Sequence["Page"]:
        """The pages of the navigation that they may open."""
        return [page for page in _pages.values() if page.menu and not isinstance(page.needs, Access) and self.may(page.needs)]

    def render(self, template: str, status: int = 200, **context: Any) -> Response:
        """The page, with the shell around it."""
        return HTMLResponse(rendering.render(self, template, context), status_code=status)

    def to(self, name: str, *, say: str | None = None, query: Mapping[str, str] | None = None, **path: str) -> Response:
        """Go to another page, after a POST. say: a sentence (French, marked with N_) that is shown there, once."""
        answer = RedirectResponse(address_of(name, **path) + (f"?{urlencode(query)}" if query else ""), status_code=303)
        if say is not None:
            rendering.set_flash(answer, say)
        return answer


View = Callable[[Ask], Response]


@dataclass(frozen=True, slots=True)
class Page:
    """name: by which others link to it, `cases.list`. path: below `/console`, with `{case_id}`. needs: a permission, or an Access.

    menu: its name in the navigation (French, marked with N_); None: it is reached from others. largest: bytes of a request, more where a
    file comes with it.
    """

    name: str
    path: str
    view: View
    needs: Permission | Access
    methods: tuple[str, ...] = ("GET",)
    menu: str | None = None
    largest: int = bodies.PLAIN


_pages: dict[str, Page] = {}


def register(pages: tuple[Page, ...]) -> None:
    """Known by name from now on."""
    _pages.update({page.name: page for page in pages})


def address_of(name: str, **path: str) -> str:
    """The address of a page. Raises KeyError for an unknown name or a part of the path that is missing."""
    return ROOT + _pages[name].path.format(**path)
