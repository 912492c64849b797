"""What an error of the Cloud API means for us; decided here, once, by Meta's code (their HTTP statuses and titles change, codes do not).

https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import structlog
from pywa.errors import WhatsAppError

from bot.channels.base import Refused, RefusedReason, RetryLater

log = structlog.get_logger()

LATER = frozenset(
    {
        1,  # unknown, possibly a fault of the server
        2,  # service down or overloaded
        4,  # too many calls of the app
        80007,  # too many calls of the account
        130429,  # throughput of the number
        131000,  # something went wrong
        131016,  # service unavailable
        131048,  # too many messages were blocked or flagged
        131056,  # too many messages to the same person
        131057,  # our account is in maintenance
        133004,  # server unavailable
    }
)

ACCOUNT = frozenset(
    {
        0,  # we could not be authenticated
        3,  # no permission for the method
        10,  # permission withdrawn
        33,  # our number was deleted
        190,  # token expired
        *range(200, 300),  # permission withdrawn
        368,  # our account is restricted
        131005,  # access denied
        131031,  # our account is locked
        131042,  # payment
        131045,  # our number's certificate
        133010,  # our number is not registered
    }
)
"""Faults of our account, which the operator mends: the message is good and waits in the outbox meanwhile. Nobody is marked for them."""

REFUSED: Mapping[int, RefusedReason] = {
    131026: "not_on_channel",  # no WhatsApp there, or a version that cannot receive
    131030: "not_on_channel",  # not among the allowed recipients of a test number
    131047: "outside_window",  # more than 24 hours since the person wrote
    131050: "blocked",  # the person asked WhatsApp to stop what we send
}
"""The rest, like 131009 (a value is wrong) and 131051 (a type is not supported), is our own fault: `invalid`."""

LONGEST_DELAY = 86_400.0


def failure(code: int, status: int | None = None, *, transient: bool = False, delay: float | None = None) -> RetryLater | Refused:
    """The error to raise. code: Meta's. status: of HTTP, where there was an answer. delay: seconds, where the provider gave them."""
    if code in REFUSED:
        return Refused(REFUSED[code], str(code))
    if code in ACCOUNT or status in (401, 403):
        log.error("whatsapp.account", code=code, status=status)
        return RetryLater(f"account {code}", delay)
    if code in LATER or transient or (status is not None and (status in (408, 429) or status >= 500)):
        return RetryLater(str(code), delay)
    return Refused("invalid", str(code))


def retry_after(response: httpx.Response | None) -> float | None:
    """Seconds that a `Retry-After` asks for: a number, or a date."""
    value = "" if response is None else response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return min(float(value), LONGEST_DELAY)
    try:
        wait = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):  # no date, or one without a time zone
        return None
    return min(max(wait, 0.0), LONGEST_DELAY)


@contextmanager
def translated() -> Iterator[None]:
    """What pywa and httpx raise inside becomes RetryLater or Refused; the cause is cut off, since its text may hold a phone number."""
    try:
        yield
    except WhatsAppError as error:
        delay = retry_after(error.raw_response)
        raise failure(error.code, error.status_code, transient=bool(error.is_transient), delay=delay) from None
    except httpx.HTTPError as error:
        raise RetryLater(type(error).__name__) from None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # pywa stumbles over an answer that is not the Cloud API's: a proxy's page, an error without a code
        raise RetryLater(f"unreadable answer: {type(error).__name__}") from None
