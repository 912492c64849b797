"""What is said becomes words in the person's language, the menu that digits choose from, and parts that fit the channel."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from bot import answers, recordings
from bot.audience import Audience
from bot.channels.base import Capabilities
from bot.choices import remember
from bot.models import Conversation
from bot.outbound import Choice, Outbound, Part
from bot.render.fit import fit
from bot.render.render import Rendered, Words
from bot.say import Say
from core.i18n import N_, translations
from core.settings import Settings
from messages.questions.service import masked

LIST_LABEL = N_("Choisir")
"""Caption of the button that opens a list."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """parts: to send, in order. topic: of the first official answer among them, or empty."""

    parts: list[Part]
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """capabilities: of each channel."""

    capabilities: Mapping[str, Capabilities]
    settings: Settings

    def words(self, session: Session, locale: str, on: date, person_id: UUID | None = None) -> Words:
        """person_id: to whom; None: what is said to everybody."""
        audience = None if person_id is None else Audience(session, person_id, on)
        return Words(session, locale, on, self.settings.show_drafts, audience)

    def say(
        self,
        session: Session,
        conversation: Conversation,
        says: list[Say],
        locale: str,
        on: date,
        asked: str = "",
        question: int | None = None,
    ) -> Spoken:
        """The parts of all that is said, and the conversation's menus after it: the last thing's menu is open, or none.

        asked: the question as it was typed, kept masked with an official answer. question: its number, kept with the menus.
        """
        rendering = self.words(session, locale, on, conversation.person_id)
        parts: list[Part] = []
        topic = ""
        menus, open_menu = list(conversation.menus), None
        for last, say in _with_last(says):
            rendered = rendering.render(say)
            if rendered.audio is not None:
                recordings.keep(session, rendered.audio, recordings.folder(self.settings))
            if rendered.official is not None:
                topic = topic or rendered.official.topic
                number = answers.remember(conversation, rendered.official, masked(asked))
                if last and conversation.form is None:
                    rendered = rendering.with_feedback(rendered, number)
            open_menu = None
            if rendered.options:
                conversation.menu_number += 1
                open_menu = {
                    "number": conversation.menu_number,
                    "choices": [{"payload": option.payload, "title": option.title} for option in rendered.options],
                    "multiple": rendered.multiple,
                    "question": question,
                }
                menus = remember(menus, open_menu)
            parts += self.fit(conversation, rendered, locale)
        conversation.menus = menus if open_menu is not None else remember(menus, None)
        return Spoken(parts, topic)

    def fit(self, conversation: Conversation, rendered: Rendered, locale: str) -> list[Part]:
        """The parts of one thing, its choices under the conversation's last menu."""
        choices = tuple(Choice(f"{conversation.menu_number}.{n}", option.title) for n, option in enumerate(rendered.options, 1))
        label = translations().gettext(locale, LIST_LABEL).text
        return fit(Outbound(rendered.response, rendered.text, choices, rendered.audio), self.capabilities[conversation.channel], label)


def _with_last(says: list[Say]) -> Iterator[tuple[bool, Say]]:
    """What is said, in order, with whether it is the last."""
    for number, say in enumerate(says, 1):
        yield number == len(says), say
