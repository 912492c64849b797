"""Which day it is where the person is."""

from datetime import UTC, date, datetime


def today() -> date:
    """The day in Mali, which keeps UTC all year."""
    return datetime.now(UTC).date()
