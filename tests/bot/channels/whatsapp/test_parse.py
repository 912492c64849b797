"""Reading Meta's events: one payload file a kind, and whatever else JSON may hold."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp.parse import Status, inbounds, statuses
from bot.inbound import Inbound, Kind
from tests.bot.channels.whatsapp.conftest import AWA, PAYLOADS, Payload
from tests.fakes.graph_api import FakeGraphApi

FAILED = "wamid.HBgLMjIzNzYwMDAwMDEVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"

READ_AS: dict[str, dict[str, Any]] = {
    "text": {"kind": Kind.TEXT, "text": "Bonjour, dɔgɔtɔrɔ bɛ min?"},
    "text_reply_forwarded": {"kind": Kind.TEXT, "text": "C'est vrai ?"},
    "button_reply": {"kind": Kind.CHOICE, "choice": "7.2", "text": "Bamanankan"},
    "list_reply": {"kind": Kind.CHOICE, "choice": "8.10", "text": "Parler à quelqu'un"},
    "template_button": {"kind": Kind.CHOICE, "choice": "checkin.yes", "text": "Oui, je vais bien"},
    "flow_reply": {"kind": Kind.OTHER},
    "voice": {"kind": Kind.VOICE},
    "audio": {"kind": Kind.VOICE},
    "image": {"kind": Kind.PHOTO, "text": "Est-ce que c'est grave ?"},
    "image_without_caption": {"kind": Kind.PHOTO, "text": ""},
    "video": {"kind": Kind.OTHER, "text": "Ils disent que l'ail guérit"},
    "document": {"kind": Kind.OTHER, "text": ""},
    "sticker": {"kind": Kind.STICKER},
    "location": {"kind": Kind.LOCATION, "latitude": 12.63922, "longitude": -8.00289},
    "contacts": {"kind": Kind.CONTACT, "contact_name": "Moussa Keïta", "contact_phone": "+223 66 00 00 02"},
    "contact_by_wa_id": {"kind": Kind.CONTACT, "contact_name": "Oumou", "contact_phone": "+22366000003"},
    "reaction": {"kind": Kind.OTHER, "text": ""},
    "reaction_removed": {"kind": Kind.OTHER},
    "order": {"kind": Kind.OTHER},
    "unsupported": {"kind": Kind.OTHER},
    "unknown": {"kind": Kind.OTHER},
    "edited_text": {"kind": Kind.TEXT, "text": "Pardon : 39 de fièvre", "edited": True},
    "edited_caption": {"kind": Kind.PHOTO, "text": "Ma gorge", "edited": True},
}


@pytest.mark.parametrize("name", READ_AS)
def test_each_kind_of_message_is_read(name: str, payload: Payload) -> None:
    (read,) = inbounds(payload(name))
    message = payload(name)["entry"][0]["changes"][0]["value"]["messages"][0]
    sent_at = datetime(2020, 11, 23, 16, 0, tzinfo=UTC)
    assert read == Inbound("whatsapp", AWA, message["id"], sent_at=sent_at, **READ_AS[name])
    assert statuses(payload(name)) == []


@pytest.mark.parametrize("name", ["revoked", "number_changed", "template_update", "status_read"])
def test_what_nobody_said_is_no_message(name: str, payload: Payload) -> None:
    assert inbounds(payload(name)) == []


def test_every_message_of_every_entry_and_change_is_read_in_order(payload: Payload) -> None:
    read = inbounds(payload("batch"))
    assert [(each.text, each.sender) for each in read] == [("un", AWA), ("deux", "22366000002"), ("trois", AWA), ("quatre", AWA)]
    assert len({each.provider_id for each in read}) == 4


def test_a_person_who_hides_the_number_is_known_by_the_scoped_id(payload: Payload) -> None:
    assert [each.sender for each in inbounds(payload("text_from_user_name"))] == ["ML.13491208655302741918"]


def test_messages_to_another_number_of_the_app_are_not_ours(payload: Payload) -> None:
    assert inbounds(payload("other_number"), "106540352242922") == []
    assert len(inbounds(payload("other_number"), "999999999999999")) == 1
    assert len(inbounds(payload("other_number"))) == 1
    assert statuses(payload("status_read"), "999999999999999") == []


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("status_sent", "sent", None),
        ("status_delivered", "delivered", None),
        ("status_read", "read", None),
        ("status_failed", "failed", 131047),
        ("status_undeliverable", "failed", 131026),
    ],
)
def test_each_status_is_read(name: str, status: str, code: int | None, payload: Payload) -> None:
    assert statuses(payload(name)) == [Status(FAILED, status, code)]


def test_every_payload_file_is_used_by_a_test() -> None:
    used = {*READ_AS, "revoked", "number_changed", "template_update", "batch", "text_from_user_name", "other_number"}
    used |= {"status_sent", "status_delivered", "status_read", "status_failed", "status_undeliverable"}
    assert {path.stem for path in PAYLOADS.glob("*.json")} == used


def read_one(kind: str, content: Any, **more: Any) -> Inbound:
    message = FakeGraphApi().message(AWA, kind, content, **more)
    (read,) = inbounds(json.loads(FakeGraphApi().event(message)))
    return read


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("text", None, Kind.TEXT),
        ("text", {"body": 5}, Kind.TEXT),
        ("interactive", {"type": "button_reply", "button_reply": {"title": "Oui"}}, Kind.TEXT),
        ("interactive", {}, Kind.OTHER),
        ("interactive", [], Kind.OTHER),
        ("button", {"text": "Oui"}, Kind.TEXT),
        ("image", "?", Kind.PHOTO),
        ("location", {"latitude": "12", "longitude": "8"}, Kind.OTHER),
        ("location", {"latitude": 10**400, "longitude": 8}, Kind.OTHER),
        ("location", {"latitude": float("nan"), "longitude": 8}, Kind.OTHER),
        ("contacts", [], Kind.CONTACT),
        ("contacts", [{"name": "Moussa", "phones": [{}]}], Kind.CONTACT),
        ("edit", {}, Kind.OTHER),
        ("edit", {"message": {"type": "edit", "edit": {"message": None}}}, Kind.OTHER),
    ],
)
def test_a_message_with_odd_contents_is_still_a_message(kind: str, content: Any, expected: Kind) -> None:
    assert read_one(kind, content).kind is expected


def test_half_a_surrogate_pair_can_be_stored() -> None:
    message = FakeGraphApi().text(AWA, "mal \ud83d tête")
    (read,) = inbounds(json.loads(FakeGraphApi().event(message)))
    assert read.text == "mal \ufffd tête"


@pytest.mark.parametrize("stamp", [None, "", "soon", "9" * 30, -(10**18), {"a": 1}])
def test_a_message_without_a_readable_time_was_sent_now(stamp: Any) -> None:
    message = {**FakeGraphApi().text(AWA, "Bonjour"), "timestamp": stamp}
    (read,) = inbounds(json.loads(FakeGraphApi().event(message)))
    assert abs((datetime.now(UTC) - read.sent_at).total_seconds()) < 60


@pytest.mark.parametrize("missing", ["id", "from"])
def test_a_message_that_cannot_be_answered_or_told_apart_is_left(missing: str, payload: Payload) -> None:
    event = payload("batch")
    value = event["entry"][0]["changes"][0]["value"]
    value["contacts"] = []
    for field in {missing, "from_user_id"} if missing == "from" else {missing}:
        value["messages"][0].pop(field)
    assert [each.text for each in inbounds(event)] == ["deux", "trois", "quatre"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "id", "body", "text", "phones", "name"]), inner, max_size=3)
    ),
    max_leaves=8,
)
kinds = st.sampled_from(["text", "interactive", "button", "audio", "image", "location", "contacts", "reaction", "edit", "system", "new"])


@given(st.dictionaries(kinds, anything), kinds, anything, anything)
def test_no_payload_raises_and_what_is_read_can_be_stored(content: Any, kind: str, stamp: Any, statuses_: Any) -> None:
    message = {**content, "type": kind, "id": "wamid.1", "from": AWA, "timestamp": stamp}
    event = {"entry": [{"changes": [{"field": "messages", "value": {"messages": [message, stamp], "statuses": statuses_}}]}]}
    for read in inbounds(event):
        json.dumps(read.to_json(), ensure_ascii=False).encode()
    statuses(event)


@given(anything)
def test_no_event_of_another_shape_raises(event: Any) -> None:
    for each in (
        event,
        {"entry": event},
        {"entry": [{"changes": event}]},
        {"entry": [{"changes": [{"field": "messages", "value": event}]}]},
    ):
        assert inbounds(each) == []
        assert statuses(each) == []
