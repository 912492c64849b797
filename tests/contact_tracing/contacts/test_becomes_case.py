"""A contact who reports symptoms becomes a suspect case by one action, and stays one person."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from contact_tracing import queries, service
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.errors import BadReport
from contact_tracing.models import Case
from core.audit import AuditEntry
from core.database import Database
from core.errors import Conflict, NotAllowed, NotFound
from tests.contact_tracing.contacts.test_register import AGENT, OUMAR, TODAY, a_case, name

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KNOWN = replace(
    OUMAR,
    sex="MALE",
    age_years=34,
    region="ML-SIKASSO",
    cercle="ML-C-SIKASSO",
    locality="Wayerma",
    occupation="TEACHER",
    risk_reason="toux",
)


@pytest.fixture
def contact_id(database: Database) -> str:
    contact_id = name(database, a_case(database, "1"), KNOWN).contact_id
    entry = service.DayEntry(date(2026, 11, 22), "SEEN_NOT_OK", symptoms=("fever",))
    with database.transaction() as session:
        assert service.enter_day(session, contact_id, entry, AGENT, TODAY, NOW)
    return contact_id


def become(database: Database, contact_id: str, actor: Any = AGENT, **more: Any) -> service.NewCase:
    with database.transaction() as session:
        return service.become_case(session, contact_id, ("fever", "cough"), actor, NOW, onset_date=date(2026, 11, 21), **more)


def test_one_person_keeps_exposures_follow_up_and_id(database: Database, contact_id: str) -> None:
    made = become(database, contact_id, definition="OMS 2022", definition_on=date(2022, 7, 22))
    assert made == service.NewCase(contact_id, created=True)
    with database.transaction() as session:
        contact, case = session.scalars(select(Contact)).one(), session.scalars(select(Case).where(Case.case_id == contact_id)).one()
        exposure = session.scalars(select(Exposure)).one()
        days = queries.follow_up_days(session, contact_id, TODAY)
        history = [(line.field, line.after) for line in queries.contact_history(session, contact_id)]
        of_case = [(line.field, line.after) for line in queries.history(session, contact_id)]
        deeds = set(session.scalars(select(AuditEntry.action)))
    assert (contact.status, contact.case_uuid, contact.became_case_at) == ("BECAME_CASE", case.id, NOW)
    assert (case.id, case.was_contact, case.classification, case.exposure) == (contact.id, True, "SUSPECT", "yes")
    assert (case.name, case.phone, case.sex, case.age_years, case.age_band) == ("Oumar Keïta", "+22376123456", "MALE", 34, "25-34")
    assert (case.region, case.cercle, case.locality, case.occupation) == ("ML-SIKASSO", "ML-C-SIKASSO", "Wayerma", "TEACHER")
    assert (case.symptoms, case.onset_date, case.verified_by, case.definition) == (
        ["fever", "cough"],
        date(2026, 11, 21),
        "a-1",
        "OMS 2022",
    )
    assert (exposure.contact_uuid, days[date(2026, 11, 22)]) == (contact.id, "SEEN_NOT_OK")
    assert history == [("status", "BECAME_CASE"), ("case_uuid", str(case.id)), ("became_case_at", NOW.isoformat())]
    assert of_case == [("was_contact", contact_id)]
    assert {"case.from_contact", "contact.changed"} <= deeds


def test_a_second_time_and_two_at_once_change_nothing(database: Database, contact_id: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: become(database, contact_id), range(4)))
    assert [each.created for each in done].count(True) == 1
    assert {each.case_id for each in done} == {contact_id}
    assert not become(database, contact_id).created
    with database.transaction() as session:
        assert len(queries.cases(session)) == 2


def test_by_the_contact_themselves_it_waits_for_an_agent(database: Database, contact_id: str) -> None:
    person = uuid.uuid4()
    become(database, contact_id, ("person", str(person)), channel="telegram")
    with database.transaction() as session:
        case = session.scalars(select(Case).where(Case.case_id == contact_id)).one()
    assert (case.subject, case.reporter_id, case.verified_at, case.channel) == ("self", person, None, "telegram")
    with database.transaction() as session:
        assert service.erase_reporter(session, person) == 1
        contact = session.scalars(select(Contact)).one()
    assert (contact.name, contact.phone, contact.locality, contact.risk_reason, contact.status) == (None, None, None, None, "BECAME_CASE")


def test_who_became_a_case_is_followed_no_more_and_may_die(database: Database, contact_id: str) -> None:
    become(database, contact_id)
    with pytest.raises(Conflict, match="not_followed"), database.transaction() as session:
        service.enter_day(session, contact_id, service.DayEntry(TODAY, "SEEN_OK"), AGENT, TODAY, NOW)
    with database.transaction() as session:
        assert service.advance_follow_up(session, TODAY + timedelta(days=90)) == 0
        assert service.set_status(session, contact_id, "DIED", AGENT)
        assert service.become_case(session, contact_id, ("fever",), AGENT, NOW) == service.NewCase(contact_id, created=False)


@pytest.mark.parametrize(
    ("more", "error", "says"),
    [
        ({"symptoms": ()}, BadReport, {"symptoms": "missing"}),
        ({"symptoms": ("itch",)}, BadReport, {"symptoms": "unknown_code"}),
        ({"onset_date": TODAY + timedelta(days=1)}, BadReport, {"onset_date": "date_in_future"}),
        ({"actor": ("system", None)}, NotAllowed, {"actor": "system"}),
        ({"contact_id": "CO-2026-999999-X"}, NotFound, {"contact_id": "CO-2026-999999-X"}),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(database: Database, contact_id: str, more: Any, error: Any, says: Any) -> None:
    given = {"contact_id": contact_id, "symptoms": ("fever",), "actor": AGENT, "now": NOW} | more
    with pytest.raises(error) as refused, database.transaction() as session:
        service.become_case(session, **given)
    assert refused.value.fields == says
    with database.transaction() as session:
        assert session.scalars(select(Contact.status)).one() == "UNDER_FOLLOW_UP"


def test_the_status_alone_makes_no_case_and_the_dead_become_none(database: Database, contact_id: str) -> None:
    with pytest.raises(Conflict, match="needs_a_case"), database.transaction() as session:
        service.set_status(session, contact_id, "BECAME_CASE", AGENT)
    with database.transaction() as session:
        service.set_status(session, contact_id, "DIED", AGENT)
    with pytest.raises(Conflict, match="illegal_transition"):
        become(database, contact_id)


def test_a_contact_is_amended_with_its_history(database: Database, contact_id: str) -> None:
    with database.transaction() as session:
        changed = service.amend_contact(session, contact_id, {"age_years": 35, "sex": "MALE", "phone": None}, AGENT, TODAY, NOW, "erreur")
        line = queries.contact_history(session, contact_id)[0]
    assert changed == ["age_years", "phone"]
    assert (line.field, line.before, line.after, line.actor_id, line.reason) == ("age_years", 34, 35, "a-1", "erreur")
    bad = {"age_years": 130, "sex": "M", "cercle": "ML-C-X", "risk_level": "4", "pregnancy": "x", "name": " ", "status": "DIED"}
    with pytest.raises(BadReport) as refused, database.transaction() as session:
        service.amend_contact(session, contact_id, bad, AGENT, TODAY, NOW)
    assert set(refused.value.fields) == set(bad)
    with pytest.raises(BadReport) as refused, database.transaction() as session:
        service.amend_contact(session, contact_id, {"region": "ML-KAYES"}, AGENT, TODAY, NOW)
    assert refused.value.fields == {"cercle": "not_in_region"}


def test_erased_contacts_stay_erased(database: Database, contact_id: str) -> None:
    with database.transaction() as session:
        service.amend_contact(session, contact_id, {"locality": "Kayes N'Di"}, AGENT, TODAY, NOW, "il a déménagé")
        service.anonymise_reported_before(session, datetime(2099, 1, 1, tzinfo=UTC))
        (line,) = queries.contact_history(session, contact_id)
    assert (line.field, line.before, line.after, line.reason) == ("locality", None, None, None)
    with pytest.raises(Conflict, match="contact_erased"), database.transaction() as session:
        service.amend_contact(session, contact_id, {"name": "Oumar"}, AGENT, TODAY, NOW)


def test_what_is_learnt_of_somebody_known_fills_what_was_empty(database: Database) -> None:
    first = name(database, a_case(database, "1"), OUMAR)
    name(database, a_case(database, "2"), replace(KNOWN, name="oumar keita", risk_level="3_HIGH"))
    with database.transaction() as session:
        contact = session.scalars(select(Contact)).one()
        fields = {line.field for line in queries.contact_history(session, first.contact_id)}
    assert (contact.name, contact.age_years, contact.risk_level, contact.risk_reason) == ("Oumar Keïta", 34, "3_HIGH", "toux")
    assert fields == {"sex", "age_years", "region", "cercle", "locality", "occupation", "risk_level", "risk_reason"}
