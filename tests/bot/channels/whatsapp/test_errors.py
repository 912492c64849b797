"""What Meta's errors mean for us, and how long they ask us to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from structlog.testing import capture_logs

from bot.channels.base import Refused, RetryLater
from bot.channels.whatsapp.errors import ACCOUNT, LATER, LONGEST_DELAY, REFUSED, failure, retry_after


@pytest.mark.parametrize(
    ("code", "status", "meant"),
    [
        (131047, 400, "outside_window"),
        (131026, 400, "not_on_channel"),
        (131030, 400, "not_on_channel"),
        (131050, 400, "blocked"),
        (131051, 400, "invalid"),
        (131009, 400, "invalid"),
        (100, 400, "invalid"),
        (404, 404, "invalid"),
        (131021, None, "invalid"),
        (131047, 500, "outside_window"),
    ],
)
def test_what_will_not_pass_is_refused(code: int, status: int | None, meant: str) -> None:
    error = failure(code, status)
    assert isinstance(error, Refused)
    assert error.reason == meant


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (130429, 429),
        (131056, 400),
        (80007, 400),
        (131000, 500),
        (131016, 503),
        (4, 400),
        (2, 503),
        (999, 500),
        (502, 502),
        (7, 429),
        (130429, None),
    ],
)
def test_what_may_pass_is_tried_later(code: int, status: int | None) -> None:
    error = failure(code, status, delay=7.0)
    assert isinstance(error, RetryLater)
    assert error.delay == 7.0


def test_what_meta_calls_transient_is_tried_later() -> None:
    assert isinstance(failure(555, 400, transient=True), RetryLater)


@pytest.mark.parametrize(
    ("code", "status"), [(190, 401), (0, 401), (10, 403), (230, 403), (133010, 400), (131042, None), (401, 401), (77, 403)]
)
def test_a_fault_of_our_account_keeps_the_message_and_tells_the_operator(code: int, status: int | None) -> None:
    with capture_logs() as logs:
        assert isinstance(failure(code, status), RetryLater)
    assert [(line["event"], line["log_level"], line["code"]) for line in logs] == [("whatsapp.account", "error", code)]


def test_no_code_means_two_things() -> None:
    assert not LATER & ACCOUNT
    assert not (LATER | ACCOUNT) & REFUSED.keys()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("12", 12),
        (" 12 ", 12),
        ("999999999999", LONGEST_DELAY),
        ("-3", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("²", None),
    ],
)
def test_retry_after_is_a_number_of_seconds(header: str, seconds: float | None) -> None:
    assert retry_after(httpx.Response(429, headers=[(b"Retry-After", header.encode())])) == seconds


def test_retry_after_may_be_a_date() -> None:
    def wait(when: datetime) -> float | None:
        return retry_after(httpx.Response(429, headers={"Retry-After": format_datetime(when, usegmt=True)}))

    now = datetime.now(UTC)
    assert wait(now + timedelta(seconds=60)) == pytest.approx(60, abs=5)
    assert wait(now - timedelta(hours=1)) == 0
    assert wait(now + timedelta(days=400)) == LONGEST_DELAY


@pytest.mark.parametrize("header", [{}, {"Retry-After": "Mon, 23 Nov 2026 16:00:00"}])
def test_without_a_readable_retry_after_there_is_no_delay(header: dict[str, str]) -> None:
    assert retry_after(httpx.Response(429, headers=header)) is None
    assert retry_after(None) is None
