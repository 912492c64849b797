"""A new report reaches who answers for its place: the nearest level that has somebody, without a word on who is ill."""

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from contact_tracing.receivers import tell
from core.facilities.service import import_seed
from core.identity import service as identity
from core.notifications import Notification
from core.staff import service as staff
from core.staff.roles import Role

NOW = datetime.now(UTC)


@pytest.fixture
def session(database):
    with database.transaction() as opened:
        import_seed(opened)
        yield opened


def enrol(session, name, role, **where):
    person = identity.identify(session, "telegram", name).person_id
    return staff.enrol(session, person, staff.invite(session, name, role, **where).code)


def told(session):
    return {each.person_id: dict(each.arguments) for each in session.scalars(select(Notification))}


def test_the_nearest_level_is_told_and_no_other(session):
    enrol(session, "national", Role.NATIONAL)
    regional = enrol(session, "regional", Role.REGIONAL, area="ML-SIKASSO")
    enrol(session, "elsewhere", Role.DISTRICT, area="ML-C-MOPTI")
    assert tell(session, "ML-SIK-2026-000001-K", "ML-SIKASSO", "ML-C-SIKASSO", None, NOW) == [Role.REGIONAL]
    assert told(session) == {regional.person_id: {"case_id": "ML-SIK-2026-000001-K", "place": "Sikasso"}}
    district = enrol(session, "district", Role.DISTRICT, area="ML-C-SIKASSO")
    other = enrol(session, "another", Role.DISTRICT, area="ML-C-SIKASSO")
    assert tell(session, "ML-SIK-2026-000002-K", "ML-SIKASSO", "ML-C-SIKASSO", None, NOW) == [Role.DISTRICT] * 2
    assert set(told(session)) == {regional.person_id, district.person_id, other.person_id}


def test_a_report_without_a_place_is_for_the_country_and_nobody_is_told_twice_or_of_their_own(session):
    national = enrol(session, "national", Role.NATIONAL)
    for _ in range(2):
        tell(session, "ML-2026-1", None, None, uuid.uuid4(), NOW)
    assert list(told(session)) == [national.person_id]
    assert tell(session, "ML-2026-2", None, None, national.person_id, NOW) == []
    assert len(told(session)) == 1


def test_who_was_revoked_or_left_is_told_nothing(session):
    national = enrol(session, "national", Role.NATIONAL)
    staff.leave(session, national.person_id)
    staff.revoke(session, enrol(session, "revoked", Role.NATIONAL))
    assert tell(session, "ML-2026-1", "ML-SIKASSO", None, None, NOW) == []
    assert told(session) == {}
