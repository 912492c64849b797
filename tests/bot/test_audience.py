"""Whose version of official messages somebody gets."""

from datetime import UTC, datetime

import pytest

from bot import inbox
from bot.audience import Audience
from contact_tracing import service
from core.staff import service as staff
from core.staff.roles import Role

NOW = datetime.now(UTC)


def audience(database, who):
    with database.transaction() as session:
        return Audience(session, who, NOW.date()).name


@pytest.fixture
def who(database):
    with database.transaction() as session:
        return inbox.conversation_of(session, "telegram", "1").person_id


def test_everybody_is_a_citizen(database, who):
    assert audience(database, who) == "citizen"


def test_who_works_here_and_who_is_in_isolation_and_ill_comes_first(database, who):
    with database.transaction() as session:
        staff.enrol(session, who, staff.invite(session, "Awa", Role.DISTRICT, area="ML-C-SIKASSO").code)
    assert audience(database, who) == "agent"
    with database.transaction() as session:
        service.begin(session, who, onset=NOW.date(), hour=8, today=NOW.date())
    assert audience(database, who) == "case"
    with database.transaction() as session:
        service.stop(session, who, NOW)
    assert audience(database, who) == "agent"
