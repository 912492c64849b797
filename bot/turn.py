"""The way of one message: the stages in their order, then what was said becomes words, parts and rows of the outbox."""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot import inbox, outbox
from bot.arrival import Claimed, arrive, claim
from bot.care.centres import centres
from bot.care.check.flow import ask_again, check
from bot.care.contacts import contacts
from bot.care.followed import followed
from bot.care.isolation import isolation
from bot.channels.base import Capabilities
from bot.delivery import Held, Sender
from bot.ending import end
from bot.inbound import Inbound, Kind
from bot.models import Conversation
from bot.rasa_client import RasaClient, RasaUnavailable
from bot.say import Say
from bot.speech import Speech
from bot.stages.base import Stage, TurnContext
from bot.stages.choice import choice
from bot.stages.dialogue import dialogue
from bot.stages.emergency import emergency
from bot.stages.erase import erase
from bot.stages.feedback import feedback
from bot.stages.human import human
from bot.stages.interruption import Interrupted
from bot.stages.language import language, say_about_language
from bot.stages.media import media
from bot.stages.staff import staff
from bot.stages.statement import statement
from bot.stages.words import words
from bot.stages.work import work
from bot.usage import exchange
from core import notifications
from core.database import AsyncDatabase
from core.i18n.keywords import keywords
from core.identity import service as identity
from core.settings import Settings
from usage import service as usage

log = structlog.get_logger()

STAGES: tuple[Stage, ...] = (
    emergency, choice, media, human, staff, contacts, check, followed, isolation, work, words, centres, feedback, language, erase,
    statement, dialogue,
)  # fmt: skip
"""Emergency first, whatever else the message is; what needs no model before what does."""


PATIENCE = 0.7
"""Seconds without an answer after which the person is shown that we read and think."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A turn that was done, or failed. delivered: what it said was sent."""

    conversation_id: uuid.UUID
    delivered: bool = False


@dataclass(frozen=True, slots=True)
class Turns:
    """Does turns: one database, one Rasa, the capabilities of each channel."""

    database: AsyncDatabase
    rasa: RasaClient
    capabilities: Mapping[str, Capabilities]
    settings: Settings
    attend: Callable[[Inbound], Awaitable[None]] | None = None
    """Shows the person that we read and think, while the turn is done."""
    sender: Sender | None = None
    """Sends what a turn has said, if whoever does the turn is to."""

    @property
    def speech(self) -> Speech:
        return Speech(self.capabilities, self.settings)

    async def next(self) -> Turned | None:
        """Do the turn of the next message that is due, if any conversation is free."""
        inbox_id = conversation_id = None
        async with self.database.lent() as connection:
            try:
                async with self.database.sessions(bind=connection) as session, session.begin():
                    claimed = await session.run_sync(claim)
                    if claimed is None:
                        return None
                    inbox_id, conversation_id = claimed.inbox_id, claimed.conversation.id
                    held = await self._turn(session, claimed, hold=True)
            except Exception as error:
                if inbox_id is None or conversation_id is None:
                    raise
                # a lock that was taken to send what is not said now ends with the connection
                await connection.invalidate()
                await self._failed(inbox_id, error)
                return Turned(conversation_id)
            delivered = held is not None and self.sender is not None and await self.sender.hand_over(connection, held)
        return Turned(conversation_id, delivered)

    async def now(self, conversation_id: uuid.UUID, inbox_id: int) -> None:
        """Do the turns of a conversation up to this message, here and now (web chat, terminal). A failure is noted as `next` does."""
        while True:
            message_id = None
            try:
                async with self.database.sessions.begin() as session:
                    conversation = await session.run_sync(inbox.lock, conversation_id)
                    message = None if conversation is None else await session.run_sync(inbox.next_pending, conversation, inbox_id)
                    if conversation is None or message is None:
                        return
                    if message.attempts and message.due_at > datetime.now(UTC):
                        # an earlier message waits for its next attempt, and this one behind it
                        await session.run_sync(self._say_slow, conversation, inbox_id)
                        return
                    message_id = message.id
                    await self._turn(session, Claimed(conversation, message.id, message.payload, message.received_at))
                if message_id == inbox_id:
                    return
            except Exception as error:
                if message_id is None:
                    raise
                await self._failed(message_id, error)
                return

    async def _turn(self, session: AsyncSession, claimed: Claimed, hold: bool = False) -> Held | None:
        inbound = claimed.inbound
        inbox.begin(claimed.conversation, claimed.received_at)
        attending = None if self.attend is None else asyncio.create_task(self._attend(inbound))
        try:
            return await self._stages(session, claimed, inbound, hold)
        finally:
            if attending is not None:
                if inbound.kind is not Kind.CHOICE:
                    attending.cancel()
                await asyncio.wait({attending})

    async def _attend(self, inbound: Inbound) -> None:
        """At most two seconds: an indicator must not hold up the answer."""
        assert self.attend is not None
        if inbound.kind is not Kind.CHOICE:
            # a tapped button waits for its sign; who wrote does not need one where the answer comes at once
            await asyncio.sleep(PATIENCE)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self.attend(inbound)

    async def _stages(self, session: AsyncSession, claimed: Claimed, inbound: Inbound, hold: bool) -> Held | None:
        conversation = claimed.conversation
        person = claimed.person if claimed.person is not None else await session.run_sync(arrive, conversation)
        if person.blocked:
            await session.run_sync(identity.unblock, conversation.channel, conversation.address)
        turn = TurnContext(
            session=session,
            conversation=conversation,
            person=person,
            inbound=inbound,
            inbox_id=claimed.inbox_id,
            rasa=self.rasa,
            keywords=keywords(),
            today=_today(),
            text=inbound.text.strip(),
        )
        for stage in STAGES:
            if turn.settled:
                break
            await stage(turn)
        await ask_again(turn)
        if turn.erased:
            await self._say_last(session, turn)
            return None
        say_about_language(turn, first_contact=person.locale is None)
        return await session.run_sync(self._finish, turn, claimed.received_at, hold)

    def _finish(self, session: Session, turn: TurnContext, received_at: datetime, hold: bool) -> Held | None:
        """Words, menu, outbox, and the message is done: one transaction."""
        spoken = self.speech.say(session, turn.conversation, turn.says, turn.locale, turn.today, turn.asked, turn.question)
        turn.topic = spoken.topic
        if self.capabilities[turn.conversation.channel].window is not None:
            notifications.release(session, turn.person.person_id)
        hold = hold and self.sender is not None and turn.conversation.channel in self.sender.channels
        exchanged = exchange(session, turn, received_at, len(spoken.parts))
        return end(session, turn.conversation, turn.inbox_id, spoken.parts, exchanged, hold)

    async def _say_last(self, session: AsyncSession, turn: TurnContext) -> None:
        """The last word to somebody whose data was just erased: it needs an address, so a new, empty conversation is made for it."""

        def put(session: Session) -> None:
            conversation = inbox.conversation_of(session, turn.inbound.channel, turn.inbound.sender)
            locale = turn.person.locale
            if locale is not None:
                identity.set_locale(session, conversation.person_id, locale)
            rendering = self.speech.words(session, turn.locale, turn.today)
            for say in turn.says:
                outbox.put(session, conversation, turn.inbox_id, self.speech.fit(conversation, rendering.render(say), turn.locale))

        await session.run_sync(put)

    async def _failed(self, message_id: int, error: Exception) -> None:
        """Note the attempt; say once that we are slow, the last time that we cannot answer.

        Of a turn that gave way to an emergency nothing is said: the words about that come at once.
        """
        interrupted = isinstance(error, Interrupted)
        if interrupted:
            log.info("turn.interrupted", inbox=message_id)
        elif isinstance(error, RasaUnavailable):
            log.warning("turn.rasa_unavailable", inbox=message_id, why=str(error))
        else:
            log.error("turn.failed", inbox=message_id, error=type(error).__name__, exc_info=error)

        def note(session: Session) -> None:
            result = inbox.failed(session, message_id)
            if result is None:
                return
            message, given_up = result
            if not given_up and (interrupted or outbox.answers(session, message_id)):
                return
            conversation = session.get_one(Conversation, message.conversation_id)
            self._say_slow(session, conversation, message_id, "utter_unreachable" if given_up else "utter_slow")

        await self.database.run(note)

    def _say_slow(self, session: Session, conversation: Conversation, inbox_id: int, response: str = "utter_slow") -> None:
        """Words for when the dialogue does not answer: they need neither Rasa nor a menu."""
        locale = identity.view(session, conversation.identity_id).locale or "fr"
        rendered = self.speech.words(session, locale, _today()).render(Say(response))
        parts = self.speech.fit(conversation, rendered, locale)
        outbox.put(session, conversation, inbox_id, parts)
        usage.record_unasked(session, conversation.person_id, datetime.now(UTC), conversation.channel, locale, len(parts))


def _today() -> date:
    """The day in Mali, which keeps UTC."""
    return datetime.now(UTC).date()
