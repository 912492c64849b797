"""Long work from asking to the file's end: on a real queue, in a thread, with what may go wrong."""

import asyncio
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import text

from assa import job_queue
from contact_tracing.contacts.models import Contact
from core import audit, progress
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from core.longwork import expiry, files, queries, run, service
from core.longwork.errors import Interrupted
from core.longwork.kinds import KINDS, Kind, Result
from core.longwork.models import State
from core.staff.queries import StaffView
from core.staff.roles import Permission, Role
from tests.usage.reference import country
from tests.usage.test_reference import loaded
from usage import exports
from usage.queries import statistics
from usage.service import today
from usage.wish import Wish

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
STATISTICS = {"first": "2020-06-01", "last": "2020-06-30", "by": "day", "split": "channel", "format": "csv"}


def somebody(role=Role.NATIONAL, area=None):
    return StaffView(1, uuid.uuid4(), "Awa", role, area, None, None, None, NOW)


@pytest.fixture
def kind():
    """Registers work of a test; gone afterwards."""
    before = dict(KINDS)

    def register(do, **more):
        KINDS["test"] = Kind(Permission.SEE_FIGURES, lambda wish, by: wish, do, **more)
        return "test"

    yield register
    KINDS.clear()
    KINDS.update(before)


def start(database, kind, wish, by, given=None):
    with database.transaction() as session:
        return service.start(session, kind, wish, by, datetime.now(UTC), given)


def look(database, work_id, by):
    with database.transaction() as session:
        return queries.progress(session, work_id, by)


def content(database, work_id, by, at=None):
    with database.transaction() as session:
        file = service.fetch(session, work_id, by, at or datetime.now(UTC))
        body = b"".join(files.pieces(session, work_id))
        assert len(body) == file.size
        return file, body


async def work(database):
    async with job_queue.opened(database) as queue:
        await job_queue.work(queue, until_empty=True)


async def test_statistics_are_made_in_the_worker_and_are_those_of_the_command(database, async_database):
    by = somebody(Role.EDITOR)
    with database.transaction() as session:
        loaded(session, country(seed=6, people=150, linked=0))
        wish = Wish(date(2020, 6, 1), date(2020, 6, 30), "day", ("channel",))
        expected = exports.to_csv(wish, statistics(session, wish, today()))
    work_id = start(database, "statistics", STATISTICS, by)
    assert look(database, work_id, by).state == State.QUEUED
    await work(async_database)
    done = look(database, work_id, by)
    assert (done.state, done.failure, done.size) == (State.DONE, None, len(expected))
    assert done.rows == done.summary["rows"] == expected.count(b"\r\n") - 1
    file, body = content(database, work_id, by)
    assert (file.name, file.media_type, body) == ("assa-2020-06-01-2020-06-30.csv", "text/csv", expected)
    with database.transaction() as session:
        stored = session.scalars(text("SELECT content FROM long_work_piece")).all()
        assert stored
        assert not any(b"channel" in bytes(each) for each in stored)
        assert session.scalars(text("SELECT action FROM audit_entry ORDER BY id")).all() == ["longwork.started", "longwork.fetched"]
        assert [each.id for each in queries.mine(session, by)] == [work_id]
        assert queries.mine(session, somebody()) == []


@pytest.mark.parametrize("form", ["xlsx", "json", "pdf"])
async def test_statistics_come_in_each_format(database, async_database, form):
    by = somebody()
    work_id = start(database, "statistics", STATISTICS | {"format": form}, by)
    await work(async_database)
    _, body = content(database, work_id, by)
    assert body.startswith({"xlsx": b"PK", "json": b"{", "pdf": b"%PDF-"}[form])


async def test_a_line_list_is_of_ones_area_and_its_names_of_who_sees_people(database, async_database):
    with database.transaction() as session:
        for number, region in enumerate(("ML-BKO", "ML-KAYES")):
            session.add(Contact(contact_id=f"CO-{number}", name=f"Moussa {number}", region=region, sex="male"))
    by = somebody(Role.REGIONAL, "ML-KAYES")
    work_id = start(database, "line_list", {"list": "contacts", "format": "csv", "names": True}, by)
    await work(async_database)
    assert look(database, work_id, by).summary == {"rows": 1}
    _, body = content(database, work_id, by)
    assert b"Moussa 1" in body
    assert b"Moussa 0" not in body

    # the file is of who asked, as long as they might ask again
    for other in (
        somebody(),
        StaffView(by.id, by.uuid, by.name, Role.EDITOR, None, None, None, None, NOW),
        StaffView(by.id, by.uuid, by.name, Role.REGIONAL, "ML-BKO", None, None, None, NOW),
    ):
        with pytest.raises(NotFound, match="unknown"):
            content(database, work_id, other)
    for wish, who in (
        ({"list": "contacts", "place": "ML-BKO"}, by),
        ({"list": "contacts"}, somebody(Role.AGENT)),
        ({"list": "contacts", "names": True}, somebody(Role.ADMINISTRATOR)),
    ):
        with pytest.raises(NotAllowed):
            start(database, "line_list", wish, who)


@pytest.mark.parametrize(
    ("kind", "wish", "code"),
    [
        ("nothing", {}, "longwork.kind"),
        ("statistics", STATISTICS | {"format": "doc"}, "unknown_format"),
        ("statistics", STATISTICS | {"first": "yesterday"}, "bad_day"),
        ("statistics", STATISTICS | {"last": "2020-05-01"}, "period"),
        ("line_list", {"list": "secrets"}, "unknown_kind"),
        ("line_list", {"list": "cases", "format": "dhis2-values"}, "unknown_format"),
        ("line_list", {"list": "cases", "first": "2020-13-01"}, "bad_day"),
        ("import_list", {"list": "secrets"}, "unknown_kind"),
        ("import_list", {"list": "cases"}, "longwork.no_given"),
    ],
)
def test_what_cannot_be_done_is_refused_at_once(database, kind, wish, code):
    with pytest.raises(InvalidInput, match=code):
        start(database, kind, wish, somebody())


def test_a_file_that_comes_along_has_its_kind_and_its_limit(database, monkeypatch):
    with pytest.raises(InvalidInput, match="ending"):
        start(database, "import_list", {"list": "cases"}, somebody(), service.Given("cases.exe", b"x"))
    monkeypatch.setattr(service, "LARGEST_GIVEN", 3)
    with pytest.raises(InvalidInput, match="too_large"):
        start(database, "import_list", {"list": "cases"}, somebody(), service.Given("cases.csv", b"long"))
    with pytest.raises(NotAllowed):
        start(database, "import_list", {"list": "cases"}, somebody(Role.REGIONAL, "ML-BKO"), service.Given("cases.csv", b"x"))


async def test_an_import_is_a_trial_or_whole_or_nothing(database, async_database):
    by = somebody()
    head = b"reported_at,sex,region,age_years\n2026-11-02,FEMALE,ML-BKO,30\n"
    good, bad = service.Given("../cas du 2.csv", head), service.Given("cases.csv", head + b"2026-11-02,MALE,Atlantis,4\n")

    def there():
        with database.transaction() as session:
            return session.scalar(text('SELECT count(*) FROM "case"'))

    trial = start(database, "import_list", {"list": "cases", "trial": True}, by, good)
    await work(async_database)
    assert look(database, trial, by).problems == ()
    assert look(database, trial, by).summary == {"rows": 1, "added": 1, "changed": 0, "unchanged": 0}
    assert there() == 0
    broken = start(database, "import_list", {"list": "cases"}, by, bad)
    await work(async_database)
    failed = look(database, broken, by)
    assert (failed.state, failed.failure) == (State.FAILED, "bad_table")
    assert any("cases.csv, row 3" in each and "unknown_place" in each for each in failed.problems)
    assert there() == 0
    whole = start(database, "import_list", {"list": "cases"}, by, good)
    await work(async_database)
    assert look(database, whole, by).state == State.DONE
    assert there() == 1
    with database.transaction() as session:
        # what was sent along is not kept
        assert session.scalar(text("SELECT count(*) FROM long_work_piece")) == 0
    with pytest.raises(NotFound, match="no_file"):
        content(database, whole, by)


async def test_what_waits_is_cancelled_at_once(database, async_database, kind):
    by = somebody()
    ran = []
    work_id = start(database, kind(lambda session, order: ran.append(order) or Result()), {}, by)
    with database.transaction() as session:
        service.cancel(session, work_id, by, NOW)
    await work(async_database)
    assert look(database, work_id, by).state == State.CANCELLED
    assert ran == []
    with database.transaction() as session, pytest.raises(Conflict, match="ended"):
        service.cancel(session, work_id, by, NOW)


def _endless(session, order):
    audit.record(session, "half", actor=("system", None), subject=("job", None))
    order.out.write(b"x" * files.PIECE * 2)
    while True:
        progress.step()
        time.sleep(0.005)


async def until(database, work_id, by, what):
    for _ in range(600):
        found = look(database, work_id, by)
        if what(found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)


async def test_what_runs_shows_how_far_it_is_and_ends_when_cancelled(database, async_database, kind, monkeypatch):
    monkeypatch.setattr(run, "EVERY", 0.05)
    by = somebody()
    work_id = start(database, kind(_endless), {}, by)
    working = asyncio.create_task(work(async_database))
    running = await until(database, work_id, by, lambda found: found.rows > 3)
    assert running.state == State.RUNNING
    with database.transaction() as session:
        service.cancel(session, work_id, by, NOW)
    await working
    assert look(database, work_id, by).state == State.CANCELLED
    with database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM long_work_piece")) == 0
        assert session.scalar(text("SELECT count(*) FROM audit_entry WHERE action = 'half'")) == 0


async def test_when_the_worker_stops_the_next_one_does_it_from_the_start(database, async_database, kind, monkeypatch, settings):
    monkeypatch.setattr(run, "EVERY", 0.05)
    by = somebody()
    work_id = start(database, kind(_endless), {}, by)
    stop = Event()
    doing = asyncio.create_task(asyncio.to_thread(run.perform, settings.database_url, work_id, stop))
    await until(database, work_id, by, lambda found: found.rows > 0)
    # a second worker that took the first for dead does not do it too
    with pytest.raises(Interrupted):
        await asyncio.to_thread(run.perform, settings.database_url, work_id, Event())
    stop.set()
    with pytest.raises(Interrupted):
        await doing
    assert look(database, work_id, by).state == State.RUNNING
    kind(lambda session, order: Result("a.txt", "text/plain", {"rows": order.out.write(b"whole")}))
    await work(async_database)
    assert content(database, work_id, by)[1] == b"whole"


async def test_the_queue_that_stops_lets_go_of_it(database, async_database, kind, monkeypatch):
    monkeypatch.setattr(run, "EVERY", 0.05)
    by = somebody()
    work_id = start(database, kind(_endless), {}, by)
    from core.longwork import jobs  # noqa: PLC0415 (registered with the queue)

    doing = asyncio.create_task(jobs.run(async_database, str(work_id)))
    await until(database, work_id, by, lambda found: found.rows > 0)
    doing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await doing
    with database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_entry WHERE action = 'half'")) == 0


async def test_what_nobody_foresaw_fails_once_and_is_seen(database, async_database, kind):
    by = somebody()

    def broken(session, order):
        order.out.write(b"half")
        raise ZeroDivisionError

    work_id = start(database, kind(broken), {}, by)
    await work(async_database)
    assert look(database, work_id, by).failure == "longwork.broken"
    with database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM long_work_piece")) == 0
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    kind(lambda session, order: Result())
    await work(async_database)
    assert look(database, work_id, by).state == State.FAILED


def test_a_few_at_a_time(database, kind, monkeypatch):
    by = somebody()
    monkeypatch.setattr(service, "MOST_OPEN", 2)
    name = kind(lambda session, order: Result())
    start(database, name, {}, by)
    start(database, name, {}, by)
    with pytest.raises(Conflict, match="too_many"):
        start(database, name, {}, by)
    start(database, name, {}, somebody())


async def test_the_file_expires_and_the_rest_is_forgotten_later(database, async_database, kind):
    by = somebody()
    work_id = start(database, kind(lambda session, order: Result("a", "b/c", {"rows": order.out.write(b"abc")})), {}, by)
    await work(async_database)
    later = datetime.now(UTC) + run.LASTS + timedelta(minutes=1)
    with pytest.raises(NotFound, match="no_file"):
        content(database, work_id, by, later)
    with database.transaction() as session:
        expiry.expire(session, later)
        assert session.scalar(text("SELECT count(*) FROM long_work_piece")) == 0
    assert (look(database, work_id, by).state, look(database, work_id, by).size) == (State.DONE, None)
    with database.transaction() as session:
        expiry.expire(session, later + expiry.REMEMBERED)
    with pytest.raises(NotFound, match="unknown"):
        look(database, work_id, by)


async def test_who_is_erased_is_in_no_file(database, async_database, kind):
    by = somebody()
    name = kind(lambda session, order: Result("a", "b/c", {"rows": order.out.write(b"Moussa")}), personal=lambda wish: wish["names"])
    named, plain = (start(database, name, {"names": names}, by) for names in (True, False))
    await work(async_database)
    waiting = start(database, name, {"names": True}, by)
    with database.transaction() as session:
        assert expiry.forget_people(session) == 1
    await work(async_database)
    assert content(database, plain, by)[1] == b"Moussa"
    with pytest.raises(NotFound, match="no_file"):
        content(database, named, by)
    assert look(database, waiting, by).state == State.CANCELLED
