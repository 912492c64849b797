"""The message that an action reacts to, read from Rasa's tracker."""

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker


@dataclass(frozen=True, slots=True)
class Message:
    """intent, confidence: what was understood. value: of an `/answer{"value": ...}`; text: as typed, empty for a payload.
    person, locale, channel: who wrote, in which language, from where."""

    intent: str | None
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    text: str
    value: str | None
    person: str | None
    locale: str
    channel: str


def latest(tracker: Tracker) -> Message:
    raw: dict[str, Any] = tracker.latest_message
    metadata = raw.get("metadata") or {}
    text = raw.get("text") or ""
    value = next((entity["value"] for entity in raw.get("entities") or () if entity.get("entity") == "value"), None)
    intent = raw.get("intent") or {}
    return Message(
        intent=intent.get("name"),
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple((item["name"], float(item["confidence"])) for item in raw.get("intent_ranking") or ()),
        text="" if text.startswith("/") else text,
        value=None if value is None else str(value),
        person=metadata.get("person"),
        locale=metadata.get("locale") or "fr",
        channel=metadata.get("channel") or "",
    )
