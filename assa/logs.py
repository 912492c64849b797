"""Structured logs without personal data: JSON lines on standard error, readable lines on a terminal."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

PERSONAL = frozenset(
    {"text", "name", "phone", "address", "sender", "contact", "payload", "body", "message", "locality", "arguments", "part"}
)
"""Keys whose values are never logged."""

_LONG = 10**5
"""From this on, a number may be somebody's: a chat id, a phone."""

_UUID = r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{32,64}\b"
"""Ids and digests of ours: random, and what one follows a conversation by."""

_PATTERN = re.compile(
    rf"(?P<kept>{_UUID}|\b127\.0\.0\.1\b)"
    r"|(?P<hidden>\d{6,}:[\w-]{20,}"  # a Telegram token, as it stands in the Bot API's URLs
    r"|\+?\d(?:[\d ().-]{4,}\d))"  # six digits and more, as people write numbers: phones, chat ids
)

HIDDEN = "***"


def _masked(value: Any) -> Any:
    """`value` without long runs of digits and tokens, and without the values of personal keys, however deep."""
    if isinstance(value, str):
        return _PATTERN.sub(lambda found: found["kept"] or HIDDEN, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < _LONG else HIDDEN
    if isinstance(value, Mapping):
        return {key: HIDDEN if key in PERSONAL else _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(inner) for inner in value]
    if value is None or isinstance(value, bool | float):
        return value
    return _masked(str(value))


def without_personal_data(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: hides the values of personal keys, tokens, and long runs of digits anywhere."""
    for key, value in list(event.items()):
        if key in PERSONAL:
            event[key] = HIDDEN
        elif key != "timestamp":
            event[key] = _masked(value)
    return event


def configure(level: int = logging.INFO) -> None:
    """Send structlog and the standard library's logging the same way. Libraries speak from warning on: httpx would log URLs with tokens."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_personal_data,
                rendering,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("assa", "bot", "actions", "core", "contact_tracing", "messages"):
        logging.getLogger(ours).setLevel(level)
