"""A report that nobody acknowledges goes up, level by level, each told once; who takes it up ends it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from contact_tracing import queries, service
from contact_tracing.jobs import escalate_reports
from core.errors import NotFound
from core.facilities.service import import_seed
from core.identity import service as identity
from core.jobs import PERIODIC
from core.notifications import Notification
from core.staff import service as staff
from core.staff.roles import Role

CENTRE = "PPM-SIKASSO"
AFTER = {Role.DISTRICT: timedelta(hours=1), Role.REGIONAL: timedelta(hours=4), Role.NATIONAL: timedelta(hours=12)}


@pytest.fixture
def session(database):
    with database.transaction() as opened:
        import_seed(opened)
        yield opened


def later(**after):
    """So long after this moment, and not after that at which the tests were collected: the reports are made now."""
    return datetime.now(UTC) + timedelta(**after)


def enrol(session, role, area=None, name=None):
    person = identity.identify(session, "telegram", name or role.value).person_id
    facility = CENTRE if role is Role.AGENT else None
    return staff.enrol(session, person, staff.invite(session, "x", role, area=None if facility else area, facility=facility).code)


def report(session):
    return service.report_case(
        session,
        service.CaseReport(
            submission_key=str(uuid.uuid4()), reporter_id=None, channel="telegram", subject="other", name="Awa", age_band="25-34",
            sex="FEMALE", region="ML-SIKASSO", cercle="ML-C-SIKASSO", symptoms=("fever",), exposure="unknown",
        ),
    ).case_id  # fmt: skip


def told(session):
    return [each.person_id for each in session.scalars(select(Notification).order_by(Notification.id))]


def test_each_level_is_told_once_when_its_time_has_come(session):
    agent = enrol(session, Role.AGENT, "ML-C-SIKASSO")
    district = enrol(session, Role.DISTRICT, "ML-C-SIKASSO")
    regional = enrol(session, Role.REGIONAL, "ML-SIKASSO")
    national = enrol(session, Role.NATIONAL)
    enrol(session, Role.DISTRICT, "ML-C-MOPTI", "elsewhere")
    report(session)
    assert told(session) == [agent.person_id]
    seen = [agent.person_id]
    for hours, who in ((0.5, None), (1.1, district), (2, None), (4.1, regional), (12.1, national), (20, None), (30, None)):
        seen += [] if who is None else [who.person_id]
        assert service.escalate(session, later(hours=hours), AFTER) == (who is not None)
        assert told(session) == seen


def test_a_report_that_nobody_was_there_for_is_told_to_the_first_who_enrols(session):
    report(session)
    assert service.escalate(session, later(minutes=5), AFTER) == 0
    regional = enrol(session, Role.REGIONAL, "ML-SIKASSO")
    assert service.escalate(session, later(minutes=10), AFTER) == 1
    assert told(session) == [regional.person_id]
    assert service.escalate(session, later(hours=5), AFTER) == 0


def test_who_said_stop_is_passed_over(session):
    agent = enrol(session, Role.AGENT, "ML-C-SIKASSO")
    district = enrol(session, Role.DISTRICT, "ML-C-SIKASSO")
    identity.opt_out(session, agent.person_id)
    report(session)
    assert told(session) == [district.person_id]


@pytest.mark.parametrize("end", ["acknowledged", "verified", "old"])
def test_it_waits_no_longer_once_taken_up_verified_or_old(session, end):
    agent = enrol(session, Role.AGENT, "ML-C-SIKASSO")
    enrol(session, Role.NATIONAL)
    case_id = report(session)
    if end == "acknowledged":
        assert service.acknowledge(session, case_id, agent, datetime.now(UTC))
        assert not service.acknowledge(session, case_id, agent, datetime.now(UTC))
    elif end == "verified":
        service.verify(session, case_id, ("agent", "a"), datetime.now(UTC))
    assert service.escalate(session, later(hours=80 if end == "old" else 20), AFTER) == 0


def test_the_list_of_an_area_begins_with_what_nobody_took_up(session):
    agent = enrol(session, Role.AGENT, "ML-C-SIKASSO")
    elsewhere = enrol(session, Role.DISTRICT, "ML-C-MOPTI", "elsewhere")
    first, second = report(session), report(session)
    service.acknowledge(session, first, agent, datetime.now(UTC))
    listed = queries.waiting_reports(session, agent, later(hours=3))
    assert [(each.case_id, each.acknowledged, each.place) for each in listed] == [
        (second, False, "ML-C-SIKASSO"),
        (first, True, "ML-C-SIKASSO"),
    ]
    assert listed[0].age >= timedelta(hours=2)
    assert queries.waiting_reports(session, elsewhere, datetime.now(UTC)) == []


def test_nobody_acknowledges_what_there_is_not(session):
    with pytest.raises(NotFound):
        service.acknowledge(session, "CA-2026-000009-0", enrol(session, Role.NATIONAL), datetime.now(UTC))


def test_the_clock_runs_it_with_the_delays_of_the_settings(session):
    enrol(session, Role.AGENT, "ML-C-SIKASSO")
    national = enrol(session, Role.NATIONAL)
    report(session)
    assert any(each.function is escalate_reports for each in PERIODIC.values())
    escalate_reports(session, later(hours=12.1))
    assert told(session)[-1] == national.person_id
