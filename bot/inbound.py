"""What a person sent, whatever the channel."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    VOICE = "voice"
    PHOTO = "photo"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"
    """Video, document, poll, reaction: something that we cannot read, and say so."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of a person.

    channel: the channel's name (`telegram`, `whatsapp`, `webchat`, `terminal`).
    sender: the person's address there, to answer to (Telegram chat id, WhatsApp id, the page's random id).
    provider_id: the provider's id of this message; unique in the channel: a redelivery has the same.
    text: what was written; of a photo or voice note its caption; of a tap the title that was shown, where the provider tells it.
    choice: id of the choice that was tapped, as we sent it (see `bot.outbound.Choice.id`).
    contact_name, contact_phone: a shared contact. latitude, longitude: a shared location, in degrees.
    locale_hint: language of the person's device, where the provider tells it (`fr`, `en-GB`); only a hint.
    edited: the person changed an earlier message; it is read as a new one.
    callback_id: of a tap that the provider wants to be told was received.
    """

    channel: str
    sender: str
    provider_id: str
    kind: Kind
    text: str = ""
    choice: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    locale_hint: str | None = None
    edited: bool = False
    callback_id: str | None = None
    sent_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def to_json(self) -> dict[str, Any]:
        """A JSON-able dict; `from_json` is its inverse."""
        return {**asdict(self), "kind": self.kind.value, "sent_at": self.sent_at.isoformat()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Inbound":
        return cls(**{**data, "kind": Kind(data["kind"]), "sent_at": datetime.fromisoformat(data["sent_at"])})
