"""Questions without a good answer, and ratings of answers. No row names, numbers or points to a person."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Identity, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Question(Base):
    """One question as it was asked, masked. Only the day is kept: an hour would lead to the person.

    key: what like questions have in common. kind: of `service.KINDS`. offered: the topics of a "did you mean", in order; chosen: the one
    that was taken (`none`: none of these), None while nothing was. topic: the answer that was given, where it was the wrong one.
    """

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_day", "day"), Index("ix_question_key", "key"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(200))
    offered: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    chosen: Mapped[str | None] = mapped_column(String(40))
    topic: Mapped[str | None] = mapped_column(String(40))


class AnswerRating(Base):
    """How many people found a version of a message useful on a day, and how many did not."""

    __tablename__ = "answer_rating"

    message_id: Mapped[int] = mapped_column(ForeignKey("official_message.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    useful: Mapped[int] = mapped_column(default=0)
    not_useful: Mapped[int] = mapped_column(default=0)


class TrainingExample(Base):
    """A sentence that an editor wants the model to understand as a topic. text: masked once more."""

    __tablename__ = "training_example"
    __table_args__ = (UniqueConstraint("locale", "text"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    topic: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(300))
    actor: Mapped[str] = mapped_column(String(200))
