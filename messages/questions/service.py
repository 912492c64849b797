"""Recording what was asked in vain and what people say of answers. Nothing here takes a person."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from messages import queries as messages
from messages.questions import masking
from messages.questions.models import AnswerRating, Question

LOST, DID_YOU_MEAN, RUMOUR, WRONG_ANSWER, LOW_RATING = KINDS = ("lost", "did_you_mean", "rumour", "wrong_answer", "low_rating")

NONE_OF_THESE = "none"

RETENTION_FACT = "question_retention_days"
DEFAULT_RETENTION_DAYS = 365


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was typed (it is masked before anything is kept), on which day, in which language, of which of KINDS.

    claim: what like questions are counted by, where it is a part of the text (a rumour without "is it true that").
    offered: topics of a "did you mean". topic: the answer that was wrong or not useful.
    """

    text: str
    day: date
    locale: str
    kind: str
    claim: str = ""
    offered: tuple[str, ...] = field(default=())
    topic: str | None = None


def masked(text: str) -> str:
    """A question as it may be remembered outside (see `masking.mask`)."""
    return masking.mask(text)


def record(session: Session, asked: Asked) -> int:
    """Keep a question, masked; returns its number, for `choose`. Raises ValueError for an unknown kind."""
    if asked.kind not in KINDS:
        raise ValueError(asked.kind)
    masked = masking.mask(asked.text)
    key = masking.key(masking.mask(asked.claim) if asked.claim else masked)
    question = Question(
        day=asked.day,
        kind=asked.kind,
        locale=asked.locale,
        text=masked,
        # an answer that was tapped had no question: it is counted by its topic
        key=key or f"topic {asked.topic}",
        offered=list(asked.offered),
        topic=asked.topic,
    )
    session.add(question)
    session.flush()
    return question.id


def choose(session: Session, question: int, topic: str) -> None:
    """Note what was taken of a "did you mean": one of the offered topics, or `none`. The last choice counts; an old number is nothing."""
    row = session.get(Question, question)
    if row is not None and topic in (*row.offered, NONE_OF_THESE):
        row.chosen = topic


def rate(session: Session, message_id: int, day: date, useful: bool, before: bool | None = None) -> None:
    """Count a rating of a version of a message. before: what the same person said of the same answer, which no longer counts."""
    if before == useful:
        return
    _count(session, message_id, day, useful, 1)
    if before is not None:
        _count(session, message_id, day, before, -1)


def _count(session: Session, message_id: int, day: date, useful: bool, step: int) -> None:
    column = AnswerRating.useful if useful else AnswerRating.not_useful
    statement = (
        insert(AnswerRating).values(message_id=message_id, day=day, useful=0, not_useful=0)
        if step < 0
        else insert(AnswerRating).values(message_id=message_id, day=day, useful=int(useful), not_useful=int(not useful))
    )
    # never below nothing, whatever order corrections come in
    session.execute(
        statement.on_conflict_do_update(index_elements=["message_id", "day"], set_={column.key: func.greatest(column + step, 0)})
    )


def purge(session: Session, today: date) -> int:
    """Delete questions older than the fact `question_retention_days`; returns how many. Ratings are counts and stay."""
    days = int(messages.facts(session, today).get(RETENTION_FACT, DEFAULT_RETENTION_DAYS))
    result = session.execute(delete(Question).where(Question.day < today - timedelta(days=days)).returning(Question.id))
    return len(result.all())
