"""Days of follow-up are entered as they were seen; a person's word about a contact is never overwritten by the clock."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from contact_tracing import queries, service
from contact_tracing.contacts.models import Contact
from contact_tracing.errors import BadReport
from contact_tracing.follow_up import codes
from contact_tracing.follow_up.clock import Window
from contact_tracing.follow_up.entries import day_states
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.jobs import end_follow_up
from core.database import Database
from core.errors import Conflict, NotAllowed, NotFound
from core.jobs import PERIODIC

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENT = ("agent", "a-1")
FIRST, LAST = date(2026, 11, 11), date(2026, 11, 24)


@pytest.fixture
def case_id(database: Database) -> str:
    report = service.CaseReport(
        submission_key="1", reporter_id=None, channel="telegram", subject="other", name="Awa Traoré", age_band="25-34", sex="FEMALE",
        region="ML-SIKASSO", symptoms=("fever",), exposure="unknown",
    )  # fmt: skip
    with database.transaction() as session:
        return service.report_case(session, report, lambda: TODAY).case_id


def expose(database: Database, case_id: str, last_contact: date, name: str = "Oumar Keïta") -> str:
    named = service.NamedContact(name, last_contact, phone="+22376123456")
    with database.transaction() as session:
        return service.name_contact(session, case_id, named, AGENT, date(2027, 1, 1)).contact_id


@pytest.fixture
def contact_id(database: Database, case_id: str) -> str:
    return expose(database, case_id, date(2026, 11, 10))


def enter(database: Database, contact_id: str, actor: Any = AGENT, **entry: Any) -> bool:
    with database.transaction() as session:
        return service.enter_day(session, contact_id, service.DayEntry(**({"day": TODAY, "state": "SEEN_OK"} | entry)), actor, TODAY, NOW)


def put(database: Database, contact_id: str, status: str, reason: str | None = None) -> bool:
    with database.transaction() as session:
        if status == "BECAME_CASE":
            return service.become_case(session, contact_id, ("fever",), AGENT, NOW).created
        return service.set_status(session, contact_id, status, AGENT, reason)


def status(database: Database, case_id: str) -> str:
    with database.transaction() as session:
        return queries.contacts_of(session, case_id)[0].status


def advance(database: Database, today: date) -> int:
    with database.transaction() as session:
        return service.advance_follow_up(session, today)


def test_the_last_entry_of_a_day_counts_and_all_are_kept(database: Database, contact_id: str) -> None:
    assert enter(database, contact_id)
    assert not enter(database, contact_id)
    assert enter(
        database, contact_id, ("person", "p-1"), state="SEEN_NOT_OK", temperature=Decimal("38.2"), symptoms=("fever", "cough")
    )  # fmt: skip
    with database.transaction() as session:
        states = queries.follow_up_days(session, contact_id, TODAY)
    assert states[TODAY] == "SEEN_NOT_OK"
    assert states[FIRST] == "NOT_PERFORMED"
    assert states[LAST] == "NOT_ATTEMPTED"
    assert len(states) == 14


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"state": "WELL"}, {"state": "unknown_code"}),
        ({"state": "NOT_PERFORMED"}, {"state": "unknown_code"}),
        ({"day": TODAY + timedelta(days=1)}, {"day": "date_in_future"}),
        ({"day": date(2026, 11, 10)}, {"day": "outside_follow_up"}),
        ({"temperature": Decimal("3.8")}, {"temperature": "out_of_range"}),
        ({"state": "MISSED", "temperature": Decimal("37.0")}, {"temperature": "not_seen"}),
        ({"symptoms": ("gloom",)}, {"symptoms": "unknown_code"}),
        ({"symptoms": ("fever",)}, {"state": "has_symptoms"}),
    ],
)
def test_an_entry_that_cannot_be_is_refused(database: Database, contact_id: str, entry: Any, problem: Any) -> None:
    with pytest.raises(BadReport) as refused:
        enter(database, contact_id, **entry)
    assert refused.value.fields == problem


def test_only_people_see_contacts_and_only_those_there_are(database: Database, contact_id: str) -> None:
    with pytest.raises(NotAllowed):
        enter(database, contact_id, ("system", None))
    with pytest.raises(NotFound):
        enter(database, "CO-2026-999999-X")
    put(database, contact_id, "DIED")
    with pytest.raises(Conflict, match="not_followed"):
        enter(database, contact_id)


def reason_for(name: str) -> str | None:
    return codes.REASONS.get(name, (None,))[0]


@pytest.mark.parametrize(("before", "after"), [(b, a) for b, a in product(codes.STATUSES, repeat=2) if a != b])
def test_every_way_between_statuses(database: Database, contact_id: str, before: str, after: str) -> None:
    if before != codes.UNDER_FOLLOW_UP:
        assert put(database, contact_id, before, reason_for(before))
    if after in codes.STATUSES[before]:
        assert put(database, contact_id, after, reason_for(after))
        assert not put(database, contact_id, after, reason_for(after))
    else:
        with pytest.raises(Conflict, match="illegal_transition"):
            put(database, contact_id, after, reason_for(after))


@pytest.mark.parametrize(("name", "reason"), [("GONE", None), ("CANCELLED", None), ("CANCELLED", "BORED"), ("DIED", "MOVED")])
def test_a_status_without_its_reason_is_refused(database: Database, contact_id: str, name: str, reason: str | None) -> None:
    with pytest.raises(BadReport):
        put(database, contact_id, name, reason)


def test_follow_up_ends_after_its_last_day_and_a_later_exposure_takes_it_up_again(
    database: Database, case_id: str, contact_id: str
) -> None:  # fmt: skip
    assert advance(database, LAST) == 0
    assert advance(database, LAST + timedelta(days=1)) == 1
    assert advance(database, LAST + timedelta(days=1)) == 0
    assert status(database, case_id) == "FOLLOW_UP_COMPLETED"
    expose(database, case_id, date(2026, 11, 20))
    assert advance(database, LAST + timedelta(days=1)) == 1
    assert status(database, case_id) == "UNDER_FOLLOW_UP"


def test_who_erases_themselves_leaves_what_was_seen(database: Database, case_id: str, contact_id: str) -> None:
    person = uuid.uuid4()
    other = expose(database, case_id, date(2026, 11, 10), "Oumou Keïta")
    enter(database, contact_id, ("person", person))
    enter(database, other)
    with database.transaction() as session:
        service.erase_reporter(session, person)
    with database.transaction() as session:
        assert set(session.scalars(select(FollowUpEntry.actor_id)).all()) == {None, "a-1"}
        found = {contact.contact_id: contact for contact in session.scalars(select(Contact))}
        erased = found[contact_id]
        assert (erased.name, erased.name_index, erased.phone, erased.phone_index) == (None, None, None, None)
        assert erased.status == "UNDER_FOLLOW_UP"
        # another person on the same phone keeps their name
        assert found[other].name == "Oumou Keïta"
        assert queries.follow_up_days(session, contact_id, TODAY)[TODAY] == "SEEN_OK"


def test_the_nightly_job_completes_what_ended_yesterday(database: Database, case_id: str, contact_id: str) -> None:
    assert "contact_tracing.jobs.end_follow_up" in PERIODIC
    for after, expected in ((0, "UNDER_FOLLOW_UP"), (1, "FOLLOW_UP_COMPLETED")):
        midnight = datetime.combine(LAST + timedelta(days=after), time(0, 5), UTC)
        with database.transaction() as session:
            end_follow_up(session, midnight)
        assert status(database, case_id) == expected


@pytest.mark.parametrize("name", ["LOST_TO_FOLLOW_UP", "CANCELLED", "BECAME_CASE", "DIED"])
def test_the_clock_never_overwrites_what_a_person_said(database: Database, case_id: str, contact_id: str, name: str) -> None:
    put(database, contact_id, name, reason_for(name))
    expose(database, case_id, date(2026, 11, 20))
    assert advance(database, LAST) == advance(database, date(2027, 1, 1)) == 0
    assert status(database, case_id) == name


DAYS = st.dates(FIRST - timedelta(days=3), LAST + timedelta(days=3))


@given(st.lists(st.tuples(DAYS, st.sampled_from(codes.ENTERED)), max_size=20), DAYS)
def test_each_day_of_the_window_has_one_state_whatever_was_entered(entries: list[tuple[date, str]], today: date) -> None:
    states = day_states(Window(FIRST, LAST), entries, today)
    assert list(states) == [FIRST + timedelta(days=number) for number in range(14)]
    for day, state in states.items():
        written = [each for when, each in entries if when == day]
        assert state == (written[-1] if written else "NOT_PERFORMED" if day < today else "NOT_ATTEMPTED")
