"""The report by mail: to whom, for which period, once, and what happens when the server is away or says no."""

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from structlog.testing import capture_logs

from assa import job_queue
from assa.cli import main
from core.errors import Conflict, InvalidInput, NotFound
from core.jobs import PERIODIC, name_of
from tests.fakes.mail_server import mail_server
from tests.usage.reference import country
from tests.usage.test_reference import loaded
from usage.mailing import jobs, service

ACTOR = ("staff", "1")
TUESDAY = datetime(2020, 7, 7, 5, 25, tzinfo=UTC)


@pytest.fixture
def server(monkeypatch):
    with mail_server() as server:
        monkeypatch.setenv("ASSA_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("ASSA_SMTP_PORT", str(server.port))
        monkeypatch.setenv("ASSA_SMTP_SECURITY", "none")
        yield server


def subscribe(database, *wanted):
    with database.transaction() as session:
        return [service.subscribe(session, address, every, ACTOR) for address, every in wanted]


async def morning(database, now=TUESDAY):
    await database.run(jobs.send_due, now=now)
    async with job_queue.opened(database) as queue:
        await job_queue.work(queue, until_empty=True)


@pytest.mark.parametrize(
    ("every", "on", "period"),
    [
        ("week", date(2020, 7, 6), (date(2020, 6, 22), date(2020, 6, 28))),  # Sunday may still change
        ("week", date(2020, 7, 7), (date(2020, 6, 29), date(2020, 7, 5))),
        ("week", date(2020, 7, 12), (date(2020, 6, 29), date(2020, 7, 5))),
        ("month", date(2020, 7, 1), (date(2020, 5, 1), date(2020, 5, 31))),
        ("month", date(2020, 7, 2), (date(2020, 6, 1), date(2020, 6, 30))),
        ("month", date(2021, 1, 31), (date(2020, 12, 1), date(2020, 12, 31))),
    ],
)
def test_the_last_period_whose_figures_stand(every, on, period):
    assert service.last_period(every, on) == period


async def test_each_address_gets_each_period_once(database, async_database, server):
    with database.transaction() as session:
        loaded(session, country(seed=4, people=200, linked=0))
    subscribe(database, ("sante@example.org", "week"), ("district@example.org", "month"))
    await morning(async_database)
    await morning(async_database)
    await morning(async_database, TUESDAY + timedelta(days=1))
    assert sorted(letter["To"] for letter in server.letters) == ["district@example.org", "sante@example.org"]
    weekly = next(letter for letter in server.letters if letter["To"] == "sante@example.org")
    assert weekly["Subject"] == "ASSA : utilisation du 29/06/2020 au 05/07/2020"
    pdf, table = weekly.iter_attachments()
    assert pdf.get_content().startswith(b"%PDF-")
    lines = table.get_payload(decode=True).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("from,to,channel,people")
    assert {line.split(",")[2] for line in lines[1:]} <= {"telegram", "whatsapp", "webchat"}
    assert len(lines) > 7
    await morning(async_database, TUESDAY + timedelta(weeks=1))
    assert len(server.letters) == 3
    with database.transaction() as session:
        assert [(each.last_sent, each.failure) for each in service.subscribers(session)] == [
            (date(2020, 7, 12), None),
            (date(2020, 6, 30), None),
        ]


async def test_a_server_that_is_away_is_tried_again_and_the_log_says_no_address(database, async_database, server):
    subscribe(database, ("sante@example.org", "week"))
    server.refuse = "451 later sante@example.org"
    with capture_logs() as logs:
        await morning(async_database)
    assert [(each["why"], each["status"]) for each in logs if each["event"] == "mailing.failed"] == [("mail.address_refused", 451)]
    assert "sante" not in str(logs)
    with database.transaction() as session:
        assert service.subscribers(session)[0].failure == "mail.address_refused"
        waiting = session.execute(text("SELECT status::text, scheduled_at > now() AS later FROM procrastinate_jobs")).all()
        assert waiting == [("todo", True)]
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    server.refuse = None
    await morning(async_database)
    assert len(server.letters) == 1
    with database.transaction() as session:
        assert service.subscribers(session)[0].failure is None


async def test_an_address_that_is_refused_for_good_is_not_tried_again(database, async_database, server):
    subscribe(database, ("gone@example.org", "week"))
    server.refuse = "550 unknown"
    await morning(async_database)
    with database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
        assert service.subscribers(session)[0].failure == "mail.address_refused"


async def test_who_left_the_list_meanwhile_gets_nothing(database, async_database, server):
    (number,) = subscribe(database, ("sante@example.org", "week"))
    await async_database.run(jobs.send_due, now=TUESDAY)
    with database.transaction() as session:
        service.unsubscribe(session, number, ACTOR)
    await morning(async_database)
    assert server.letters == []
    with database.transaction() as session:
        assert service.subscribers(session) == []


async def test_without_a_server_nothing_is_due(database, async_database, monkeypatch):
    monkeypatch.delenv("ASSA_SMTP_HOST", raising=False)
    subscribe(database, ("sante@example.org", "week"))
    await async_database.run(jobs.send_due, now=TUESDAY)
    with database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM usage_delivery")) == 0


def test_the_list_takes_addresses_once_and_lets_them_go(database):
    (number,) = subscribe(database, ("sante@example.org", "week"))
    with database.transaction() as session:
        with pytest.raises(Conflict):
            service.subscribe(session, "Sante@example.org", "week", ACTOR)
        with pytest.raises(InvalidInput, match="every"):
            service.subscribe(session, "sante@example.org", "year", ACTOR)
        with pytest.raises(NotFound):
            service.unsubscribe(session, number + 1, ACTOR)
        stored = session.execute(text("SELECT address FROM usage_subscription")).scalar_one()
        assert b"sante" not in bytes(stored)
        actions = session.scalars(text("SELECT action FROM audit_entry")).all()
        assert actions == ["mailing.subscribed"]


def test_the_list_from_the_command_line(database, settings, monkeypatch):
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSA_SECRET_KEY", "a key for tests")

    def command(*arguments):
        done = CliRunner().invoke(main, ["reports", *arguments])
        return done.exit_code, done.output.strip()

    assert command("add", "sante@example.org", "--every", "month") == (0, "1")
    assert command("add", "sante@example.org", "--every", "month") == (1, "Error: mailing.there")
    assert command("list") == (0, "1  sante@example.org  month  -  -")
    assert command("remove", "1") == (0, "")
    assert command("remove", "1") == (1, "Error: mailing.unknown")


def test_it_runs_each_morning():
    assert PERIODIC[name_of(jobs.send_due)].cron == "25 5 * * *"
