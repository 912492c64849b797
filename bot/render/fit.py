"""Fits what is said into a channel's limits: buttons, else a list, else numbered choices in the text. Shortens nothing."""

import re

from bot.channels.base import Capabilities
from bot.outbound import Choice, Layout, Outbound, Part

_BREAKS = ("\n\n", "\n", ". ", " ")


def length(text: str) -> int:
    """UTF-16 units, as the providers count; never less than the number of characters."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` units, cut at paragraphs, else lines, sentences, words, and only then inside a word."""
    pieces: list[str] = []
    rest = text.strip()
    while length(rest) > limit:
        window = rest[:limit]
        while length(window) > limit:
            window = window[:-1]
        cut = next((at + len(sep.rstrip(" ")) for sep in _BREAKS if (at := window.rfind(sep)) > limit // 3), len(window))
        pieces.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*pieces, rest] if rest else pieces


def _numbered(choices: tuple[Choice, ...]) -> str:
    return "\n".join(f"{number}. {choice.title}" for number, choice in enumerate(choices, 1))


def _with_numbers(choices: tuple[Choice, ...], limit: int, wanted: bool) -> tuple[Choice, ...]:
    """The choices with their numbers before their titles, where all of them fit."""
    numbered = tuple(Choice(c.id, c.title if re.match(r"\d", c.title) else f"{n}. {c.title}") for n, c in enumerate(choices, 1))
    return numbered if wanted and all(length(c.title) <= limit for c in numbered) else choices


def _fits(choices: tuple[Choice, ...], count: int, title: int) -> bool:
    titles = [choice.title for choice in choices]
    return 0 < len(choices) <= count and len(set(titles)) == len(titles) and all(0 < length(t) <= title for t in titles)


def fit(outbound: Outbound, capabilities: Capabilities, list_label: str = "") -> list[Part]:
    """The parts to send, in order; choices and audio hang on the last. list_label: caption of a list's button, in the person's language."""
    choices = outbound.choices
    if _fits(choices, capabilities.buttons, capabilities.button_title):
        layout, shown = Layout.BUTTONS, _with_numbers(choices, capabilities.button_title, capabilities.numbered)
    elif _fits(choices, capabilities.rows, capabilities.row_title):
        layout, shown = Layout.LIST, _with_numbers(choices, capabilities.row_title, capabilities.numbered)
    else:
        layout, shown = Layout.TEXT, ()
    text = outbound.text
    if choices and layout is Layout.TEXT:
        text = f"{text}\n{_numbered(choices)}"
    limit = capabilities.text if layout is Layout.TEXT else capabilities.body
    pieces = split(text, limit) if length(text) <= limit else _split_for(text, capabilities, layout)
    parts = [Part(outbound.response, piece) for piece in pieces]
    last = Part(
        outbound.response,
        parts[-1].text if parts else "",
        layout,
        shown,
        list_label=list_label if layout is Layout.LIST else "",
        audio=outbound.audio if capabilities.audio else None,
    )
    return [*parts[:-1], last]


def _split_for(text: str, capabilities: Capabilities, layout: Layout) -> list[str]:
    """Pieces of plain-text size; where choices follow, the last piece is small enough to stand above them."""
    if layout is Layout.TEXT:
        return split(text, capabilities.text)
    pieces = split(text, min(capabilities.body, capabilities.text))
    joined: list[str] = []
    for piece in pieces[:-1]:
        if joined and length(joined[-1]) + 2 + length(piece) <= capabilities.text:
            joined[-1] = f"{joined[-1]}\n\n{piece}"
        else:
            joined.append(piece)
    return [*joined, pieces[-1]]
