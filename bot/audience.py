"""For whom official messages are said: who is in isolation, is followed, or works here gets the version for them where there is one."""

from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy.orm import Session

from contact_tracing import queries
from core.staff.queries import staff_of
from messages.rules import AGENT, CASE, CITIZEN, CONTACT


class Audience:
    """Of one person; looked up when the first official message is rendered, since most turns have none."""

    def __init__(self, session: Session, person_id: UUID, on: date) -> None:
        self._session, self._person_id, self._on = session, person_id, on

    @cached_property
    def name(self) -> str:
        """Whoever is ill, or was told that they are followed, is that first, also where they work here."""
        if queries.is_active(self._session, self._person_id):
            return CASE
        if queries.followed(self._session, self._person_id, self._on) is not None:
            return CONTACT
        return AGENT if staff_of(self._session, self._person_id) is not None else CITIZEN
