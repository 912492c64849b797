"""The content-gap list, and how answers are rated."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from messages.models import OfficialMessage
from messages.questions.models import AnswerRating, Question


@dataclass(frozen=True, slots=True)
class Gap:
    """Like questions as one. key: what they have in common. text: as it was asked most often.

    kinds, locales, chosen, topics: how many of each; first, last: days.
    """

    key: str
    text: str
    count: int
    kinds: dict[str, int]
    locales: dict[str, int]
    chosen: dict[str, int]
    topics: dict[str, int]
    first: date
    last: date


def gaps(session: Session, *, since: date | None = None, kinds: Iterable[str] = (), limit: int = 50) -> list[Gap]:
    """Questions without a good answer, like ones counted as one, the most frequent first (of equals, the latest)."""
    wanted: list[ColumnElement[bool]] = [Question.kind.in_(tuple(kinds))] if kinds else []
    if since is not None:
        wanted.append(Question.day >= since)
    keys = session.execute(
        select(Question.key, func.count().label("n"))
        .where(*wanted)
        .group_by(Question.key)
        .order_by(func.count().desc(), func.max(Question.day).desc(), Question.key)
        .limit(limit)
    ).all()
    rows: dict[str, list[Question]] = {key: [] for key, _ in keys}
    for row in session.scalars(select(Question).where(*wanted, Question.key.in_(list(rows))).order_by(Question.id)):
        rows[row.key].append(row)
    return [_gap(like) for like in rows.values()]


def _gap(like: list[Question]) -> Gap:
    days = [row.day for row in like]
    return Gap(
        key=like[0].key,
        text=Counter(row.text for row in like).most_common(1)[0][0],
        count=len(like),
        kinds=dict(Counter(row.kind for row in like)),
        locales=dict(Counter(row.locale for row in like)),
        chosen=dict(Counter(row.chosen for row in like if row.chosen)),
        topics=dict(Counter(row.topic for row in like if row.topic)),
        first=min(days),
        last=max(days),
    )


@dataclass(frozen=True, slots=True)
class Rated:
    """Ratings of one version of a message, all days together."""

    topic: str
    locale: str
    version: int
    useful: int
    not_useful: int


def ratings(session: Session, *, since: date | None = None) -> list[Rated]:
    """How versions are rated, the least useful first."""
    useful, not_useful = func.sum(AnswerRating.useful), func.sum(AnswerRating.not_useful)
    query = (
        select(OfficialMessage.topic, OfficialMessage.locale, OfficialMessage.version, useful, not_useful)
        .join(AnswerRating, AnswerRating.message_id == OfficialMessage.id)
        .group_by(OfficialMessage.id)
        .order_by(not_useful.desc(), useful, OfficialMessage.topic, OfficialMessage.locale, OfficialMessage.version)
    )
    if since is not None:
        query = query.where(AnswerRating.day >= since)
    return [Rated(topic, locale, version, int(yes), int(no)) for topic, locale, version, yes, no in session.execute(query)]
