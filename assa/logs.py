"""Structured logs without personal data: JSON lines on standard error, readable lines on a terminal."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

PERSONAL = frozenset(
    {"text", "name", "phone", "address", "sender", "contact", "payload", "body", "message", "locality", "arguments", "part"}
)
"""Keys whose values are never logged."""

_DIGITS = re.compile(r"\d(?:[\d ().-]{4,}\d)")
"""Runs of six digits and more, as people write numbers: phones, chat ids."""

HIDDEN = "***"


def without_personal_data(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: hides the values of personal keys, and long runs of digits in any text."""
    for key, value in list(event.items()):
        if key in PERSONAL:
            event[key] = HIDDEN
        elif isinstance(value, str) and key != "timestamp":
            event[key] = _DIGITS.sub(HIDDEN, value)
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
