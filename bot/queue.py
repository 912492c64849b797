"""How much waits, for those who watch: read by the indexes of what is unfinished, however much was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from bot.models import InboxMessage, OutboxMessage


@dataclass(frozen=True, slots=True)
class Queue:
    """inbox, outbox: channel, state, how many; what was done or sent is not counted. depth: messages due for their turn.
    oldest: seconds that the oldest of them has waited since it came."""

    inbox: Sequence[tuple[str, str, int]]
    outbox: Sequence[tuple[str, str, int]]
    depth: int
    oldest: float


def queue(session: Session) -> Queue:
    """What waits, and what could not be done."""
    due = (InboxMessage.state == literal_column("'pending'"), InboxMessage.due_at <= func.now())
    waited = func.extract("epoch", func.now() - func.min(InboxMessage.received_at))
    depth, oldest = session.execute(select(func.count(), func.coalesce(waited, 0)).where(*due)).one()
    inbox = [each for state in ("pending", "failed") for each in _counted(session, InboxMessage, state)]
    outbox = [each for state in ("pending", "refused", "abandoned") for each in _counted(session, OutboxMessage, state)]
    return Queue(inbox, outbox, depth, float(oldest))


def _counted(session: Session, model: type[InboxMessage] | type[OutboxMessage], state: str) -> list[tuple[str, str, int]]:
    # literal: a partial index is found for a state that is known when the question is planned
    rows = session.execute(select(model.channel, func.count()).where(model.state == literal_column(f"'{state}'")).group_by(model.channel))
    return [(channel, state, count) for channel, count in rows]
