"""How far a piece of work is: said by what goes through rows, heard by whoever runs it. Where nobody listens, it costs a look."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_listener: ContextVar[Callable[[int], None] | None] = ContextVar("progress", default=None)


def step(count: int = 1) -> None:
    """So many rows more are done. May raise what the listener raises, to end the work."""
    listener = _listener.get()
    if listener is not None:
        listener(count)


@contextmanager
def told_to(listener: Callable[[int], None]) -> Iterator[None]:
    """Steps inside are told to `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
