"""What an error of the Bot API means for us; decided here, once. python-telegram-bot's tree has traps: BadRequest is a NetworkError."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.base import Refused, RetryLater

log = structlog.get_logger()

_NOBODY = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "can't initiate conversation",
    "upgraded to a supergroup",
)
"""The chat is gone, or never began. (Who deleted the account and who never wrote to us come as Forbidden, as who blocked us.)"""


def failure(error: TelegramError) -> RetryLater | Refused:
    """The error to raise. Its text names no chat, no content and no token."""
    if isinstance(error, RetryAfter):
        return RetryLater("flood control", seconds(error))
    if isinstance(error.__cause__, TelegramError):
        # an answer that is not JSON comes from something in between (a proxy, a captive portal): its 403 says nothing about the person
        return RetryLater("unreadable answer")
    if isinstance(error, InvalidToken):
        # the operator mends it; the message is good and waits
        log.error("telegram.invalid_token", hint="ASSA_TELEGRAM_TOKEN or ASSA_TELEGRAM_API_URL is wrong")
        return RetryLater("invalid token")
    if isinstance(error, ChatMigrated) or any(words in error.message.lower() for words in _NOBODY):
        return Refused("not_on_channel")
    if isinstance(error, Forbidden):
        return Refused("blocked")
    if isinstance(error, BadRequest):
        return Refused("invalid", "bad request")
    return RetryLater(type(error).__name__)


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


@contextmanager
def translated() -> Iterator[None]:
    """What python-telegram-bot raises inside becomes RetryLater or Refused; the cause is cut off, since its text may hold an address."""
    try:
        yield
    except TelegramError as error:
        raise failure(error) from None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # it stumbles over an answer that is JSON and not the Bot API's
        raise RetryLater(f"unreadable answer: {type(error).__name__}") from None
