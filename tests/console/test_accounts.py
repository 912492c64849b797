"""Invitation, second factor, signing in and out, recovery, guessing: as a browser does it."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select, text, update

from console.app import COOKIE
from core import audit
from core.accounts import guessing
from core.accounts.models import AccountSession, SignInTry
from core.accounts.service import first_administrator
from core.staff import service
from core.staff.roles import Role
from tests.console.conftest import PASSWORD


def csrf(answer):
    return re.search(r'name="csrf" value="([^"]+)"', answer.text)[1]


def send(client, path, **form):
    """Open a page with a form, fill it in, send it."""
    return client.post(path, data={"csrf": csrf(client.get(path)), **form})


def invited(world, role=Role.DISTRICT, area="ML-BKO"):
    with world.transaction() as session:
        return service.invite(session, "Awa Traoré", role, area=area)


def opened(visitor, code, login="awa", password=PASSWORD):
    return send(visitor, "/console/invitation", code=code, login=login, password=password, again=password)


def test_the_first_administrator_comes_by_a_link_until_there_is_one(visitor, world):
    with world.transaction() as session:
        first = first_administrator(session).code
        again = first_administrator(session).code
    assert "n'est pas valable" in opened(visitor, first, "admin").text.replace("&#39;", "'")
    assert opened(visitor, again, "admin").headers["location"] == "/console/"
    with world.transaction() as session:
        assert first_administrator(session) is None


def test_an_invitation_a_second_factor_and_in(visitor, world):
    made = invited(world)
    assert opened(visitor, made.code).status_code == 303
    assert visitor.get("/console/account").headers["location"] == "/console/second-factor"
    shown = visitor.get("/console/second-factor")
    secret = re.search(r'class="secret">(\w+)<', shown.text)[1]
    assert "<svg" in shown.text
    wrong = send(visitor, "/console/second-factor", code="000000")
    assert (wrong.status_code, visitor.get("/console/account").status_code) == (403, 303)
    before = visitor.cookies[COOKIE]
    code = pyotp.TOTP(secret).now()
    assert send(visitor, "/console/second-factor", code=code).headers["location"] == "/console/"
    assert visitor.cookies[COOKIE] != before
    assert "Awa Traoré" in visitor.get("/console/").text

    assert send(visitor, "/console/account", everywhere="").status_code == 405
    assert visitor.post("/console/sign-out", data={"csrf": csrf(visitor.get("/console/account"))}).status_code == 303
    assert visitor.get("/console/").status_code == 303
    assert send(visitor, "/console/sign-in", login="AWA ", password=PASSWORD).headers["location"] == "/console/"
    # each code is good once
    assert send(visitor, "/console/second-factor", code=code).status_code == 403
    later = pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=1)
    assert send(visitor, "/console/second-factor", code=later).status_code == 303
    assert visitor.get("/console/account").status_code == 200
    with world.transaction() as session:
        deeds = set(session.scalars(select(audit.AuditEntry.action)))
        stored = str(session.execute(text("SELECT * FROM account")).all())
    assert {"account.opened", "account.second_factor_set", "account.signed_in", "account.second_factor_given"} <= deeds
    assert "account.second_factor_refused" in deeds
    for secret_thing in (PASSWORD, secret, "awa"):
        assert secret_thing not in stored


def test_a_code_makes_one_account_only_and_recovers_it_with_another(visitor, world):
    made = invited(world, Role.EDITOR, None)
    opened(visitor, made.code)
    assert visitor.get("/console/").status_code == 200
    assert opened(visitor, made.code).status_code == 422
    with world.transaction() as session:
        code = service.new_code(session, made.staff).code
    other = {
        "csrf": csrf(visitor.get("/console/invitation")),
        "code": code,
        "login": "awa",
        "password": "un autre secret",
        "again": "un autre secret",
    }
    assert visitor.post("/console/invitation", data=other).status_code == 303
    with world.transaction() as session:
        # the session from before the recovery is over
        assert len(session.scalars(select(AccountSession)).all()) == 1


@pytest.mark.parametrize(
    ("login", "password", "again", "words"),
    [
        ("ab", PASSWORD, PASSWORD, "Au moins 3 caractères"),
        ("awa", "court", "court", "Trop court"),
        ("awa", "azerty123456", "azerty123456", "Trop facile"),
        ("awa", PASSWORD, "autre chose", "pas pareils"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_code_stays_good(visitor, world, login, password, again, words):
    made = invited(world)
    answer = send(visitor, "/console/invitation", code=made.code, login=login, password=password, again=again)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert f'value="{password}"' not in answer.text
    assert opened(visitor, made.code).status_code == 303


def test_a_login_of_another_is_refused_and_the_code_stays_good(visitor, world):
    opened(visitor, invited(world).code)
    second = invited(world)
    assert "déjà pris" in opened(visitor, second.code, "Awa").text
    assert opened(visitor, second.code, "awa2").status_code == 303


def test_guessing_is_slowed_down_the_same_for_accounts_that_are_none(visitor, world):
    opened(visitor, invited(world, Role.EDITOR, None).code)
    visitor.cookies.clear()
    for login in ("awa", "nobody"):
        answers = [send(visitor, "/console/sign-in", login=login, password="wrong") for _ in range(guessing.FREE_LOGIN + 1)]
        assert [answer.status_code for answer in answers] == [403] * guessing.FREE_LOGIN + [429], login
        assert "incorrect" in answers[0].text
    # the right one neither, while one waits
    assert send(visitor, "/console/sign-in", login="awa", password=PASSWORD).status_code == 429
    with world.transaction() as session:
        session.execute(update(SignInTry).values(at=SignInTry.at - timedelta(minutes=1)))
    assert send(visitor, "/console/sign-in", login="awa", password=PASSWORD).status_code == 303


def test_waiting_grows_and_ends():
    waits = [guessing.wait_after(failures, 5).total_seconds() for failures in range(4, 16)]
    assert waits[:4] == [0, 30, 60, 120]
    assert waits[-1] == guessing.LONGEST_WAIT.total_seconds()


def test_one_address_that_tries_many_accounts_waits_too(visitor, world):
    with world.transaction() as session:
        session.add_all(
            SignInTry(login_index=str(number), address_index=guessing.address_key("127.0.0.1")) for number in range(guessing.FREE_ADDRESS)
        )
    assert send(visitor, "/console/sign-in", login="somebody", password="wrong").status_code == 429


@pytest.mark.parametrize(("column", "age"), [("seen_at", timedelta(minutes=31)), ("created_at", timedelta(hours=13))])
def test_a_session_ends_by_itself(desk, world, column, age):
    at = desk(Role.NATIONAL)
    assert at.get("/account").status_code == 200
    with world.transaction() as session:
        session.execute(update(AccountSession).values({column: datetime.now(UTC) - age}))
    assert at.get("/account").status_code == 303


def test_who_is_revoked_is_out_at_once(desk, world):
    admin, other = desk(Role.ADMINISTRATOR), desk(Role.EDITOR)
    assert admin.post(f"/team/{other.staff.uuid}/revoke").status_code == 303
    assert other.get("/").status_code == 303


def test_signing_out_everywhere_ends_the_other_browsers(desk, world):
    at = desk(Role.EDITOR)
    with world.transaction() as session:
        session.add(AccountSession(token_hash="another", staff_id=at.staff.id, second_factor=True))
    assert at.get("/account").text.count("depuis") == 2
    assert at.post("/sign-out", everywhere="1").status_code == 303
    with world.transaction() as session:
        assert session.scalars(select(AccountSession)).all() == []


def test_a_new_password_ends_the_other_browsers_and_needs_the_old_one(desk, world):
    at = desk(Role.EDITOR)
    with world.transaction() as session:
        session.add(AccountSession(token_hash="another", staff_id=at.staff.id, second_factor=True))
    new = "quatre grands lamantins"
    assert at.post("/account/password", old="wrong", password=new, again=new).status_code == 403
    assert at.post("/account/password", old=PASSWORD, password="court", again="court").status_code == 422
    assert at.post("/account/password", old=PASSWORD, password=new, again=new).status_code == 303
    with world.transaction() as session:
        assert len(session.scalars(select(AccountSession)).all()) == 1


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/console/", "//evil.example/console/", "/chat", "/console/\\evil", "javascript:x"]
)
def test_after_signing_in_one_stays_on_our_pages(visitor, world, elsewhere):
    opened(visitor, invited(world, Role.EDITOR, None).code)
    visitor.cookies.clear()
    form = {"csrf": csrf(visitor.get("/console/sign-in")), "login": "awa", "password": PASSWORD}
    answer = visitor.post("/console/sign-in", params={"next": elsewhere}, data=form)
    assert answer.headers["location"] == "/console/"


def test_the_cookie_is_for_nobody_else(visitor):
    header = visitor.get("/console/sign-in").headers["set-cookie"].lower()
    assert "httponly" in header
    assert "samesite=lax" in header
    assert "path=/console" in header
    assert "secure" not in header
    visitor.cookies.clear()
    assert "secure" in visitor.get("/console/sign-in", headers={"X-Forwarded-Proto": "https"}).headers["set-cookie"].lower()


def test_the_language_is_chosen_before_and_after_signing_in(visitor, desk):
    assert "Sign in" in visitor.get("/console/sign-in", params={"lang": "en"}).text
    assert 'lang="en"' in visitor.get("/console/sign-in").text
    assert 'lang="fr"' in visitor.get("/console/sign-in", params={"lang": "xx"}).text
    at = desk(Role.EDITOR)
    at.post("/account/language", locale="bm")
    assert 'lang="bm"' in at.get("/").text
