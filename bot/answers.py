"""The official answers that were given last in a conversation: what may be rated, sourced, heard and passed on."""

from dataclasses import dataclass
from typing import Any

from bot.models import Conversation
from messages.queries import Official

KEPT_ANSWERS = 4
"""As many as menus stay tappable."""

NOT_RATED = frozenset({"emergency", "violence", "care_seeking", "mental_health"})
"""Whoever reads these has something more urgent to do than to judge them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """number: of the answer in the conversation. message: id of the version that was shown. question: masked; empty where it was tapped.
    rated: what the person said of it, if anything."""

    number: int
    message: int
    topic: str
    question: str
    rated: bool | None


def remember(conversation: Conversation, official: Official, question: str) -> int:
    """Note that this was answered; returns its number. question: already masked."""
    answers = list(conversation.answers or [])
    number = answers[-1]["number"] + 1 if answers else 1
    answers.append({"number": number, "message": official.id, "topic": official.topic, "question": question, "rated": None})
    conversation.answers = answers[-KEPT_ANSWERS:]
    return number


def find(conversation: Conversation, number: int | None) -> Answer | None:
    """The answer of that number, or the last one; None where it is not kept any more, or none was given."""
    for answer in reversed(conversation.answers or []):
        if number is None or answer["number"] == number:
            return Answer(**answer)
    return None


def rated(conversation: Conversation, number: int, useful: bool) -> None:
    """Note what the person said of an answer: one opinion, which may change."""

    def changed(answer: dict[str, Any]) -> dict[str, Any]:
        return {**answer, "rated": useful} if answer["number"] == number else answer

    conversation.answers = [changed(answer) for answer in conversation.answers or []]
