"""The console as a server, and members of staff at their desks, signed in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from assa.web import create_app
from console import forgery
from console.app import COOKIE
from core.accounts import passwords, sessions
from core.accounts.guessing import login_key
from core.accounts.models import Account
from core.accounts.second_factor import is_needed
from core.database import Database
from core.facilities.service import import_seed
from core.settings import Settings
from core.staff import service
from core.staff.queries import StaffView
from core.staff.roles import Role
from tests.browsers import chromium
from tests.fakes.server import serve

PASSWORD = "trois petits caïmans"
_HASH = passwords.hashed(PASSWORD)


@dataclass
class Desk:
    """Somebody at a browser. token: of their session."""

    client: httpx.Client
    staff: StaffView
    token: str

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.client.get(f"/console{path}", params=query or None)

    def post(self, path: str, **form: object) -> httpx.Response:
        return self.client.post(f"/console{path}", data={"csrf": forgery.made_for(self.token), **form})


def put_account(database: Database, role: Role, area: str | None, facility: str | None = None) -> tuple[StaffView, str]:
    """A member of staff with an account and a session that is complete."""
    at = datetime.now(UTC)
    with database.transaction() as session:
        staff = service.invite(session, f"Awa {role.value}", role, area=area, facility=facility).staff
        login = f"awa-{staff.id}"
        account = Account(staff_id=staff.id, login=login, login_index=login_key(login), password_hash=_HASH)
        if is_needed(role):
            account.totp_secret, account.second_factor_at = "JBSWY3DPEHPK3PXP", at
        session.add(account)
        session.flush()
        return staff, sessions.begin(session, staff.id, at, second_factor=True)


@pytest.fixture(scope="session")
def console_url(settings: Settings) -> Iterator[str]:
    """The web process, over the tests' database."""
    with serve(create_app(settings)) as url:
        yield url


@pytest.fixture
def world(database: Database) -> Database:
    """The database with the facilities that staff work at."""
    with database.transaction() as session:
        import_seed(session)
    return database


@pytest.fixture
def visitor(console_url: str, world: Database) -> Iterator[httpx.Client]:
    """A browser of nobody."""
    with httpx.Client(base_url=console_url, timeout=20) as client:
        yield client


@pytest.fixture
def desk(console_url: str, world: Database) -> Iterator[Callable[..., Desk]]:
    """`desk(Role.DISTRICT, "ML-SIKASSO")`: somebody of that role and area, signed in. Agents and in-charges work at CSCOM-BANCONI."""
    clients: list[httpx.Client] = []

    def sit(role: Role, area: str | None = None) -> Desk:
        at_centre = role in (Role.AGENT, Role.IN_CHARGE)
        staff, token = put_account(world, role, area, "CSCOM-BANCONI" if at_centre else None)
        client = httpx.Client(base_url=console_url, timeout=20, cookies={COOKIE: token})
        clients.append(client)
        return Desk(client, staff, token)

    yield sit
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def sit(browser: Browser, console_url: str, world) -> Iterator[Callable[..., Page]]:
    """`sit(Role.DISTRICT, "ML-BKO", width=360)`: a page of somebody signed in; `sit(None)`: of nobody.

    What the browser complains of (errors of scripts, the policy, what is not found), and what it fetches elsewhere, fails.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_at(role: Role | None, area: str | None = None, width: int = 1440) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, base_url=console_url, locale="fr-FR")
        contexts.append(context)
        if role is not None:
            at_centre = role in (Role.AGENT, Role.IN_CHARGE)
            _, token = put_account(world, role, area, "CSCOM-BANCONI" if at_centre else None)
            context.add_cookies([{"name": COOKIE, "value": token, "url": f"{console_url}/console/"}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: None if request.url.startswith((console_url, "data:")) else faults.append(request.url))
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert faults == []
