"""For whom official messages are said: who is in isolation, or works here, gets the version for them where there is one."""

from functools import cached_property
from uuid import UUID

from sqlalchemy.orm import Session

from contact_tracing import queries
from core.staff.queries import staff_of
from messages.rules import AGENT, CASE, CITIZEN


class Audience:
    """Of one person; looked up when the first official message is rendered, since most turns have none."""

    def __init__(self, session: Session, person_id: UUID) -> None:
        self._session, self._person_id = session, person_id

    @cached_property
    def name(self) -> str:
        """Whoever is ill is that first, also where they work here."""
        if queries.is_active(self._session, self._person_id):
            return CASE
        return AGENT if staff_of(self._session, self._person_id) is not None else CITIZEN
