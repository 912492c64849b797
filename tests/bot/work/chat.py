"""A chat of somebody at work, through the stages that need no model, on the real database."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot import inbox
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.inbound import Inbound, Kind
from bot.models import Conversation
from bot.say import Say
from bot.speech import Speech
from bot.stages.base import TurnContext
from bot.turn import STAGES
from core.database import AsyncDatabase, Database
from core.i18n.keywords import keywords
from core.identity import service as identity
from core.settings import Settings
from core.staff import service as staff
from core.staff.roles import Role

WITHOUT_THE_MODEL = ("emergency", "choice", "human", "staff", "contacts", "check", "followed", "isolation", "work", "words", "centres")


@dataclass
class Chat:
    """texts: what was said last, by response; payload: what went on to the dialogue, or None."""

    database: Database
    async_database: AsyncDatabase
    today: date
    locale: str = "fr"
    address: str = field(default_factory=lambda: str(uuid.uuid4().int)[:12])
    texts: dict[str, str] = field(default_factory=dict)
    payload: str | None = None

    def enrol(self, role: Role = Role.DISTRICT, area: str | None = "ML-C-SIKASSO", facility: str | None = None) -> None:
        with self.database.transaction() as session:
            person = inbox.conversation_of(session, "telegram", self.address).person_id
            identity.set_locale(session, person, self.locale)
            code = staff.invite(session, "Awa", role, area=area, facility=facility).code
            staff.enrol(session, person, code)

    def person_in(self, session: Session) -> uuid.UUID:
        return inbox.conversation_of(session, "telegram", self.address).person_id

    def person(self) -> uuid.UUID:
        with self.database.transaction() as session:
            return self.person_in(session)

    async def say(self, text: str) -> list[str]:
        """The names of the responses, in order; [] when the message would go to the dialogue."""
        stages = [stage for stage in STAGES if stage.__name__ in WITHOUT_THE_MODEL]
        async with self.async_database.sessions.begin() as session:
            conversation: Conversation = await session.run_sync(inbox.conversation_of, "telegram", self.address)
            person = await session.run_sync(identity.view, conversation.identity_id)
            inbound = Inbound("telegram", self.address, str(uuid.uuid4()), Kind.TEXT, text)
            turn = TurnContext(session, conversation, person, inbound, 1, None, keywords(), self.today, text)  # type: ignore[arg-type]
            for stage in stages:
                if not turn.settled:
                    await stage(turn)
            self.payload = turn.text if turn.payload else None
            if not turn.settled:
                return []
            speech = Speech({"telegram": CAPABILITIES}, Settings(_env_file=None))
            self.texts = {}

            def words(sync: Any) -> None:
                rendering = speech.words(sync, self.locale, self.today, conversation.person_id)
                self.texts = {said.response: rendering.render(said).text for said in turn.says}
                speech.say(sync, conversation, turn.says, self.locale, self.today)

            await session.run_sync(words)
            return [said.response for said in turn.says]

    async def notice(self, response: str, **arguments: Any) -> None:
        """Something that is told of itself, as `bot/notices` does: its choices become the open menu."""
        async with self.async_database.sessions.begin() as session:
            conversation: Conversation = await session.run_sync(inbox.conversation_of, "telegram", self.address)
            speech = Speech({"telegram": CAPABILITIES}, Settings(_env_file=None))
            await session.run_sync(speech.say, conversation, [Say(response, arguments)], self.locale, self.today)

    def choices(self) -> list[str]:
        with self.database.transaction() as session:
            menus = inbox.conversation_of(session, "telegram", self.address).menus
            return [each["title"] for each in menus[-1]["choices"]] if menus and menus[-1]["open"] else []
