"""A request to talk to a human, from asking to the end. Each function is one change, in the caller's transaction.

::

    waiting → taken → ended       taken → waiting: the agent fell silent
       └────────────────┘         waiting → ended: the person thought better of it, or nobody came

Raises NotFound `talk.unknown`; Conflict `talk.taken` (somebody else has it), `talk.not_yours`, `talk.ended`; InvalidInput `talk.empty`,
`talk.too_long`.
"""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handover.models import CannedAnswer, State, TalkAnswer, TalkRequest
from bot.models import Conversation
from core import absent, audit, geography, notifications
from core.absent import What
from core.errors import Conflict, InvalidInput, NotFound
from core.staff import queries as staff
from core.staff.queries import StaffView
from core.staff.roles import Permission

LONGEST = 1500
"""Characters of an answer: more is no message."""


def open_of(session: Session, conversation_id: uuid.UUID) -> TalkRequest | None:
    """The request of a conversation that has not ended."""
    if absent.known(session, What.TALK, conversation_id):
        return None
    return session.scalars(
        select(TalkRequest).where(TalkRequest.conversation_id == conversation_id, TalkRequest.state != State.ENDED.value)
    ).first()


def ask(session: Session, conversation: Conversation, locale: str, place: str | None, at: datetime) -> bool:
    """Put the person into the queue and tell the nearest level of their place that has somebody. False when they were in it before."""
    if open_of(session, conversation.id) is not None:
        return False
    request = TalkRequest(
        conversation_id=conversation.id, person_id=conversation.person_id, channel=conversation.channel, locale=locale, place=place,
        asked_at=at, wrote_at=at,
    )  # fmt: skip
    session.add(request)
    session.flush()
    absent.unsay(session, What.TALK)
    tell(session, request, at)
    return True


def tell(session: Session, request: TalkRequest, at: datetime, above: bool = False) -> int:
    """Tell those who may answer, in their chat, without a word of who asks: the nearest level, or with `above` the next one."""
    on = at.date()
    near = [each for each in staff.receivers(session, place=request.place, on=on) if each.may(Permission.ANSWER_PEOPLE)]
    near = [each for each in near if each.person_id != request.person_id and each.role.value not in request.told]
    if not near or (request.told and not above):
        return 0
    role = near[0].role
    place = geography.named(request.place, on)
    receivers = [each for each in near if each.role == role and each.person_id is not None]
    for each in receivers:
        assert each.person_id is not None
        notifications.request(session, each.person_id, "utter_talk_for_agent", {"place": place}, key=f"talk:{request.id}:{each.id}")
    request.told = [*request.told, role.value]
    return len(receivers)


def wrote(session: Session, request: TalkRequest, at: datetime) -> None:
    """The person wrote to the agent: it waits for an answer from now, if nothing waited before."""
    request.wrote_at = request.wrote_at or at
    session.flush()


def danger(session: Session, conversation_id: uuid.UUID, at: datetime) -> None:
    """The person told of a sign of danger: the queue shows it first."""
    request = open_of(session, conversation_id)
    if request is not None:
        request.danger_at, request.wrote_at = at, request.wrote_at or at
        session.flush()


def leave(session: Session, conversation_id: uuid.UUID, at: datetime) -> bool:
    """The person goes back to ASSA; False when they were in no queue."""
    request = open_of(session, conversation_id)
    if request is None:
        return False
    _end(session, request, "person", at)
    return True


def take(session: Session, request_id: uuid.UUID, by: StaffView, at: datetime) -> None:
    """One takes it, and the person is told; who comes second is told that it is taken."""
    request = _locked(session, request_id, by)
    if request.state == State.TAKEN and request.taken_by != by.uuid:
        raise Conflict("talk.taken")
    if request.state == State.ENDED:
        raise Conflict("talk.ended")
    if request.state == State.WAITING:
        request.state, request.taken_by, request.taken_at = State.TAKEN.value, by.uuid, at
        session.flush()
        _audit(session, "talk.taken", request, by)
        _say(session, request, "utter_talk_taken", at)


def answer(session: Session, request_id: uuid.UUID, by: StaffView, text: str, at: datetime) -> None:
    """Say something to the person, in their chat, by whatever channel reaches them."""
    said = text.strip()
    if not said:
        raise InvalidInput("talk.empty")
    if len(said) > LONGEST:
        raise InvalidInput("talk.too_long", longest=LONGEST)
    request = _taken(session, request_id, by)
    session.add(TalkAnswer(request_id=request.id, at=at, staff=by.uuid, text=said))
    request.wrote_at = None
    session.flush()
    _audit(session, "talk.answered", request, by)
    _say(session, request, "utter_talk_answer", at, text=said)


def hand_back(session: Session, request_id: uuid.UUID, by: StaffView, at: datetime) -> None:
    """The agent has done: ASSA answers again, and the person is told."""
    request = _taken(session, request_id, by)
    _end(session, request, "agent", at)
    _audit(session, "talk.handed_back", request, by)
    _say(session, request, "utter_talk_handed_back", at)


def give_up(session: Session, request: TalkRequest, at: datetime) -> None:
    """The agent fell silent: back into the queue, ASSA answers meanwhile, and the person is told."""
    request.state, request.taken_by, request.taken_at = State.WAITING.value, None, None
    session.flush()
    _say(session, request, "utter_talk_silent", at)


def nobody(session: Session, request: TalkRequest, at: datetime) -> None:
    """Nobody came in time: the person is told so, with the number to call."""
    _end(session, request, "nobody", at)
    _say(session, request, "utter_talk_nobody", at)


def keep_canned(session: Session, locale: str, title: str, text: str, by: StaffView, canned_id: int | None = None) -> int:
    """Keep an answer that is often given, new or in the place of another.

    Raises InvalidInput `canned.incomplete`, NotFound `canned.unknown`.
    """
    if not title.strip() or not text.strip() or len(title.strip()) > 60 or len(text.strip()) > LONGEST:
        raise InvalidInput("canned.incomplete", longest=LONGEST)
    row = CannedAnswer() if canned_id is None else session.get(CannedAnswer, canned_id)
    if row is None:
        raise NotFound("canned.unknown")
    row.locale, row.title, row.text = locale, title.strip(), text.strip()
    session.add(row)
    session.flush()
    audit.record(session, "canned.kept", actor=("staff", by.uuid), subject=("canned_answer", str(row.id)))
    return row.id


def drop_canned(session: Session, canned_id: int, by: StaffView) -> None:
    """Take one out; an unknown one is nothing."""
    row = session.get(CannedAnswer, canned_id)
    if row is not None:
        session.delete(row)
        audit.record(session, "canned.dropped", actor=("staff", by.uuid), subject=("canned_answer", str(canned_id)))


def _locked(session: Session, request_id: uuid.UUID, by: StaffView) -> TalkRequest:
    request = session.scalars(select(TalkRequest).where(TalkRequest.id == request_id).with_for_update()).first()
    if request is None or not by.may(Permission.ANSWER_PEOPLE) or not covers(by, request.place):
        raise NotFound("talk.unknown")
    return request


def covers(by: StaffView, place: str | None) -> bool:
    """Whether a member of staff answers people of a place. Of whom no place is known, anybody may take care."""
    return place is None or by.covers(place)


def _taken(session: Session, request_id: uuid.UUID, by: StaffView) -> TalkRequest:
    request = _locked(session, request_id, by)
    if request.state == State.ENDED:
        raise Conflict("talk.ended")
    if request.state != State.TAKEN or request.taken_by != by.uuid:
        raise Conflict("talk.not_yours")
    return request


def _end(session: Session, request: TalkRequest, by: str, at: datetime) -> None:
    request.state, request.ended_at, request.ended_by, request.wrote_at = State.ENDED.value, at, by, None
    session.flush()


def _say(session: Session, request: TalkRequest, response: str, at: datetime, **arguments: str) -> None:
    """Also in the middle of a form and after STOP: they asked for it."""
    key = f"talk:{request.id}:to:{uuid.uuid4()}"
    notifications.request(session, request.person_id, response, arguments, key=key, necessary=True)


def _audit(session: Session, what: str, request: TalkRequest, by: StaffView) -> None:
    audit.record(session, what, actor=("staff", by.uuid), subject=("talk_request", str(request.id)))
