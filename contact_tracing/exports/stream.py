"""Rows from a cursor that the server holds: as many in memory as one batch."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

from core.progress import step

BATCH = 2000


def stream(session: Session, statement: Select[Any]) -> Iterator[Row[Any]]:
    """The rows of a statement, a batch at a time. The transaction stays open until the last was read."""
    # of this statement alone: set on the connection, they would hold for all that follows in the transaction
    options = {"stream_results": True, "yield_per": BATCH}
    with session.connection().execute(statement, execution_options=options) as rows:
        for row in rows:
            step()
            yield row
