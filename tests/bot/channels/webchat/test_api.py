"""The JSON route: what it takes, what it gives, and what it refuses, with a code that says why."""

import uuid

import pytest

from tests.town import Town


def post(town: Town, **kwargs):
    return town.http.post(f"{town.base}/chat/messages", **kwargs)


def test_a_message_is_answered_by_name_text_choices_and_audio(whole_town: Town):
    answer = post(whole_town, json={"sender": uuid.uuid4().hex, "text": "start"}).json()
    (message,) = answer["messages"]
    assert message["response"] == "utter_language"
    assert [choice["title"] for choice in message["choices"]] == ["Français", "Bamanankan", "Fulfulde", "Soŋay"]
    assert message["audio"] is None


def test_a_choice_is_taken_by_its_id(whole_town: Town):
    sender = uuid.uuid4().hex
    first = post(whole_town, json={"sender": sender, "text": "start"}).json()["messages"][0]
    answer = post(whole_town, json={"sender": sender, "choice": first["choices"][0]["id"]}).json()["messages"]
    assert [message["response"] for message in answer] == ["utter_language_set", "utter_menu"]


def test_a_choice_of_somebody_elses_menu_chooses_nothing(whole_town: Town):
    answer = post(whole_town, json={"sender": uuid.uuid4().hex, "choice": "99.1"}).json()["messages"]
    assert [message["response"] for message in answer] == ["utter_language"]


def test_an_empty_text_gets_an_answer(whole_town: Town):
    assert post(whole_town, json={"sender": uuid.uuid4().hex, "text": ""}).json()["messages"]


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 400, "bad_json"),
        ({"content": b"text=x"}, 415, "json_only"),
        ({"json": []}, 422, "not_an_object"),
        ({"json": {"text": "x"}}, 422, "bad_sender"),
        ({"json": {"sender": "", "text": "x"}}, 422, "bad_sender"),
        ({"json": {"sender": "a\nb", "text": "x"}}, 422, "bad_sender"),
        ({"json": {"sender": "abcdefgh"}}, 422, "text_or_choice"),
        ({"json": {"sender": "abcdefgh", "text": "x", "choice": "1.1"}}, 422, "text_or_choice"),
        ({"json": {"sender": "abcdefgh", "text": 5}}, 422, "not_a_text"),
        ({"json": {"sender": "abcdefgh", "text": "x", "id": 7}}, 422, "bad_id"),
        ({"json": {"sender": "abcdefgh", "text": "x" * 20_001}}, 413, "text_too_long"),
        ({"json": {"sender": "abcdefgh", "text": "x" * 120_000}}, 413, "too_large"),
    ],
)
def test_a_bad_request_says_why(whole_town: Town, request_, status, code):
    response = post(whole_town, **request_)
    assert (response.status_code, response.json()) == (status, {"error": code})


def test_too_many_messages_from_one_sender_are_held_up(whole_town: Town):
    sender = uuid.uuid4().hex
    statuses = [whole_town.http.get(f"{whole_town.base}/chat/messages", params={"sender": sender}).status_code for _ in range(61)]
    assert statuses[:60] == [200] * 60
    assert statuses[60] == 429
