"""From a response name and its arguments to text in the person's language, with what may be chosen."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from bot.answers import NOT_RATED
from bot.audience import Audience
from bot.render.figures import TOPIC as FIGURES
from bot.render.figures import figures_text
from bot.render.responses import Response, responses, task_title
from bot.say import Option, Say
from core.i18n import N_, translations
from messages import queries as messages
from messages import rules, wording
from messages.figures import queries as figures
from messages.queries import FRENCH, Official

OFFICIAL_CHOICES = 3
"""Next steps under an official message: as many as WhatsApp has buttons."""

EMERGENCY = "emergency"
GO_NOW = N_(
    "C'est une urgence. Allez tout de suite au centre de santé le plus proche. Si vous ne pouvez pas y aller, appelez le {hotline}."
)
"""Where no message on the signs of danger is valid: the number alone would cost time."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """response: the name that interfaces show (an official message's topic, else `utter_...`). options: with titles as people read them.
    official: the version that it shows."""

    response: str
    text: str
    options: tuple[Option, ...]
    audio: str | None = None
    multiple: bool = False
    official: Official | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Renders within one transaction: the live messages and facts are those of `on`.

    show_drafts: official messages that no speaker has approved are shown, marked, with the French. audience: of whom is written to,
    None: everybody.
    """

    session: Session
    locale: str
    on: date
    show_drafts: bool
    audience: Audience | None = None

    def render(self, say: Say) -> Rendered:
        response = responses().get(say.response) or responses().get(f"utter_{say.response}")
        if response is None:
            raise KeyError(say.response)
        if response.official:
            return self._official(response.official, say.arguments.get("place"))
        options = say.options or response.options
        arguments = {**self._facts(), **{k: self._value(v) for k, v in say.arguments.items()}}
        return Rendered(
            response=response.name,
            text=self._fill(self._text(response.name, response.text), arguments),
            options=tuple(self._option(option, response, arguments) for option in options) + self._topics(response.topics),
            audio=say.audio,
            multiple=say.multiple,
        )

    def _facts(self, locale: str | None = None) -> dict[str, str]:
        """What holds on the day, rules as sentences of that language."""
        return wording.worded(messages.facts(self.session, self.on), locale or self.locale)

    def phrase(self, name: str, **arguments: Any) -> str:
        """The text alone of a short response (`utter_source`)."""
        return self.render(Say(name, arguments)).text

    def _text(self, context: str, source: str) -> str:
        return translations().pgettext(self.locale, context, source).text

    def _option(self, option: Option, response: Response, arguments: dict[str, Any]) -> Option:
        if option.payload == f"/{option.title}":
            # an action offers a topic or a task by its name alone
            return self._title_of(option.title)
        own = option in response.options
        translated = self._text(response.name, option.title) if own else translations().gettext(self.locale, option.title).text
        return Option(self._fill(option.payload, arguments), translated)

    @staticmethod
    def _fill(text: str, arguments: dict[str, Any]) -> str:
        """Replaces `{name}` for the arguments that there are; JSON braces in payloads stay as they are."""
        for name, value in arguments.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def _value(self, value: Any) -> str:
        if isinstance(value, list):
            return ", ".join(self._value(item) for item in value)
        if isinstance(value, dict) and "lines" in value:
            return "\n".join(line for each in value["lines"] if (line := self._value(each).strip()))
        if isinstance(value, dict) and "response" in value:
            return self.phrase(value["response"], **value.get("arguments", {}))
        if isinstance(value, dict) and FRENCH in value:
            return str(value.get(self.locale) or value[FRENCH])
        if isinstance(value, dict) and "msgid" in value:
            return translations().gettext(self.locale, value["msgid"]).text
        if isinstance(value, dict) and "date" in value:
            return date.fromisoformat(value["date"]).strftime("%d/%m/%Y")
        if isinstance(value, dict) and "official" in value:
            # to be passed on: what is for everybody, so that it tells nothing of who sends it
            text = replace(self, audience=None)._official(value["official"]).text
            return str(value["link"]).format(quote(text, safe="")) if "link" in value else text
        return str(value)

    # Official messages

    def _official(self, topic: str, place: str | None = None) -> Rendered:
        if topic == FIGURES and (latest := figures.latest(self.session, self.on, place)) is not None:
            return Rendered(topic, figures_text(latest, self.phrase), self._next(topic), official=self._live(topic))
        shown = self._live(topic)
        if shown is None and topic == EMERGENCY:
            said = self._fill(translations().gettext(self.locale, GO_NOW).text, self._facts())
            return Rendered(topic, said, (self._title_of("hotline"),))
        if shown is None:
            # nothing valid: the number to call, never silence
            return Rendered(topic, self.phrase("utter_human"), (self._title_of("menu"),))
        return self.version(shown)

    def version(self, shown: Official) -> Rendered:
        """A version of an official message as people read it, whether it is the live one or not."""
        text = self._signed(shown)
        if shown.draft:
            text = f"{self.phrase('utter_draft_notice')}\n{text}"
            french = messages.live(self.session, shown.topic, FRENCH, on=self.on, audience=shown.audience)
            if french is not None and self.locale != FRENCH:
                text = f"{text}\n\n— Français —\n{self._signed(french)}"
        elif shown.locale != self.locale:
            text = f"{self.phrase('utter_no_translation')}\n\n{text}"
        # what is heard is what is read first
        audio = None if shown.recording is None else f"{shown.recording}.ogg"
        return Rendered(shown.topic, text, self._steps(shown), audio, official=shown)

    def _live(self, topic: str) -> Official | None:
        audience = rules.CITIZEN if self.audience is None else self.audience.name
        return messages.live(self.session, topic, self.locale, on=self.on, audience=audience, drafts=self.show_drafts)

    def _next(self, topic: str) -> tuple[Option, ...]:
        shown = self._live(topic)
        return (self._title_of("menu"),) if shown is None else self._steps(shown)

    def _steps(self, shown: Official) -> tuple[Option, ...]:
        return tuple(self._title_of(name) for name in shown.next[:OFFICIAL_CHOICES])

    def with_feedback(self, rendered: Rendered, number: int) -> Rendered:
        """An official answer with "useful", "not useful" and "more" after its next steps. number: of the answer, in the conversation."""
        if rendered.response in NOT_RATED:
            return rendered
        return replace(rendered, options=rendered.options + self.render(Say("utter_about_answer", {"answer": number})).options)

    def _signed(self, official: Official) -> str:
        body = self._fill(official.text, self._facts(official.locale))
        source = Words(self.session, official.locale, self.on, self.show_drafts).phrase(
            "utter_source", source=official.source, date={"date": official.source_date.isoformat()}
        )
        return f"{body}\n\n{source}"

    def _topics(self, topics: tuple[str, ...]) -> tuple[Option, ...]:
        return tuple(self._title_of(topic) for topic in topics)

    def _title_of(self, name: str) -> Option:
        """The choice of a topic (title of its official message) or of a task (its title in the menu)."""
        payload = f"/{name}"
        title = messages.title(self.session, name, self.locale, on=self.on, drafts=self.show_drafts)
        if title is None:
            source = task_title(payload) or name
            title = self._translated_task(payload, source)
        return Option(payload, title)

    def _translated_task(self, payload: str, source: str) -> str:
        for response in responses().values():
            if any(option.payload == payload and option.title == source for option in response.options):
                translated = translations().pgettext(self.locale, response.name, source)
                if translated.locale == self.locale:
                    return translated.text
        return source
