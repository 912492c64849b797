"""Reading the queue of those who asked for a human. Session in, dataclasses out; only of the asker's area."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from bot.handover.models import CannedAnswer, State, TalkAnswer, TalkRequest
from bot.handover.service import covers
from bot.models import InboxMessage, OutboxMessage
from core.errors import NotFound
from core.staff import queries as staff
from core.staff.queries import StaffView
from core.staff.roles import Permission

BEFORE = timedelta(hours=24)
"""How far back before the request its messages are shown."""
LINES = 40

Who = Literal["person", "assa", "agent"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """place: code. yours: the asker has taken it. danger: they told of a sign of danger. waits: since when the person has no answer."""

    id: uuid.UUID
    channel: str
    locale: str
    place: str | None
    state: State
    asked_at: datetime
    taken_by: uuid.UUID | None
    yours: bool
    danger: bool
    waits: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said. text: "" for what is no text; kind: of the message (text, choice, voice, photo...)."""

    at: datetime
    who: Who
    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Canned:
    id: int
    locale: str
    title: str
    text: str


def queue(session: Session, by: StaffView) -> Sequence[Waiting]:
    """What has not ended in somebody's area: danger first, then who waits longest. Nobody without the permission sees anything."""
    if not by.may(Permission.ANSWER_PEOPLE):
        return []
    areas = staff.places_of(by)
    mine = true() if areas is None else or_(TalkRequest.place.is_(None), TalkRequest.place.in_(areas))
    rows = session.scalars(
        select(TalkRequest)
        .where(TalkRequest.state != State.ENDED.value, mine)
        .order_by(TalkRequest.danger_at.is_(None), TalkRequest.wrote_at.nulls_last(), TalkRequest.asked_at)
    )
    return [_waiting(row, by) for row in rows]


def request(session: Session, request_id: uuid.UUID, by: StaffView) -> Waiting:
    """Raises NotFound `talk.unknown`, also for what is not of the asker's area."""
    row = session.get(TalkRequest, request_id)
    if row is None or not by.may(Permission.ANSWER_PEOPLE) or not covers(by, row.place):
        raise NotFound("talk.unknown")
    return _waiting(row, by)


def _waiting(row: TalkRequest, by: StaffView) -> Waiting:
    return Waiting(
        row.id, row.channel, row.locale, row.place, State(row.state), row.asked_at, row.taken_by, row.taken_by == by.uuid,
        row.danger_at is not None, row.wrote_at,
    )  # fmt: skip


def thread(session: Session, request_id: uuid.UUID, by: StaffView) -> Sequence[Line]:
    """The last messages, the oldest first: from a day before they asked to the end. Raises NotFound as `request` does."""
    request(session, request_id, by)
    row = session.get_one(TalkRequest, request_id)
    since, until = row.asked_at - BEFORE, row.ended_at
    lines = [
        Line(each.received_at, "person", str(each.payload.get("text") or ""), str(each.payload.get("kind", "text")))
        for each in session.scalars(
            select(InboxMessage)
            .where(InboxMessage.conversation_id == row.conversation_id, InboxMessage.received_at >= since)
            .where(true() if until is None else InboxMessage.received_at <= until)
            .order_by(InboxMessage.id.desc())
            .limit(LINES)
        )
    ]
    lines += [
        Line(each.created_at, "assa", str(each.part.get("text", "")))
        for each in session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.conversation_id == row.conversation_id, OutboxMessage.created_at >= since)
            .where(OutboxMessage.response != "utter_talk_answer", true() if until is None else OutboxMessage.created_at <= until)
            .order_by(OutboxMessage.id.desc())
            .limit(LINES)
        )
    ]
    answers = session.scalars(select(TalkAnswer).where(TalkAnswer.request_id == request_id).order_by(TalkAnswer.id))
    lines += [Line(each.at, "agent", each.text) for each in answers]
    return sorted(lines, key=lambda line: line.at)[-LINES:]


def canned(session: Session, locale: str | None = None) -> Sequence[Canned]:
    """Answers that are often given, by language and title."""
    query = select(CannedAnswer).order_by(CannedAnswer.locale, CannedAnswer.title, CannedAnswer.id)
    rows = session.scalars(query if locale is None else query.where(CannedAnswer.locale == locale))
    return [Canned(row.id, row.locale, row.title, row.text) for row in rows]
