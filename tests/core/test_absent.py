"""What was found not to be there is not asked again, until somebody says that there is one."""

import uuid

from core import absent
from core.absent import What


def test_known_only_of_whom_it_was_noted_and_until_it_is_unsaid(database):
    someone, other = uuid.uuid4(), uuid.uuid4()
    with database.transaction() as session:
        assert not absent.known(session, What.DRAFT, someone)
        absent.note(session, What.DRAFT, someone)
        assert absent.known(session, What.DRAFT, someone)
        assert not absent.known(session, What.DRAFT, other)
        assert not absent.known(session, What.STAFF, someone)
        absent.unsay(session, What.DRAFT)
        assert not absent.known(session, What.DRAFT, someone)
    with database.transaction() as session:
        assert not absent.known(session, What.DRAFT, someone)
