"""The beginning of a turn: who wrote, and what there is about them, in one question."""

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from bot.handover.models import State, TalkRequest
from bot.models import Conversation
from bot.work.models import WorkDraft
from contact_tracing import queries as tracing
from core import absent
from core.absent import What
from core.errors import NotFound
from core.identity.models import ChannelIdentity, Person
from core.identity.service import PersonView, view_of
from core.notifications import Notification
from core.staff.models import Staff
from messages import queries as messages

_WHO = (
    select(
        ChannelIdentity.id,
        ChannelIdentity.channel,
        ChannelIdentity.blocked_at,
        Person.id.label("person_id"),
        Person.locale,
        Person.opted_out_at,
        exists().where(WorkDraft.person_id == Person.id, WorkDraft.expires_at > func.now()).label(What.DRAFT),
        exists().where(Staff.person_id == Person.id, Staff.revoked_at.is_(None)).label(What.STAFF),
        exists().where(TalkRequest.conversation_id == bindparam("conversation"), TalkRequest.state != State.ENDED.value).label(What.TALK),
        exists().where(Notification.person_id == Person.id, Notification.taken_at.is_(None), Notification.held.is_(True)).label(What.HELD),
        tracing.isolated(Person.id).label(What.ISOLATION),
        tracing.noticed(Person.id).label(What.NOTICE),
        messages.MARK.label("mark"),
    )
    .join(Person, Person.id == ChannelIdentity.person_id)
    .where(ChannelIdentity.id == bindparam("identity"))
)


def arrive(session: Session, conversation: Conversation) -> PersonView:
    """The person of a conversation. What they have not is noted (`core.absent`), and what is official is read once (`core.kept`).

    Raises NotFound after `erase`.
    """
    with session.no_autoflush:
        # that they wrote is written once, at the end of the turn
        row = session.execute(_WHO, {"identity": conversation.identity_id, "conversation": conversation.id}).one_or_none()
    if row is None:
        raise NotFound("identity")
    for what in What:
        if not getattr(row, what):
            absent.note(session, what, conversation.id if what is What.TALK else row.person_id)
    messages.keep(session, row.mark)
    return view_of(row.person_id, row.id, row.channel, row.locale, row.opted_out_at, row.blocked_at)
