"""A turn begins with one question about the person; what they have is read as ever, what they have not is not asked for again."""

import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, update

from bot import inbox
from bot.arrival import arrive, claim
from bot.handover import service as handover
from bot.inbound import Inbound, Kind
from bot.work import drafts
from contact_tracing import queries as tracing
from contact_tracing import service as tracing_service
from core import notifications
from core.absent import What
from core.errors import NotFound
from core.identity import service as identity
from core.notifications import Notification
from core.staff import service as staff
from core.staff.queries import staff_of
from core.staff.roles import Role

TODAY = date(2026, 11, 27)


def conversation(session):
    return inbox.conversation_of(session, "whatsapp", "22376000001")


def test_who_has_nothing_is_asked_about_once(database):
    with database.transaction() as session:
        mine = conversation(session)
        person = arrive(session, mine)
        assert person == identity.view(session, mine.identity_id)
        asked = []
        event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]), named=False)
        assert drafts.get(session, person.person_id, "check") is None
        assert not drafts.waits(session, person.person_id)
        assert staff_of(session, person.person_id) is None
        assert handover.open_of(session, mine.id) is None
        notifications.release(session, person.person_id)
        assert not tracing.is_active(session, person.person_id)
        assert tracing.followed(session, person.person_id, TODAY) is None
        assert asked == []


def test_what_there_is_is_found(database):
    with database.transaction() as session:
        mine = conversation(session)
        drafts.put(session, mine.person_id, "check", {"step": 1})
        handover.ask(session, mine, "fr", None, datetime.now(UTC))
        code = staff.invite(session, "Awa", Role.DISTRICT, area="ML-BKO").code
        staff.enrol(session, mine.person_id, code)
        notifications.request(session, mine.person_id, "utter_menu", key="k")
        session.execute(update(Notification).where(Notification.key == "k").values(held=True))
    with database.transaction() as session:
        person = arrive(session, conversation(session))
        assert drafts.get(session, person.person_id, "check") == {"step": 1}
        assert staff_of(session, person.person_id) is not None
        assert handover.open_of(session, mine.id) is not None
        notifications.release(session, person.person_id)
        assert session.query(Notification).filter_by(key="k").one().held is False


def test_what_begins_during_the_turn_is_found(database):
    with database.transaction() as session:
        mine = conversation(session)
        person = arrive(session, mine)
        drafts.put(session, person.person_id, "check", {"step": 1})
        assert drafts.get(session, person.person_id, "check") == {"step": 1}
        handover.ask(session, mine, "fr", None, datetime.now(UTC))
        assert handover.open_of(session, mine.id) is not None
        code = staff.invite(session, "Awa", Role.DISTRICT, area="ML-BKO").code
        staff.enrol(session, person.person_id, code)
        assert staff_of(session, person.person_id) is not None
        tracing_service.begin(session, person.person_id, onset=TODAY, hour=8, today=TODAY)
        assert tracing.is_active(session, person.person_id)


def test_that_they_wrote_is_not_a_statement_of_its_own(database):
    with database.transaction() as session:
        mine = conversation(session)
    with database.transaction() as session:
        mine = conversation(session)
        mine.last_inbound_at = datetime.now(UTC)
        asked = []
        event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]), named=False)
        arrive(session, mine)
        assert len(asked) == 1


def test_somebody_who_was_erased_is_nobody(database):
    with database.transaction() as session:
        mine = conversation(session)
        mine.identity_id = uuid.uuid4()
        with pytest.raises(NotFound):
            arrive(session, mine)
        session.rollback()


def test_the_claim_of_a_message_tells_the_same_as_the_question_about_its_person(database):
    with database.transaction() as session:
        mine = conversation(session)
        notifications.request(session, mine.person_id, "utter_menu", key="k")
        session.execute(update(Notification).where(Notification.key == "k").values(held=True))
        inbox.store(session, Inbound("whatsapp", "22376000001", "a", Kind.TEXT, "bonjour"))
    with database.transaction() as session:
        claimed = claim(session)
        there = {what: what in session.info for what in What}
    with database.transaction() as session:
        assert arrive(session, conversation(session)) == claimed.person
        assert {what: what in session.info for what in What} == there
    assert there == {what: what is not What.HELD for what in What}


def test_the_person_of_an_emergency_is_asked_about_after_the_lock(database):
    """It does not wait for the turn before it, which may have ended since the question began."""
    with database.transaction() as session:
        inbox.store(session, Inbound("whatsapp", "22376000001", "a", Kind.TEXT, "mon père n'arrive plus à respirer"))
    with database.transaction() as session:
        assert claim(session).person is None
        assert What.DRAFT not in session.info
