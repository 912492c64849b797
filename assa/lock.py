"""One `assa run` over one data folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Another `assa run` uses this data folder."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it when the process dies. Raises AlreadyRunning."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(f"assa runs already over {folder}: stop it, or set ASSA_DATA_DIR to another folder") from error
        yield
