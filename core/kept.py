"""What is official is read by every turn and changes a few times a week: a process keeps what it has read, until it changes.

So it is with the names of products and facilities. A trigger of the database (migrations 0030, 0032) sets a new mark with every change of
messages, recordings, facts, figures, products and facilities. A turn asks for
the mark when it begins (`keep`); what it then reads is kept under it, and given to later turns that find the same mark. A change is seen
by every turn that begins after it was committed. Where no mark was asked for, everything is read anew.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import BigInteger, Boolean, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base

P = ParamSpec("P")
T = TypeVar("T")

MOST = 5_000
"""Answers that are kept: all topics in all languages, with their titles and texts, are some hundreds a day."""

_KEY = "content_mark"


class ContentRevision(Base):
    """One row. mark: the number of the transaction that changed something last."""

    __tablename__ = "content_revision"

    one: Mapped[bool] = mapped_column(Boolean, primary_key=True, server_default="true")
    mark: Mapped[int] = mapped_column(BigInteger)


MARK = select(ContentRevision.mark).scalar_subquery()
"""The present mark, for a query that asks for it among other things."""


class _Kept:
    """What this process has read under one mark."""

    mark: int | None = None
    answers: dict[Any, Any] = {}  # noqa: RUF012 (of the process, replaced whole)


def keep(session: Session, mark: int | None) -> None:
    """From here on this session's reads of what is official may be answered by what was kept under `mark`. It must not write any of it."""
    session.info[_KEY] = mark


def kept(function: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Session, P], T]:
    """Marks a read of what is official. Its arguments must be hashable; nobody may change what it returns."""

    @wraps(function)
    def read(session: Session, *args: P.args, **kwargs: P.kwargs) -> T:
        mark = session.info.get(_KEY)
        if mark is None:
            return function(session, *args, **kwargs)
        if mark != _Kept.mark or len(_Kept.answers) > MOST:
            _Kept.mark, _Kept.answers = mark, {}
        answers = _Kept.answers
        key = (function, args, tuple(kwargs.items()))
        if key not in answers:
            answers[key] = function(session, *args, **kwargs)
        answer: T = answers[key]
        return answer

    return cast(Callable[Concatenate[Session, P], T], read)
