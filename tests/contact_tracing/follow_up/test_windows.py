"""The nightly step: what the pure window says, for many contacts at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, literal, select, update

from contact_tracing import service
from contact_tracing.contacts.models import Contact, ContactChange
from contact_tracing.follow_up import windows
from contact_tracing.follow_up.clock import Period, period_on, window
from contact_tracing.follow_up.codes import STATUSES
from core.audit import AuditEntry
from core.database import Database

TODAY = date(2026, 11, 23)
AGENT = ("agent", "a-1")


def a_case(database: Database) -> str:
    told = service.CaseReport(
        submission_key="1", reporter_id=None, channel="telegram", subject="other", name="Awa Traoré", age_band="25-34", sex="FEMALE",
        region="ML-SIKASSO", symptoms=("fever",), exposure="unknown",
    )  # fmt: skip
    with database.transaction() as session:
        return service.report_case(session, told, lambda: TODAY).case_id


def a_contact(database: Database, case_id: str, name: str, days: list[int]) -> str:
    with database.transaction() as session:
        for day in days:
            named = service.NamedContact(name, TODAY - timedelta(days=day))
            contact = service.name_contact(session, case_id, named, AGENT, TODAY).contact_id
    return contact


def statuses(database: Database) -> dict[str, str]:
    with database.transaction() as session:
        return dict(iter(session.execute(select(Contact.contact_id, Contact.status))))


NAMES = ("Aa Keita", "Bintou Sow", "Cheick Ba", "Djeneba Konate", "Etienne Dembele")
FOLLOWED = st.lists(
    st.tuples(st.lists(st.integers(0, 70), min_size=1, max_size=4, unique=True), st.sampled_from(sorted(STATUSES))), min_size=1, max_size=5
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FOLLOWED, st.lists(st.integers(0, 90), min_size=1, max_size=4).map(sorted))
def test_night_after_night_the_status_is_what_the_window_says(
    database: Database, people: list[tuple[list[int], str]], nights: list[int]
) -> None:
    """Whatever the exposures and states before; what a person said is never touched; a second time changes nothing."""
    case = a_case(database)
    expected: dict[str, tuple[list[int], str]] = {}
    for name, (days, status) in zip(NAMES, people, strict=False):
        contact = a_contact(database, case, name, days)
        expected[contact] = (days, status)
        with database.transaction() as session:
            session.execute(update(Contact).where(Contact.contact_id == contact).values(status=status))
    for night in nights:
        today = TODAY + timedelta(days=night)
        before = statuses(database)
        with database.transaction() as session:
            changed = service.advance_follow_up(session, today)
            assert service.advance_follow_up(session, today) == 0
        after = statuses(database)
        assert changed == sum(before[contact] != after[contact] for contact in expected)
        for contact, (days, status) in expected.items():
            last = window(TODAY - timedelta(days=day) for day in days)
            assert last is not None
            by_the_clock = "FOLLOW_UP_COMPLETED" if today > last.last else "UNDER_FOLLOW_UP"
            assert after[contact] == (by_the_clock if status in ("UNDER_FOLLOW_UP", "FOLLOW_UP_COMPLETED") else status)
    with database.transaction() as session:
        session.execute(Contact.__table__.delete())


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_it_asks_no_more_of_the_database_for_many_than_for_one(database: Database) -> None:
    case = a_case(database)
    asked = []
    for names in (["Awa Sow"], [f"{first} {last}" for first in ("Sira", "Issa", "Binta") for last in ("Sow", "Ba", "Koné", "Keita")]):
        for name in names:
            a_contact(database, case, name, [20])
        with counted(database) as said, database.transaction() as session:
            assert service.advance_follow_up(session, TODAY) == len(names)
        asked.append(len(said))
    assert asked[0] == asked[1]


def test_each_change_is_in_the_history_and_in_the_audit(database: Database) -> None:
    contact = a_contact(database, a_case(database), "Awa Sow", [20])
    with database.transaction() as session:
        service.advance_follow_up(session, TODAY)
        lines = select(ContactChange.actor_kind, ContactChange.field, ContactChange.before, ContactChange.after)
        assert session.execute(lines).one() == ("system", "status", "UNDER_FOLLOW_UP", "FOLLOW_UP_COMPLETED")
        told = select(AuditEntry.after).where(AuditEntry.action == "contact.changed")
        assert session.scalars(told).one() == {"fields": ["status"]}
        assert session.scalars(select(Contact).where(Contact.contact_id == contact)).one().status == "FOLLOW_UP_COMPLETED"


def test_who_has_no_exposure_stays_as_they_are(database: Database) -> None:
    with database.transaction() as session:
        session.add(Contact(contact_id="CO-X", status="FOLLOW_UP_COMPLETED", registered_at=datetime(2026, 11, 1, tzinfo=UTC)))
    with database.transaction() as session:
        assert service.advance_follow_up(session, TODAY) == 0


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1)])
def test_sql_counts_the_days_as_the_clock_does(database: Database, monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    changed = (Period(date(2020, 1, 1), 14), Period(date(2026, 7, 1), 10))
    monkeypatch.setattr(windows, "PERIODS", changed)
    with database.transaction() as session:
        assert session.scalar(select(windows.days_after(literal(day)))) == period_on(day, changed)
