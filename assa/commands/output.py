"""Where a command writes to."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def opened(output: str) -> Iterator[IO[bytes]]:
    """Standard output, or a file that appears only when it is whole, for its owner's eyes."""
    if output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(output)
    half = target.with_name(f".{target.name}.part")
    try:
        with open(half, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            yield out
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
