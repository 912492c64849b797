"""What each error of the Bot API means, by the words that Telegram uses."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import Refused, RetryLater
from bot.channels.telegram.errors import failure, translated


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), "blocked"),
        (Forbidden("Forbidden: something new"), "blocked"),
        (Forbidden("Forbidden: user is deactivated"), "not_on_channel"),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), "not_on_channel"),
        (BadRequest("Bad Request: chat not found"), "not_on_channel"),
        (BadRequest("Bad Request: PEER_ID_INVALID"), "not_on_channel"),
        (BadRequest("Bad Request: user not found"), "not_on_channel"),
        (ChatMigrated(-100123), "not_on_channel"),
        (BadRequest("Bad Request: message is too long"), "invalid"),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), "invalid"),
    ],
)
def test_what_will_not_pass_is_refused(error: TelegramError, reason: str) -> None:
    refused = failure(error)
    assert isinstance(refused, Refused)
    assert refused.reason == reason


@pytest.mark.parametrize(
    ("error", "delay"),
    [
        (RetryAfter(7), 7.0),
        (TimedOut(), None),
        (NetworkError("Bad Gateway"), None),
        (NetworkError("httpx.ConnectError: no"), None),
        (Conflict("Conflict"), None),
        (InvalidToken("Unauthorized"), None),
        (TelegramError("Invalid server response"), None),
    ],
)
def test_what_may_pass_is_tried_again(error: TelegramError, delay: float | None) -> None:
    later = failure(error)
    assert isinstance(later, RetryLater)
    assert later.delay == delay


@pytest.mark.parametrize("kind", [Forbidden, BadRequest, InvalidToken])
def test_a_page_of_something_in_between_says_nothing_about_the_person(kind: type[TelegramError]) -> None:
    error = kind("Forbidden (403). Parsing the server response b'<html>' failed")
    error.__cause__ = TelegramError("Invalid server response")
    assert isinstance(failure(error), RetryLater)


@pytest.mark.parametrize("stumble", [ValueError("x"), KeyError("result"), TypeError("x"), AttributeError("x")])
def test_an_answer_that_the_library_stumbles_over_is_tried_again(stumble: Exception) -> None:
    with pytest.raises(RetryLater, match="unreadable answer"), translated():
        raise stumble


def test_the_cause_is_cut_off_since_it_may_name_the_address() -> None:
    with pytest.raises(Refused) as caught, translated():
        raise BadRequest("Bad Request: chat 7001001 not found")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "7001001" not in str(caught.value)


def test_our_own_faults_are_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError
