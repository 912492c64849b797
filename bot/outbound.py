"""What we say, whatever the channel: `Outbound` in the person's language, and `Part`, a piece that fits the channel."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose. id: `<menu>.<number>`, at most 32 ASCII characters; title: what is read, in the person's language."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """One thing to say, before any channel's limits.

    response: what is said, by name: `utter_menu`, or the topic of an official message (`masks`).
    text: in the person's language, whole. choices: what may be chosen, in order; the first is number 1.
    audio: file name of a voice recording (`bot.recordings`), or None.
    """

    response: str
    text: str
    choices: tuple[Choice, ...] = ()
    audio: str | None = None


class Layout(StrEnum):
    TEXT = "text"
    """No choices, or choices written into the text as numbers."""
    BUTTONS = "buttons"
    LIST = "list"
    KNOCK = "knock"
    """No text of ours: the deployment's approved template, which asks the person to write so that we may."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an Outbound that fits the channel: what is stored in the outbox and sent in one call to the provider.

    list_label: the caption of the button that opens a list (`Layout.LIST`), in the person's language.
    """

    response: str
    text: str
    layout: Layout = Layout.TEXT
    choices: tuple[Choice, ...] = ()
    list_label: str = ""
    audio: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "layout": self.layout.value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Part":
        choices = tuple(Choice(**choice) for choice in data["choices"])
        return cls(**{**data, "layout": Layout(data["layout"]), "choices": choices})
