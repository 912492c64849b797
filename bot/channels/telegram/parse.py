"""Reads updates: an update in, an `Inbound` or nothing out. Private chats only. Nothing that Telegram may send raises an error here.

python-telegram-bot's own parser is not used for this: it raises where a field that it counts on is missing (22.8: in a poll of a server
that is a version behind), and the person would be left without an answer. Its names of the kinds of message are.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from telegram.constants import ChatMemberStatus, ChatType, MessageType

from bot.inbound import Inbound, Kind

Json = Mapping[str, Any]

COMMANDS = {
    "start": "start",
    "menu": "menu",
    "aide": "menu",
    "help": "menu",
    "langue": "langue",
    "language": "langue",
    "stop": "stop",
}
"""Commands as the words that our stages know."""

_COMMAND = re.compile(r"/+(?P<name>\w+)(?:@\w+)?(?:\s+(?P<rest>.*))?", re.DOTALL)
_START_PARAMETER = re.compile(r"[\w-]{1,64}", re.ASCII)
"""What a link `t.me/bot?start=parameter` adds to /start: nobody wrote it."""

_KINDS = {
    MessageType.TEXT: Kind.TEXT,
    MessageType.VOICE: Kind.VOICE,
    MessageType.AUDIO: Kind.VOICE,
    MessageType.PHOTO: Kind.PHOTO,
    MessageType.STICKER: Kind.STICKER,
    MessageType.LOCATION: Kind.LOCATION,
    MessageType.VENUE: Kind.LOCATION,
    MessageType.CONTACT: Kind.CONTACT,
}
_OTHER = {
    MessageType.ANIMATION,
    MessageType.CHECKLIST,
    MessageType.DICE,
    MessageType.DOCUMENT,
    MessageType.GAME,
    MessageType.LIVE_PHOTO,
    MessageType.PAID_MEDIA,
    MessageType.POLL,
    MessageType.STORY,
    MessageType.VIDEO,
    MessageType.VIDEO_NOTE,
}
_BESIDE = {
    MessageType.BUSINESS_CONNECTION_ID,
    MessageType.EFFECT_ID,
    MessageType.REPLY_TO_STORY,
    MessageType.SENDER_BOOST_COUNT,
    MessageType.SENDER_BUSINESS_BOT,
    MessageType.SUGGESTED_POST_INFO,
}
"""Say something about a message, whatever it is."""
_NOTES = {kind.value for kind in set(MessageType) - _KINDS.keys() - _OTHER - _BESIDE}
"""What Telegram itself notes in a chat (a pinned message, a new background): nobody waits for an answer."""


def inbound(update: Any) -> Inbound | None:
    """The message of an update; None for what nobody waits for an answer to: groups, channels, bots, notes, other kinds of update."""
    update = _dict(update)
    number = update.get("update_id")
    if not isinstance(number, int):
        return None
    if query := _dict(update.get("callback_query")):
        return _tap(str(number), query)
    if message := _dict(update.get("message")):
        return _message(str(number), message)
    if message := _dict(update.get("edited_message")):
        edited = _message(str(number), message, edited=True)
        # a shared live location moves on by edits: one answer is enough
        return None if edited is not None and edited.kind is Kind.LOCATION else edited
    return None


def membership(update: Any) -> tuple[str, bool] | None:
    """`(chat id, blocked)` when a person blocked or unblocked the bot; None for any other update."""
    change = _dict(_dict(update).get("my_chat_member"))
    chat = _chat(change)
    status = _dict(change.get("new_chat_member")).get("status")
    if chat is None or status not in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT, ChatMemberStatus.MEMBER):
        return None
    return chat, status != ChatMemberStatus.MEMBER


def _message(number: str, message: Json, edited: bool = False) -> Inbound | None:
    """number: of the update, Telegram's own counter, which a redelivery repeats and an edit does not."""
    chat, user = _chat(message), _dict(message.get("from"))
    kind = _kind(message)
    if chat is None or kind is None or user.get("is_bot") is True:
        return None
    text = _text(message)
    album = message.get("media_group_id")
    if isinstance(album, str) and album and not text and not edited:
        # ten pictures sent at once are ten updates: those without words count as one message, and get one answer
        number = f"album.{album[:100]}"
    contact, place = _dict(message.get("contact")), _place(message)
    return Inbound(
        "telegram",
        chat,
        number,
        kind if kind is not Kind.LOCATION or place is not None else Kind.OTHER,
        text,
        contact_name=_name(contact),
        contact_phone=_phone(contact),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        locale_hint=_string(user.get("language_code")) or None,
        edited=edited,
        sent_at=_time(message.get("edit_date") or message.get("date")),
    )


def _tap(number: str, query: Json) -> Inbound | None:
    """A tap on an inline button. Where Telegram does not tell the message, it is too old: the person's id is that of their private chat."""
    user = _dict(query.get("from"))
    message = _dict(query.get("message"))
    chat = _chat(message) if message else _id(user.get("id"))
    if chat is None or user.get("is_bot") is True or "inline_message_id" in query:
        return None
    choice = _string(query.get("data"))
    return Inbound(
        "telegram",
        chat,
        number,
        Kind.CHOICE if choice else Kind.OTHER,
        _title(message, choice),
        choice=choice or None,
        locale_hint=_string(user.get("language_code")) or None,
        callback_id=_string(query.get("id")) or None,
    )


def _title(message: Json, choice: str) -> str:
    """The title of the button that was tapped, where Telegram repeats the keyboard."""
    rows = _dict(message.get("reply_markup")).get("inline_keyboard")
    buttons = (button for row in (rows if isinstance(rows, list) else []) for button in _dicts(row))
    return next((_string(button.get("text")) for button in buttons if choice and button.get("callback_data") == choice), "")


def _kind(message: Json) -> Kind | None:
    """None: a note of Telegram's. What we know nothing of is OTHER, so that the person is told."""
    for name, kind in _KINDS.items():
        if name.value in message:
            return kind
    if any(name.value in message for name in _OTHER):
        return Kind.OTHER
    return None if _NOTES & message.keys() else Kind.OTHER


def _text(message: Json) -> str:
    """The text, or the caption. A command alone is the word that it stands for; whatever else was written with it is never lost."""
    text = _string(message.get("text")) or _string(message.get("caption"))
    if not text.startswith("/"):
        return text
    match = _COMMAND.fullmatch(text)
    if match is None:
        return text.lstrip("/ ")
    name, rest = match["name"], (match["rest"] or "").strip()
    if not rest or (name.lower() == "start" and _START_PARAMETER.fullmatch(rest)):
        return COMMANDS.get(name.lower(), name)
    return f"{name} {rest}"


def _name(contact: Json) -> str | None:
    return " ".join(filter(None, (_string(contact.get("first_name")), _string(contact.get("last_name"))))) or None


def _phone(contact: Json) -> str | None:
    """Of somebody on Telegram the number is international, though the + is often left out; of others it is as the person wrote it."""
    phone = _string(contact.get("phone_number")).strip()
    international = contact.get("user_id") is not None and phone.isdecimal() and len(phone) > 9
    return (f"+{phone}" if international else phone) or None


def _place(message: Json) -> tuple[float, float] | None:
    location = _dict(message.get("location")) or _dict(_dict(message.get("venue")).get("location"))
    latitude, longitude = _degrees(location.get("latitude"), 90), _degrees(location.get("longitude"), 180)
    return None if latitude is None or longitude is None else (latitude, longitude)


def _chat(message: Json) -> str | None:
    """The id of a private chat; None for any other."""
    chat = _dict(message.get("chat"))
    return _id(chat.get("id")) if chat.get("type") == ChatType.PRIVATE else None


def _id(value: Any) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> Iterator[Json]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())


def _string(value: Any) -> str:
    """A text that can be stored: JSON lets through half surrogates, which UTF-8 does not, and NUL, which PostgreSQL does not."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")


def _degrees(value: Any, limit: float) -> float | None:
    return float(value) if isinstance(value, int | float) and abs(value) <= limit else None  # NaN is not


def _time(value: Any) -> datetime:
    """Seconds since 1970; now, where that cannot be read."""
    try:
        return datetime.fromtimestamp(value, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.now(UTC)
