"""The way of one message: the stages in their order, then what was said becomes words, parts and rows of the outbox."""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot import answers, inbox, outbox, recordings
from bot.channels.base import Capabilities
from bot.choices import remember
from bot.inbound import Inbound
from bot.models import Conversation, InboxMessage
from bot.outbound import Choice, Outbound, Part
from bot.rasa_client import RasaClient, RasaUnavailable
from bot.render.fit import fit
from bot.render.render import Rendered, Words
from bot.say import Say
from bot.stages.base import Stage, TurnContext
from bot.stages.choice import choice
from bot.stages.dialogue import dialogue
from bot.stages.emergency import emergency
from bot.stages.erase import erase
from bot.stages.feedback import feedback
from bot.stages.language import language, say_about_language
from bot.stages.media import media
from bot.stages.statement import statement
from bot.stages.words import words
from bot.usage import count
from core.database import AsyncDatabase
from core.i18n import N_, translations
from core.i18n.keywords import keywords
from core.identity import service as identity
from core.settings import Settings
from messages.questions.service import masked
from usage import service as usage

log = structlog.get_logger()

STAGES: tuple[Stage, ...] = (emergency, choice, media, words, feedback, language, erase, statement, dialogue)
"""Emergency first, whatever else the message is; what needs no model before what does."""


LIST_LABEL = N_("Choisir")
"""Caption of the button that opens a list."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Does turns: one database, one Rasa, the capabilities of each channel."""

    database: AsyncDatabase
    rasa: RasaClient
    capabilities: Mapping[str, Capabilities]
    settings: Settings
    attend: Callable[[Inbound], Awaitable[None]] | None = None
    """Shows the person that we read and think, while the turn is done."""

    async def next(self) -> uuid.UUID | None:
        """Do the turn of the oldest message that is due, if any conversation is free; returns its conversation."""
        message_id = conversation_id = None
        try:
            async with self.database.sessions.begin() as session:
                claimed = await session.run_sync(inbox.claim)
                if claimed is None:
                    return None
                conversation, message = claimed
                message_id, conversation_id = message.id, conversation.id
                await self._turn(session, conversation, message)
        except Exception as error:
            if message_id is None:
                raise
            await self._failed(message_id, error)
        return conversation_id

    async def now(self, conversation_id: uuid.UUID, inbox_id: int) -> None:
        """Do the turns of a conversation up to this message, here and now (web chat, terminal). A failure is noted as `next` does."""
        while True:
            message_id = None
            try:
                async with self.database.sessions.begin() as session:
                    conversation = await session.run_sync(inbox.lock, conversation_id)
                    message = None if conversation is None else await session.run_sync(inbox.oldest_pending, conversation)
                    if conversation is None or message is None or message.id > inbox_id:
                        return
                    if message.attempts and message.due_at > datetime.now(UTC):
                        # an earlier message waits for its next attempt, and this one behind it
                        await session.run_sync(self._say_slow, conversation, inbox_id)
                        return
                    message_id = message.id
                    await self._turn(session, conversation, message)
            except Exception as error:
                if message_id is None:
                    raise
                await self._failed(message_id, error)
                return

    async def _turn(self, session: AsyncSession, conversation: Conversation, message: InboxMessage) -> None:
        inbound = Inbound.from_json(message.payload)
        attending = None if self.attend is None else asyncio.create_task(self._attend(inbound))
        try:
            await self._stages(session, conversation, message, inbound)
        finally:
            if attending is not None:
                await attending

    async def _attend(self, inbound: Inbound) -> None:
        """At most two seconds: an indicator must not hold up the answer."""
        assert self.attend is not None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self.attend(inbound)

    async def _stages(self, session: AsyncSession, conversation: Conversation, message: InboxMessage, inbound: Inbound) -> None:
        person = await session.run_sync(identity.view, conversation.identity_id)
        if person.blocked:
            await session.run_sync(identity.unblock, conversation.channel, conversation.address)
        turn = TurnContext(
            session=session,
            conversation=conversation,
            person=person,
            inbound=inbound,
            inbox_id=message.id,
            rasa=self.rasa,
            keywords=keywords(),
            today=_today(),
            text=inbound.text.strip(),
        )
        for stage in STAGES:
            if turn.settled:
                break
            await stage(turn)
        if turn.erased:
            await self._say_last(session, turn)
            return
        say_about_language(turn, first_contact=person.locale is None)
        await session.run_sync(self._finish, turn, message)

    def _finish(self, session: Session, turn: TurnContext, message: InboxMessage) -> None:
        """Words, menu, outbox, and the message is done: one transaction."""
        parts = self._parts(session, turn)
        outbox.put(session, turn.conversation, turn.inbox_id, parts)
        count(session, turn, message.received_at, len(parts))
        inbox.done(message)

    def _parts(self, session: Session, turn: TurnContext) -> list[Part]:
        conversation = turn.conversation
        rendering = Words(session, turn.locale, turn.today, self.settings.show_drafts)
        parts: list[Part] = []
        menus, open_menu = list(conversation.menus), None
        for last, say in _with_last(turn.says):
            rendered = rendering.render(say)
            if rendered.audio is not None:
                recordings.keep(session, rendered.audio, recordings.folder(self.settings))
            if rendered.official is not None:
                turn.topic = turn.topic or rendered.official.topic
                number = answers.remember(conversation, rendered.official, masked(turn.asked))
                if last and conversation.form is None:
                    rendered = rendering.with_feedback(rendered, number)
            open_menu = None
            if rendered.options:
                conversation.menu_number += 1
                open_menu = {
                    "number": conversation.menu_number,
                    "choices": [{"payload": option.payload, "title": option.title} for option in rendered.options],
                    "multiple": rendered.multiple,
                    "question": turn.question,
                }
                menus = remember(menus, open_menu)
            parts += self._fit(conversation, rendered, turn.locale)
        conversation.menus = menus if open_menu is not None else remember(menus, None)
        return parts

    def _fit(self, conversation: Conversation, rendered: Rendered, locale: str) -> list[Part]:
        choices = tuple(Choice(f"{conversation.menu_number}.{n}", option.title) for n, option in enumerate(rendered.options, 1))
        label = translations().gettext(locale, LIST_LABEL).text
        return fit(Outbound(rendered.response, rendered.text, choices, rendered.audio), self.capabilities[conversation.channel], label)

    async def _say_last(self, session: AsyncSession, turn: TurnContext) -> None:
        """The last word to somebody whose data was just erased: it needs an address, so a new, empty conversation is made for it."""

        def put(session: Session) -> None:
            conversation = inbox.conversation_of(session, turn.inbound.channel, turn.inbound.sender)
            locale = turn.person.locale
            if locale is not None:
                identity.set_locale(session, conversation.person_id, locale)
            rendering = Words(session, turn.locale, turn.today, self.settings.show_drafts)
            for say in turn.says:
                outbox.put(session, conversation, turn.inbox_id, self._fit(conversation, rendering.render(say), turn.locale))

        await session.run_sync(put)

    async def _failed(self, message_id: int, error: Exception) -> None:
        """Note the attempt; the first time say that we are slow, the last time that we cannot answer."""
        if isinstance(error, RasaUnavailable):
            log.warning("turn.rasa_unavailable", inbox=message_id, why=str(error))
        else:
            log.error("turn.failed", inbox=message_id, error=type(error).__name__, exc_info=error)

        def note(session: Session) -> None:
            result = inbox.failed(session, message_id)
            if result is None:
                return
            message, given_up = result
            if not given_up and message.attempts > 1:
                return
            conversation = session.get_one(Conversation, message.conversation_id)
            self._say_slow(session, conversation, message_id, "utter_unreachable" if given_up else "utter_slow")

        await self.database.run(note)

    def _say_slow(self, session: Session, conversation: Conversation, inbox_id: int, response: str = "utter_slow") -> None:
        """Words for when the dialogue does not answer: they need neither Rasa nor a menu."""
        locale = identity.view(session, conversation.identity_id).locale or "fr"
        rendered = Words(session, locale, _today(), self.settings.show_drafts).render(Say(response))
        parts = self._fit(conversation, rendered, locale)
        outbox.put(session, conversation, inbox_id, parts)
        usage.record_unasked(session, conversation.person_id, datetime.now(UTC), conversation.channel, locale, len(parts))


def _with_last(says: list[Say]) -> Iterator[tuple[bool, Say]]:
    """What is said, in order, with whether it is the last."""
    for number, say in enumerate(says, 1):
        yield number == len(says), say


def _today() -> date:
    """The day in Mali, which keeps UTC."""
    return datetime.now(UTC).date()
