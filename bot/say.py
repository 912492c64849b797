"""What a stage wants to say: a response by name, before any language."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """Something to offer. payload: what is done when it is chosen (`/masks`, `/answer{"value":"yes"}`); title: its French source text."""

    payload: str
    title: str


@dataclass(frozen=True, slots=True)
class Say:
    """arguments: what the text's placeholders take. A value is text as it stands, `{"msgid": French}` to be translated,
    `{"date": ISO}`, or a list of these. options: instead of the response's own. multiple: several may be chosen at once.
    `{"response": name, "arguments": {...}}` is another response's text, `{"lines": [...]}` values one below the other, and
    `{"fr": ..., "bm": ...}` what is there in the person's language, else the French.
    `{"official": topic}` is the text of the message that is valid now, with `"link"` in that link. audio: a recording to send with it."""

    response: str
    arguments: dict[str, Any] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    multiple: bool = False
    audio: str | None = None
