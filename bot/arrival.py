"""The beginning of a turn: the next message, who wrote it, and what there is about them, in one question."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, bindparam, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from bot.handover.models import State, TalkRequest
from bot.inbound import Inbound
from bot.models import Conversation, InboxMessage
from bot.work.models import WorkDraft
from contact_tracing import queries as tracing
from core import absent
from core.absent import What
from core.direct import Direct, attach
from core.errors import NotFound
from core.identity.models import ChannelIdentity, Person
from core.identity.service import PersonView, view_of
from core.notifications import Notification
from core.staff.models import Staff
from messages import queries as messages


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message whose turn it is. payload: of the message. person: who wrote it; None: to be asked for (`arrive`)."""

    conversation: Conversation
    inbox_id: int
    payload: dict[str, Any]
    received_at: datetime
    person: PersonView | None = None

    @property
    def inbound(self) -> Inbound:
        """The message. It is read in its turn and not before: of one that cannot be read the turn fails, and those behind it go on."""
        return Inbound.from_json(self.payload)


def _about(conversation_id: ColumnElement[uuid.UUID]) -> list[Label[Any]]:
    """The columns about a person and their identity, both in the FROM: who they are, what they have, the mark of what is official."""
    ended: ColumnElement[str] = literal_column(f"'{State.ENDED.value}'")
    return [
        ChannelIdentity.id.label("identity_id"),
        ChannelIdentity.channel.label("identity_channel"),
        ChannelIdentity.blocked_at.label("blocked_at"),
        Person.id.label("who"),
        Person.locale.label("locale"),
        Person.opted_out_at.label("opted_out_at"),
        exists().where(WorkDraft.person_id == Person.id, WorkDraft.expires_at > func.now()).label(What.DRAFT),
        exists().where(Staff.person_id == Person.id, Staff.revoked_at.is_(None)).label(What.STAFF),
        exists().where(TalkRequest.conversation_id == conversation_id, TalkRequest.state != ended).label(What.TALK),
        exists().where(Notification.person_id == Person.id, Notification.taken_at.is_(None), Notification.held.is_(True)).label(What.HELD),
        tracing.isolated(Person.id).label(What.ISOLATION),
        tracing.noticed(Person.id).label(What.NOTICE),
        messages.MARK.label("mark"),
    ]


def _person(session: Session, row: Mapping[str, Any], conversation_id: uuid.UUID) -> PersonView:
    for what in What:
        if not row[what]:
            absent.note(session, what, conversation_id if what is What.TALK else row["who"])
    messages.keep(session, row["mark"])
    return view_of(row["who"], row["identity_id"], row["identity_channel"], row["locale"], row["opted_out_at"], row["blocked_at"])


_WHO = Direct(
    select(*_about(bindparam("conversation", type_=Conversation.id.type)))
    .join_from(ChannelIdentity, Person, Person.id == ChannelIdentity.person_id)
    .where(ChannelIdentity.id == bindparam("identity", type_=ChannelIdentity.id.type))
)


def arrive(session: Session, conversation: Conversation) -> PersonView:
    """The person of a conversation. What they have not is noted (`core.absent`), and what is official is read once (`core.kept`).

    Raises NotFound after `erase`.
    """
    row = _WHO.named(session, {"identity": conversation.identity_id, "conversation": conversation.id})
    if row is None:
        raise NotFound("identity")
    return _person(session, row, conversation.id)


_CONVERSATION = tuple(column.key for column in Conversation.__table__.columns)
_earlier = aliased(InboxMessage)
_due = (
    select(
        *(getattr(Conversation, name).label(f"conversation_{name}") for name in _CONVERSATION),
        InboxMessage.id.label("inbox_id"),
        InboxMessage.payload.label("payload"),
        InboxMessage.received_at.label("received_at"),
        InboxMessage.urgent.label("urgent"),
    )
    .join_from(InboxMessage, Conversation, Conversation.id == InboxMessage.conversation_id)
    .where(
        InboxMessage.state == literal_column("'pending'"),
        InboxMessage.due_at <= func.now(),
        or_(
            InboxMessage.urgent,
            ~exists().where(
                _earlier.conversation_id == InboxMessage.conversation_id,
                _earlier.state == literal_column("'pending'"),
                _earlier.id < InboxMessage.id,
            ),
        ),
    )
    .order_by(InboxMessage.urgent.desc(), InboxMessage.id)
    .limit(literal_column("1"))
    # key_share: another message of the conversation is stored, which refers to its row, while a turn is under way
    .with_for_update(skip_locked=True, key_share=True, of=[Conversation, InboxMessage])
    .cte("due")
)
_CLAIM = Direct(
    select(*_due.c, *_about(_due.c.conversation_id))
    .join_from(_due, ChannelIdentity, ChannelIdentity.id == _due.c.conversation_identity_id, isouter=True)
    .join(Person, Person.id == ChannelIdentity.person_id, isouter=True)
)


def claim(session: Session) -> Claimed | None:
    """Lock a conversation that has a message due, and give its oldest, or an urgent one before it. None when there is nothing to do.

    The lock is the conversation's row, held until the transaction ends: one message of a conversation at a time, others in parallel;
    a process that dies lets go of it. The message's row is locked too: if another did it just before, PostgreSQL looks at it again and
    passes over it.
    """
    row = _CLAIM.named(session, {})
    if row is None:
        return None
    conversation = attach(session, Conversation(**{name: row[f"conversation_{name}"] for name in _CONVERSATION}))
    # An urgent message does not wait for the ones before it: the turn of one may have ended between the beginning of this question and its
    # lock, and what that turn left would not be seen here. Any other is not found before theirs have ended.
    person = None if row["urgent"] or row["who"] is None else _person(session, row, conversation.id)
    return Claimed(conversation, row["inbox_id"], row["payload"], row["received_at"], person)
