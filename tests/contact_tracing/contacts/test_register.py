"""A person who was near several cases is one contact with several exposures."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from contact_tracing import queries, service
from contact_tracing.contacts import rules
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.errors import BadReport
from core.database import Database
from core.errors import NotFound

TODAY = date(2026, 11, 23)
AGENT = ("agent", "a-1")
OUMAR = service.NamedContact("Oumar Keïta", date(2026, 11, 10), phone="+22376123456", context="HOUSEHOLD", risk_level="1_LOW")


def a_case(database: Database, key: str) -> str:
    report = service.CaseReport(
        submission_key=key, reporter_id=None, channel="telegram", subject="other", name="Awa Traoré", age_band="25-34", sex="FEMALE",
        region="ML-SIKASSO", symptoms=("fever",), exposure="unknown",
    )  # fmt: skip
    with database.transaction() as session:
        return service.report_case(session, report, lambda: TODAY).case_id


def name(database: Database, case_id: str, named: service.NamedContact) -> service.Registered:
    with database.transaction() as session:
        return service.name_contact(session, case_id, named, AGENT, TODAY)


def counts(database: Database) -> tuple[int, int]:
    with database.transaction() as session:
        contacts, exposures = (session.scalar(select(func.count()).select_from(model)) or 0 for model in (Contact, Exposure))
    return contacts, exposures


def test_a_contact_of_two_cases_is_one_person_followed_after_the_later_exposure(database: Database) -> None:
    one, two = a_case(database, "1"), a_case(database, "2")
    first = name(database, one, OUMAR)
    second = name(database, two, replace(OUMAR, name="oumar KEITA", last_contact=date(2026, 11, 15), risk_level="3_HIGH"))
    assert (first.created, second.created, second.exposed) == (True, False, True)
    assert first.contact_id == second.contact_id
    assert rules.is_contact_id(first.contact_id)
    with database.transaction() as session:
        (contact,) = queries.contacts_of(session, one)
        assert queries.contacts_of(session, two) == [contact]
    assert (contact.name, contact.risk_level) == ("Oumar Keïta", "3_HIGH")
    assert (contact.follow_up.first, contact.follow_up.last) == (date(2026, 11, 16), date(2026, 11, 29))


def test_the_same_told_twice_is_stored_once(database: Database) -> None:
    case_id = a_case(database, "1")
    assert name(database, case_id, OUMAR).exposed
    again = name(database, case_id, replace(OUMAR, risk_level=None))
    assert (again.created, again.exposed) == (False, False)
    without = replace(OUMAR, name="Sira", phone=None)
    assert name(database, case_id, without).created
    assert not name(database, case_id, without).created
    assert counts(database) == (2, 2)


def test_a_name_without_a_phone_is_not_taken_for_a_namesake_elsewhere(database: Database) -> None:
    named = replace(OUMAR, phone=None)
    assert name(database, a_case(database, "1"), named).created
    assert name(database, a_case(database, "2"), named).created


def test_several_people_on_one_phone_stay_several(database: Database) -> None:
    case_id = a_case(database, "1")
    assert name(database, case_id, OUMAR).created
    assert name(database, case_id, replace(OUMAR, name="Mariam Keïta")).created
    assert counts(database) == (2, 2)


def test_two_agents_at_once_make_one_contact(database: Database) -> None:
    cases = [a_case(database, str(key)) for key in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda case_id: name(database, case_id, OUMAR), cases))
    assert len({each.contact_id for each in done}) == 1
    assert counts(database) == (1, 4)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"name": " "}, {"name": "missing"}),
        ({"last_contact": TODAY + timedelta(days=1)}, {"last_contact": "date_in_future"}),
        ({"phone": "76123456"}, {"phone": "not_e164"}),
        ({"phone": "12"}, {"phone": "too_short"}),
        ({"context": "PARTY", "type": "FAR"}, {"context": "unknown_code", "type": "unknown_code"}),
    ],
)
def test_what_cannot_be_is_refused(database: Database, more: Any, problem: Any) -> None:
    with pytest.raises(BadReport) as refused:
        name(database, a_case(database, "1"), replace(OUMAR, **more))
    assert refused.value.fields == problem
    assert counts(database) == (0, 0)


def test_a_contact_of_no_known_case_is_refused(database: Database) -> None:
    with pytest.raises(NotFound):
        name(database, "CA-2026-999999-X", OUMAR)


def test_old_contacts_lose_name_and_phone_and_stay_counted(database: Database) -> None:
    case_id = a_case(database, "1")
    name(database, case_id, OUMAR)
    with database.transaction() as session:
        service.anonymise_reported_before(session, datetime(2099, 1, 1, tzinfo=UTC))
        (contact,) = queries.contacts_of(session, case_id)
    assert (contact.name, contact.phone) == (None, None)


def test_a_mistyped_contact_id_is_noticed() -> None:
    made = rules.make_contact_id(2026, 456)
    assert rules.is_contact_id(made.lower())
    assert not rules.is_contact_id(made.replace("456", "465"))
