"""One version as editors see it: its words, its state, and each step it went."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages import queries
from messages.errors import NoSuchVersion
from messages.files import Step
from messages.models import OfficialMessage, Transition
from messages.queries import Official


@dataclass(frozen=True, slots=True)
class Detail:
    """official: what it says. approved_by, author: None where nobody is known. steps: the oldest first."""

    official: Official
    state: str
    author: str | None
    approved_by: str | None
    published_at: datetime | None
    created_at: datetime
    steps: tuple[Step, ...]


def detail(session: Session, message_id: int) -> Detail:
    """Raises NoSuchVersion."""
    row, official = session.get(OfficialMessage, message_id), queries.version(session, message_id)
    if row is None or official is None:
        raise NoSuchVersion(id=message_id)
    steps = session.scalars(select(Transition).where(Transition.message_id == message_id).order_by(Transition.id))
    return Detail(
        official,
        row.state,
        row.author,
        row.approved_by,
        row.published_at,
        row.created_at,
        tuple(Step(s.at, s.actor, s.from_state, s.to_state, s.comment) for s in steps),
    )
