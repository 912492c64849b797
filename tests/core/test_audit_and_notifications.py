"""Deeds are noted, and people are told things once, both in the transaction that caused them."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text

from core import audit, notifications
from core.database import Database
from core.identity import service as identity


def test_a_deed_is_noted_and_its_details_are_encrypted(database: Database) -> None:
    case = uuid.uuid4()
    with database.transaction() as session:
        audit.record(session, "case.reported", actor=("person", uuid.uuid4()), subject=("case", case), after={"region": "ML-SIKASSO"})
    with database.transaction() as session:
        entry = session.scalars(select(audit.AuditEntry)).one()
        assert (entry.action, entry.actor_kind, entry.subject_id) == ("case.reported", "person", str(case))
        assert entry.before is None
        assert entry.after == {"region": "ML-SIKASSO"}
        assert "SIKASSO" not in str(session.execute(text("SELECT * FROM audit_entry")).all())


def test_a_deed_of_the_system_has_no_actor_id(database: Database) -> None:
    with database.transaction() as session:
        audit.record(session, "retention.run", actor=("system", None), subject=("inbox", None))
        assert session.scalars(select(audit.AuditEntry.actor_id)).one() is None


def test_a_deed_that_was_rolled_back_is_not_noted(database: Database) -> None:
    try:
        with database.transaction() as session:
            audit.record(session, "case.reported", actor=("system", None), subject=("case", None))
            raise RuntimeError
    except RuntimeError:
        pass
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(audit.AuditEntry)) == 0


def test_asking_twice_tells_once(database: Database) -> None:
    due = datetime.now(UTC) + timedelta(days=1)
    with database.transaction() as session:
        person = identity.identify(session, "telegram", "1").person_id
        assert notifications.request(session, person, "utter_check_in", {"day": 2}, key="check-in:2", due_at=due)
        assert not notifications.request(session, person, "utter_check_in", {"day": 2}, key="check-in:2")
    with database.transaction() as session:
        stored = session.scalars(select(notifications.Notification)).one()
        assert (stored.response, stored.arguments, stored.due_at, stored.taken_at) == ("utter_check_in", {"day": 2}, due, None)


def test_erasing_a_person_drops_what_they_were_to_be_told(database: Database) -> None:
    with database.transaction() as session:
        person = identity.identify(session, "telegram", "1").person_id
        notifications.request(session, person, "utter_check_in", key="check-in")
        identity.erase(session, person)
        assert session.scalar(select(func.count()).select_from(notifications.Notification)) == 0
