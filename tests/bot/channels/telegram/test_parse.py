"""Updates as Telegram sends them: what each becomes, and that none raises an error."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram.parse import inbound, membership
from bot.inbound import Inbound, Kind
from tests.bot.channels.telegram.conftest import PAYLOADS, Payload

NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))


def read(payload: Payload, name: str) -> Inbound:
    found = inbound(payload(name))
    assert found is not None
    return found


def test_a_text_is_read_whole(payload: Payload) -> None:
    update = payload("text")
    assert inbound(update) == Inbound(
        channel="telegram",
        sender="7001001",
        provider_id=str(update["update_id"]),
        kind=Kind.TEXT,
        text="Bonjour, ma fille tousse depuis hier 🤒",
        locale_hint="fr",
        sent_at=datetime.fromtimestamp(update["message"]["date"], UTC),
    )


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("text_reply_with_link", Kind.TEXT, "C'est vrai ? https://exemple.org/rumeur"),
        ("text_forwarded", Kind.TEXT, "Transféré plusieurs fois"),
        ("text_quoting_a_story", Kind.TEXT, "Et ça ?"),
        ("voice", Kind.VOICE, ""),
        ("audio", Kind.VOICE, "écoute ça"),
        ("photo", Kind.PHOTO, "C'est un bon masque ?"),
        ("photo_without_caption", Kind.PHOTO, ""),
        ("sticker", Kind.STICKER, ""),
        ("video", Kind.OTHER, "c'est vrai ?"),
        ("video_note", Kind.OTHER, ""),
        ("animation", Kind.OTHER, ""),
        ("document", Kind.OTHER, ""),
        ("poll", Kind.OTHER, ""),
        ("dice", Kind.OTHER, ""),
        ("story", Kind.OTHER, ""),
        ("of_a_kind_to_come", Kind.OTHER, ""),
    ],
)
def test_each_kind_of_message_is_told_apart(name: str, kind: Kind, text: str, payload: Payload) -> None:
    found = read(payload, name)
    assert (found.kind, found.text, found.edited) == (kind, text, False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("command_start", "start"),
        ("command_start_from_link", "start"),
        ("command_menu", "menu"),
        ("command_langue_with_bot_name", "langue"),
        ("command_stop", "stop"),
        ("command_aide", "menu"),
        ("command_unknown", "fievre"),
        ("command_with_words", "aide mon fils ne respire plus"),
    ],
)
def test_a_command_is_the_word_that_it_stands_for(name: str, text: str, payload: Payload) -> None:
    found = read(payload, name)
    assert (found.kind, found.text) == (Kind.TEXT, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("/MENU", "menu"),
        ("/Stop@ASSA_bot", "stop"),
        ("/help", "menu"),
        ("//menu", "menu"),
        ("/menu ", "menu"),
        ("/start il ne respire plus", "start il ne respire plus"),
        ("/stop svp", "stop svp"),
        ("/langue@assa_bot bambara", "langue bambara"),
        ("/sɔgɔma", "sɔgɔma"),
        ('/set_language{"value":"bm"}', 'set_language{"value":"bm"}'),
        ("/", ""),
        ("/ 12/11", "12/11"),
        ("12/11", "12/11"),
        ("oui/non", "oui/non"),
    ],
)
def test_whatever_follows_a_slash_no_word_is_lost_and_no_payload_gets_in(typed: str, text: str, payload: Payload) -> None:
    update = payload("text")
    update["message"]["text"] = typed
    found = inbound(update)
    assert found is not None
    assert found.text == text


def test_a_command_in_a_caption_is_one(payload: Payload) -> None:
    update = payload("photo")
    update["message"]["caption"] = "/menu"
    found = inbound(update)
    assert found is not None
    assert (found.kind, found.text) == (Kind.PHOTO, "menu")


def test_an_edited_message_is_a_new_one(payload: Payload) -> None:
    update = payload("edited_text")
    found = inbound(update)
    assert found is not None
    assert (found.kind, found.text, found.edited) == (Kind.TEXT, "Bonjour, ma fille tousse depuis lundi", True)
    assert found.provider_id == str(update["update_id"])  # the message's id is the old one, the update's is new
    assert found.sent_at == datetime.fromtimestamp(update["edited_message"]["edit_date"], UTC)


def test_an_edited_caption_is_read(payload: Payload) -> None:
    found = read(payload, "edited_caption")
    assert (found.kind, found.text, found.edited) == (Kind.PHOTO, "ordonnance de lundi", True)


@pytest.mark.parametrize(
    ("name", "contact", "phone"),
    [
        ("contact", "Moussa Diarra", "+22366123456"),
        ("contact_own", "Awa Traoré", "+22370000001"),
        ("contact_not_on_telegram", "Fanta", "76 00 00 01"),
    ],
)
def test_a_contact_has_a_name_and_a_phone_that_can_be_called(name: str, contact: str, phone: str, payload: Payload) -> None:
    found = read(payload, name)
    assert (found.kind, found.contact_name, found.contact_phone) == (Kind.CONTACT, contact, phone)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("location", (12.639232, -8.002889)),
        ("live_location", (12.6392, -8.0028)),
        ("venue", (12.6637, -7.9608)),
    ],
)
def test_a_place_has_its_degrees(name: str, place: tuple[float, float], payload: Payload) -> None:
    found = read(payload, name)
    assert (found.kind, (found.latitude, found.longitude)) == (Kind.LOCATION, place)


@pytest.mark.parametrize(
    "bad", [{"latitude": "12", "longitude": 1}, {"latitude": 91, "longitude": 1}, {"latitude": float("nan")}, {}, None]
)
def test_a_place_that_is_none_is_something_that_we_cannot_read(bad: Any, payload: Payload) -> None:
    update = payload("location")
    update["message"]["location"] = bad
    found = inbound(update)
    assert found is not None
    assert (found.kind, found.latitude, found.longitude) == (Kind.OTHER, None, None)


def test_a_live_location_is_answered_once(payload: Payload) -> None:
    assert inbound(payload("live_location")) is not None
    assert inbound(payload("edited_live_location")) is None


def test_pictures_sent_at_once_without_words_are_one_message_and_words_are_always_read(payload: Payload) -> None:
    first, second, third = (read(payload, f"album_{name}") for name in ("first", "second", "third"))
    assert second.provider_id == third.provider_id != first.provider_id
    assert first.text == "ma fille ne respire plus"


@pytest.mark.parametrize(
    ("name", "title"),
    [("callback_query", "2. Bamanankan"), ("callback_query_inaccessible_message", ""), ("callback_query_without_message", "")],
)
def test_a_tap_has_the_choice_and_where_told_its_title(name: str, title: str, payload: Payload) -> None:
    found = read(payload, name)
    assert (found.kind, found.choice, found.text) == (Kind.CHOICE, "7.2", title)
    assert (found.sender, found.callback_id, found.locale_hint) == ("7001001", "30069068901234567", "fr")


def test_a_tap_without_a_choice_is_something_that_we_cannot_read(payload: Payload) -> None:
    found = read(payload, "callback_query_game")
    assert (found.kind, found.choice, found.text) == (Kind.OTHER, None, "")


@pytest.mark.parametrize(
    "name",
    [
        "pinned_message",
        "auto_delete_timer",
        "background",
        "write_access",
        "from_bot",
        "group_text",
        "group_joined",
        "channel_post",
        "poll_state",
        "callback_query_in_group",
        "callback_query_inline_mode",
        "blocked",
        "unblocked",
    ],
)
def test_what_nobody_waits_for_an_answer_to_is_no_message(name: str, payload: Payload) -> None:
    assert inbound(payload(name)) is None


def test_who_blocks_the_bot_and_lets_it_in_again_is_told(payload: Payload) -> None:
    assert membership(payload("blocked")) == ("7001001", True)
    assert membership(payload("unblocked")) == ("7001001", False)


@pytest.mark.parametrize("name", ["group_joined", "text", "callback_query"])
def test_other_updates_say_nothing_about_blocking(name: str, payload: Payload) -> None:
    assert membership(payload(name)) is None


def test_a_status_to_come_says_nothing_about_blocking(payload: Payload) -> None:
    update = payload("blocked")
    update["my_chat_member"]["new_chat_member"]["status"] = "muted"
    assert membership(update) is None


@pytest.mark.parametrize("text", ["a\ud83d", "\udc00", "nul\0nul"])
def test_a_text_that_could_not_be_stored_is_mended(text: str, payload: Payload) -> None:
    update = json.loads(json.dumps({**payload("text"), "message": {**payload("text")["message"], "text": text}}))
    found = inbound(update)
    assert found is not None
    found.text.encode()
    assert "\0" not in found.text


def test_an_inbound_survives_the_inbox(payload: Payload) -> None:
    for name in NAMES:
        found = inbound(payload(name))
        assert found is None or Inbound.from_json(json.loads(json.dumps(found.to_json()))) == found


OLDER = {"background", "poll", "poll_state"}
"""Payloads of before Bot API 9.6, which the library does not read any more; our parser does."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OLDER])
def test_the_payloads_are_what_telegram_sends_as_far_as_its_library_knows(name: str, payload: Payload) -> None:
    update = Update.de_json(payload(name), None)
    assert not update.api_kwargs
    message = update.message or update.edited_message
    if message is not None and name not in ("of_a_kind_to_come", "sticker"):
        assert set(message.api_kwargs) <= {"forward_sender_name", "forward_date"}  # of older versions of the Bot API


def variants(value: Any) -> Iterator[Any]:
    """`value` with each of its fields, however deep, taken out or of another type."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {other: each for other, each in value.items() if other != key}
            for bad in (None, "x", 7, -1.5, True, [], {}, [None], 10**30, {"id": "x"}):
                yield {**value, key: bad}
            for variant in variants(inner):
                yield {**value, key: variant}
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            for variant in variants(inner):
                yield [*value[:at], variant, *value[at + 1 :]]


@pytest.mark.parametrize("name", NAMES)
def test_no_change_of_the_bot_api_raises_an_error(name: str, payload: Payload) -> None:
    for variant in variants(payload(name)):
        before = copy.deepcopy(variant)
        found = inbound(variant)
        membership(variant)
        assert variant == before
        if found is not None:
            assert int(found.sender)
            json.dumps(found.to_json()).encode()


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_anything_else_is_no_message(update: Any) -> None:
    assert inbound(update) is None
    assert membership(update) is None
