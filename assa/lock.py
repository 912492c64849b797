"""Locks between processes, by files: the system lets go of them when a process dies."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "run.lock"


class AlreadyRunning(Exception):
    """Another `assa run` uses this data folder."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder: one `assa run` over one data folder. Raises AlreadyRunning."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(f"assa runs already over {folder}: stop it, or set ASSA_DATA_DIR to another folder") from error
        yield


def is_held(folder: Path) -> bool:
    """Whether an `assa run` holds the folder now."""
    try:
        with only_one(folder):
            return False
    except AlreadyRunning:
        return True


@contextmanager
def one_at_a_time(path: Path, stopping: Callable[[], bool] = lambda: False) -> Iterator[bool]:
    """Wait for the others that hold `path`, then hold it: True. False: we were told to stop meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        while not stopping():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.1)
            else:
                yield True
                return
        yield False
