"""From a Telegram update to an Inbound. Private chats only; whatever we cannot read is still something that was sent."""

from datetime import UTC, datetime
from typing import Any

from bot.inbound import Inbound, Kind

Json = dict[str, Any]

COMMANDS = {"start": "start", "menu": "menu", "aide": "menu", "help": "menu", "langue": "langue", "language": "langue", "stop": "stop"}
"""Commands as the words that our stages know."""

_KINDS = {
    "voice": Kind.VOICE,
    "audio": Kind.VOICE,
    "photo": Kind.PHOTO,
    "sticker": Kind.STICKER,
    "location": Kind.LOCATION,
    "venue": Kind.LOCATION,
    "contact": Kind.CONTACT,
}
_SERVICE = frozenset({"new_chat_members", "left_chat_member", "pinned_message", "message_auto_delete_timer_changed", "new_chat_title"})
"""What Telegram notes in a chat by itself: nobody waits for an answer."""


def _text(message: Json) -> str:
    text = str(message.get("text") or message.get("caption") or "")
    if not text.startswith("/"):
        return text
    command, _, rest = text[1:].partition(" ")
    name = command.partition("@")[0].lower()
    return COMMANDS.get(name) or f"{name} {rest}".strip()


def _kind(message: Json) -> Kind:
    if "text" in message:
        return Kind.TEXT
    return next((kind for name, kind in _KINDS.items() if name in message), Kind.OTHER)


def _from_message(update: Json, message: Json, edited: bool) -> Inbound | None:
    chat, user = message.get("chat") or {}, message.get("from") or {}
    if chat.get("type") != "private" or user.get("is_bot") or _SERVICE & message.keys():
        return None
    contact = message.get("contact") or {}
    location = message.get("location") or (message.get("venue") or {}).get("location") or {}
    return Inbound(
        channel="telegram",
        sender=str(chat["id"]),
        provider_id=str(update["update_id"]),
        kind=_kind(message),
        text=_text(message),
        contact_name=contact.get("first_name"),
        contact_phone=contact.get("phone_number"),
        latitude=location.get("latitude"),
        longitude=location.get("longitude"),
        locale_hint=user.get("language_code"),
        edited=edited,
        sent_at=datetime.fromtimestamp(message.get("edit_date") or message.get("date") or 0, UTC),
    )


def _from_tap(update: Json, query: Json) -> Inbound | None:
    user = query.get("from") or {}
    chat = (query.get("message") or {}).get("chat") or {}
    if user.get("is_bot") or chat.get("type", "private") != "private" or "id" not in user:
        return None
    return Inbound(
        channel="telegram",
        sender=str(chat.get("id", user["id"])),
        provider_id=str(update["update_id"]),
        kind=Kind.CHOICE,
        choice=str(query.get("data") or ""),
        locale_hint=user.get("language_code"),
        callback_id=str(query.get("id") or "") or None,
    )


def inbound(update: Json) -> Inbound | None:
    """The message of an update; None for what nobody waits for an answer to (groups, bots, service notes, other kinds of update)."""
    if "update_id" not in update:
        return None
    if isinstance(query := update.get("callback_query"), dict):
        return _from_tap(update, query)
    for name in ("message", "edited_message"):
        if isinstance(message := update.get(name), dict):
            return _from_message(update, message, edited=name == "edited_message")
    return None


def membership(update: Json) -> tuple[str, bool] | None:
    """`(chat id, blocked)` when a person blocked or unblocked the bot; None for any other update."""
    change = update.get("my_chat_member")
    if not isinstance(change, dict) or (change.get("chat") or {}).get("type") != "private":
        return None
    status = (change.get("new_chat_member") or {}).get("status")
    return str(change["chat"]["id"]), status in ("kicked", "left")
