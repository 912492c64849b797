"""Tells people what the domain asked to tell them (`core.notifications`): one at a time, in their words, on the channel that reaches them.

A request is done with in the transaction that puts it into the outbox: told once, whatever is killed.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.models import Conversation
from bot.outbound import Layout, Part
from bot.render.responses import responses
from bot.say import Say
from bot.speech import Speech
from bot.work import drafts
from core.database import AsyncDatabase
from core.identity.models import ChannelIdentity
from core.identity.service import PersonView, view
from core.notifications import Notification
from usage import service as usage

log = structlog.get_logger()

QUIET = timedelta(minutes=10)
"""A person who is in the middle of a form is not interrupted until they have been silent for so long."""
BUSY = timedelta(seconds=5)
"""When to look again at somebody whose message is being answered."""
HELD = timedelta(hours=1)
"""When to look again at what waits for the person to write (their writing releases it at once)."""
AGAIN = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""When to try again what failed in our hands; after the last, every time the last."""

Outcome = Literal["sent", "stopped", "stale", "unreachable", "unknown"]


@dataclass(frozen=True, slots=True)
class Handled:
    """conversation_id: where something is to be sent now; None: the person was not told, or not yet."""

    conversation_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Notices:
    """speech: its capabilities name the channels that this deployment has."""

    database: AsyncDatabase
    speech: Speech

    async def next(self) -> Handled | None:
        """Settle the request that is due longest; None when nothing is due. One that fails waits, and holds up nobody else."""
        taken: list[int] = []
        try:
            return await self.database.run(self._next, taken)
        except Exception as error:
            if not taken:
                raise
            log.error("notices.failed", notification=taken[0], error=type(error).__name__)
            await self.database.run(_failed, taken[0])
            return Handled(None)

    def _next(self, session: Session, taken: list[int]) -> Handled | None:
        now = datetime.now(UTC)
        notification = _due(session, now)
        if notification is None:
            return None
        taken.append(notification.id)
        conversation = self._tell(session, notification, now)
        return Handled(None if conversation is None else conversation.id)

    def _tell(self, session: Session, notification: Notification, now: datetime) -> Conversation | None:
        """The conversation in which it was told; None: it was not, now or ever."""
        if notification.expires_at is not None and notification.expires_at <= now:
            _done(notification, "stale", now)
            return None
        if notification.response not in responses() and f"utter_{notification.response}" not in responses():
            log.error("notices.unknown", notification=notification.id, response=notification.response)
            _done(notification, "unknown", now)
            return None
        reachable = self._reachable(session, notification.person_id)
        if not reachable:
            _done(notification, "unreachable", now)
            return None
        if reachable[0][1].opted_out and not notification.necessary:
            _done(notification, "stopped", now)
            return None
        open_now = [(each, person) for each, person in reachable if self._open(each, notification, now)]
        if not open_now:
            return self._wait(session, reachable, notification, now)
        chosen, person = open_now[0]
        conversation = _lock(session, chosen.id)
        if conversation is None:
            notification.due_at = now + BUSY
            return None
        if _in_a_form(session, conversation, now) and not notification.necessary:
            notification.due_at = (conversation.last_inbound_at or now) + QUIET
            return None
        self._put(session, conversation, person, notification, now)
        return conversation

    def _reachable(self, session: Session, person_id: uuid.UUID) -> Sequence[tuple[Conversation, PersonView]]:
        """The person's conversations that take messages: first those that we send to (a web page may be shut), the newest first."""
        rows = session.execute(
            select(Conversation, ChannelIdentity.id)
            .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
            .where(Conversation.person_id == person_id, ChannelIdentity.blocked_at.is_(None))
            .where(Conversation.channel.in_(self.speech.capabilities))
            .order_by(Conversation.channel == "webchat", Conversation.last_inbound_at.desc().nulls_last(), Conversation.id)
        )
        return [(conversation, view(session, identity_id)) for conversation, identity_id in rows]

    def _open(self, conversation: Conversation, notification: Notification, now: datetime) -> bool:
        """Whether the channel lets us write there now."""
        window = self.speech.capabilities[conversation.channel].window
        if window is None:
            return True
        wrote = conversation.last_inbound_at
        return wrote is not None and wrote + window > now and (notification.refused_at is None or wrote > notification.refused_at)

    def _wait(
        self, session: Session, reachable: Sequence[tuple[Conversation, PersonView]], notification: Notification, now: datetime
    ) -> Conversation | None:
        """Every channel is shut until the person writes: ask them to, once, where the channel has a way."""
        notification.held, notification.due_at = True, now + HELD
        knocking = next((each for each, _ in reachable if self.speech.capabilities[each.channel].knock), None)
        if knocking is None or notification.knocked_at is not None:
            return None
        notification.knocked_at = now
        outbox.put(session, knocking, None, [Part(notification.response, "", Layout.KNOCK)])
        return knocking

    def _put(self, session: Session, conversation: Conversation, person: PersonView, notification: Notification, now: datetime) -> None:
        locale = person.locale or "fr"
        say = Say(notification.response, dict(notification.arguments))
        spoken = self.speech.say(session, conversation, [say], locale, usage.day_of(now))
        outbox.put(session, conversation, None, spoken.parts, notification.id)
        usage.record_unasked(session, person.person_id, now, conversation.channel, locale, len(spoken.parts))
        _done(notification, "sent", now)


def _due(session: Session, now: datetime) -> Notification | None:
    """Lock the request that is due longest and that nobody else is telling."""
    return session.scalars(
        select(Notification)
        .where(Notification.taken_at.is_(None), Notification.due_at <= now)
        .order_by(Notification.due_at, Notification.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def _lock(session: Session, conversation_id: uuid.UUID) -> Conversation | None:
    """The conversation, if no turn is at it. Not waited for: a turn that erases the person waits for our row."""
    return session.scalars(
        select(Conversation)
        .where(Conversation.id == conversation_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).first()


def _in_a_form(session: Session, conversation: Conversation, now: datetime) -> bool:
    """In the middle of questions, the dialogue's or ours: a menu that comes between would take the digits of the answer."""
    wrote = conversation.last_inbound_at
    if wrote is None or wrote + QUIET <= now:
        return False
    return conversation.form is not None or drafts.waits(session, conversation.person_id)


def _done(notification: Notification, outcome: Outcome, now: datetime) -> None:
    """Nothing is left to do for it."""
    notification.taken_at, notification.outcome = now, outcome
    if outcome != "sent":
        # nobody will be told: what it said need not be kept
        notification.arguments = {}
        log.info("notices.not_told", notification=notification.id, outcome=outcome)


def _failed(session: Session, notification_id: int) -> None:
    notification = session.get(Notification, notification_id, with_for_update=True)
    if notification is not None and notification.taken_at is None:
        notification.due_at = datetime.now(UTC) + AGAIN[min(notification.attempts, len(AGAIN) - 1)]
        notification.attempts += 1
