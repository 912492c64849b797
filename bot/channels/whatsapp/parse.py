"""Reads the events of the Cloud API: payload in, `Inbound`s and `Status`es out. Nothing that Meta may send raises an error here.

pywa's own parser is not used for this: it reads only the first message of an event, fails where a contact has no `user_id`, and warns
with the value of what it does not know. Its names of the message types are.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from pywa.types.others import MessageType

from bot.inbound import Inbound, Kind

log = structlog.get_logger()

Json = Mapping[str, Any]

_NOTICES = frozenset({MessageType.SYSTEM.value, MessageType.REVOKE.value})
"""Come among the messages and are none: a person's number changed, a message was taken back. Nobody waits for an answer to them."""


@dataclass(frozen=True, slots=True)
class Status:
    """What became of a message of ours. status: sent, delivered, read, played or failed. error_code: why (see `errors.failure`)."""

    provider_id: str
    status: str
    error_code: int | None = None


def inbounds(payload: Any, phone_id: str | None = None) -> list[Inbound]:
    """Every message of every entry, in order. phone_id: only those written to this number of ours; None: to any."""
    found = []
    for value in _values(payload, phone_id):
        for message in _dicts(value.get("messages")):
            if _string(message.get("type")) in _NOTICES:
                continue
            sender, provider_id = _sender(message, value), _string(message.get("id"))
            if sender and provider_id:
                found.append(Inbound("whatsapp", sender, provider_id, sent_at=_time(message.get("timestamp")), **_read(message)))
            else:
                log.warning("whatsapp.message_without_sender_or_id")
    return found


def statuses(payload: Any, phone_id: str | None = None) -> list[Status]:
    """Every status update of every entry, in order. phone_id: as in `inbounds`."""
    return [
        Status(_string(status.get("id")), _string(status.get("status")), _error_code(status))
        for value in _values(payload, phone_id)
        for status in _dicts(value.get("statuses"))
        if _string(status.get("id")) and _string(status.get("status"))
    ]


def _values(payload: Any, phone_id: str | None) -> Iterator[Json]:
    """The `value` of each change of the field `messages`. Other fields (templates, account) and other numbers of the app are not ours."""
    for entry in _dicts(_dict(payload).get("entry")):
        for change in _dicts(entry.get("changes")):
            if change.get("field") != "messages":
                continue
            value = _dict(change.get("value"))
            number = _string(_dict(value.get("metadata")).get("phone_number_id"))
            if phone_id is None or number in ("", phone_id):
                yield value
            else:
                log.warning("whatsapp.other_number")


def _sender(message: Json, value: Json) -> str:
    """The WhatsApp id; of a person who hides the number behind a user name, the business-scoped id, which can be answered as well."""
    contact = next(_dicts(value.get("contacts")), {})
    candidates = (message.get("from"), message.get("from_user_id"), contact.get("wa_id"), contact.get("user_id"))
    return next((text for text in map(_string, candidates) if text), "")


def _read(message: Json) -> dict[str, Any]:
    """The fields of the Inbound that tell what the message is."""
    if message.get("type") == MessageType.EDIT:
        return {**_read(_dict(_dict(message.get("edit")).get("message"))), "edited": True}
    reader = _READERS.get(_string(message.get("type")))
    return {"kind": Kind.OTHER} if reader is None else reader(message)


def _text(message: Json) -> dict[str, Any]:
    return {"kind": Kind.TEXT, "text": _string(_dict(message.get("text")).get("body"))}


def _interactive(message: Json) -> dict[str, Any]:
    interactive = _dict(message.get("interactive"))
    for kind in ("button_reply", "list_reply"):
        if reply := _dict(interactive.get(kind)):
            return _choice(_string(reply.get("id")), _string(reply.get("title")))
    return {"kind": Kind.OTHER}


def _button(message: Json) -> dict[str, Any]:
    """A quick reply of a template."""
    button = _dict(message.get("button"))
    return _choice(_string(button.get("payload")), _string(button.get("text")))


def _choice(choice: str, title: str) -> dict[str, Any]:
    """A tap; without an id its title stands for what the person would have written."""
    return {"kind": Kind.CHOICE, "choice": choice, "text": title} if choice else {"kind": Kind.TEXT, "text": title}


def _media(kind: Kind) -> Callable[[Json], dict[str, Any]]:
    def read(message: Json) -> dict[str, Any]:
        return {"kind": kind, "text": _string(_dict(message.get(_string(message.get("type")))).get("caption"))}

    return read


def _location(message: Json) -> dict[str, Any]:
    location = _dict(message.get("location"))
    latitude, longitude = _degrees(location.get("latitude"), 90), _degrees(location.get("longitude"), 180)
    if latitude is None or longitude is None:
        return {"kind": Kind.OTHER}
    return {"kind": Kind.LOCATION, "latitude": latitude, "longitude": longitude}


def _contacts(message: Json) -> dict[str, Any]:
    """The first contact that has a phone, else the first one's name."""
    contacts = _dicts(message.get("contacts"))
    shared = [(_string(_dict(contact.get("name")).get("formatted_name")), next(_phones(contact), None)) for contact in contacts]
    name, phone = next((each for each in shared if each[1]), shared[0] if shared else ("", None))
    return {"kind": Kind.CONTACT, "contact_name": name or None, "contact_phone": phone}


def _phones(contact: Json) -> Iterator[str]:
    for phone in _dicts(contact.get("phones")):
        if written := _string(phone.get("phone")):
            yield written
        elif wa_id := _string(phone.get("wa_id")):
            yield f"+{wa_id}"


_READERS: Mapping[str, Callable[[Json], dict[str, Any]]] = {
    MessageType.TEXT.value: _text,
    MessageType.INTERACTIVE.value: _interactive,
    MessageType.BUTTON.value: _button,
    MessageType.AUDIO.value: _media(Kind.VOICE),
    MessageType.IMAGE.value: _media(Kind.PHOTO),
    MessageType.VIDEO.value: _media(Kind.OTHER),
    MessageType.DOCUMENT.value: _media(Kind.OTHER),
    MessageType.STICKER.value: _media(Kind.STICKER),
    MessageType.LOCATION.value: _location,
    MessageType.CONTACTS.value: _contacts,
}
"""What is missing here (reaction, order, unsupported, what Meta invents next) is `Kind.OTHER`: the person is told so."""


def _error_code(status: Json) -> int | None:
    code = next(_dicts(status.get("errors")), {}).get("code")
    return code if isinstance(code, int) else None


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> Iterator[Json]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())


def _string(value: Any) -> str:
    """A text; half of a surrogate pair, which JSON lets through and UTF-8 does not, becomes U+FFFD, so that it can be stored."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if isinstance(value, str) else ""


def _degrees(value: Any, limit: float) -> float | None:
    return float(value) if isinstance(value, int | float) and abs(value) <= limit else None  # NaN is not


def _time(value: Any) -> datetime:
    """Seconds since 1970, as text; now, where that cannot be read."""
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.now(UTC)
