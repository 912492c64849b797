"""What the stages of a turn share: the context that they read and add to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbound import Inbound
from bot.models import Conversation
from bot.rasa_client import RasaClient
from bot.say import Say
from core.i18n.keywords import Keywords
from core.identity.service import PersonView


@dataclass(slots=True)
class TurnContext:
    """One message on its way.

    text: what goes to the dialogue in the end; stages replace it by a payload (`/menu`). settled: nothing is left for later stages.
    asked: what was typed as a question to the dialogue. question: the number under which it is kept for editors, until a choice is made.
    topic: of the first official answer, once it is in words.
    asking: a question of ours is open that is no form of the dialogue's.
    says: what will be said, in order. erased: the person's data is gone; nothing more may be written about them.
    """

    session: AsyncSession
    conversation: Conversation
    person: PersonView
    inbound: Inbound
    inbox_id: int
    rasa: RasaClient
    keywords: Keywords
    today: date
    text: str = ""
    payload: bool = False
    asked: str = ""
    question: int | None = None
    says: list[Say] = field(default_factory=list)
    settled: bool = False
    asking: bool = False
    erased: bool = False
    topic: str = ""

    @property
    def locale(self) -> str:
        """The person's language; French until they chose one."""
        return self.person.locale or "fr"

    def say(self, response: str, **arguments: object) -> None:
        self.says.append(Say(response, dict(arguments)))

    def settle(self, response: str | None = None, **arguments: object) -> None:
        """Say this, if anything, and let no later stage act."""
        if response is not None:
            self.say(response, **arguments)
        self.settled = True

    def become(self, payload: str) -> None:
        """From here on the message is this payload (`/menu`, `/answer{...}`)."""
        self.text, self.payload = payload, True


Stage = Callable[[TurnContext], Awaitable[None]]
