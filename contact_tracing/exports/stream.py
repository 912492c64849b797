"""Rows from a cursor that the server holds: as many in memory as one batch."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

BATCH = 2000


def stream(session: Session, statement: Select[Any]) -> Iterator[Row[Any]]:
    """The rows of a statement, a batch at a time. The transaction stays open until the last was read."""
    with session.connection().execution_options(stream_results=True, yield_per=BATCH).execute(statement) as rows:
        yield from rows
