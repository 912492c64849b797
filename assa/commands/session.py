"""The database for a command, wherever it is: at its URL, in the running program, or embedded and asleep."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from assa import running
from assa.engines import EngineError
from assa.lock import AlreadyRunning
from core.database import Database
from core.settings import Settings


@contextmanager
def database() -> Iterator[Database]:
    """See `assa.running.database`; what may go wrong is told as the command line tells it."""
    try:
        with running.database(Settings()) as opened:
            yield opened
    except (EngineError, AlreadyRunning) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction in it."""
    with database() as opened, opened.transaction() as session:
        yield session
