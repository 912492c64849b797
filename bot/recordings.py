"""Voice recordings of official messages, from the live store to files that channels send from. A file is named by what is in it."""

import os
from pathlib import Path

from sqlalchemy.orm import Session

from core.settings import Settings
from messages import queries as messages

SUFFIX = ".ogg"


def folder(settings: Settings) -> Path:
    """Where the files stand on this machine; all of them can be made again."""
    return settings.data_dir / "recordings"


def keep(session: Session, name: str, into: Path) -> None:
    """Have the recording `<handle>.ogg` below `into`. Whole or not at all: it is sent by others meanwhile."""
    path = into / name
    if path.is_file():
        return
    content = messages.recording(session, name.removesuffix(SUFFIX))
    if content is None:
        return
    into.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    unfinished.write_bytes(content)
    unfinished.replace(path)
