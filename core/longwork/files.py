"""Files in pieces, encrypted, in the database: whichever machine serves a page has them, and they go with their row."""

import io
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from core.longwork.models import LongWorkPiece

PIECE = 256 * 1024
"""Bytes of a piece before encryption."""


class Writer(io.RawIOBase):
    """Takes a file as it is written, in the transaction of the work; `size` bytes when `finish`ed. Memory: one piece."""

    def __init__(self, session: Session, work_id: uuid.UUID, *, given: bool = False) -> None:
        self._session, self._work, self._given = session, work_id, given
        self._held = bytearray()
        self._number = 0
        self.size = 0
        session.execute(delete(LongWorkPiece).where(LongWorkPiece.work_id == work_id, LongWorkPiece.given == given))

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        """Bytes, or what is like bytes."""
        self._held += content
        while len(self._held) >= PIECE:
            self._put(bytes(self._held[:PIECE]))
            del self._held[:PIECE]
        return len(content)

    def finish(self) -> int:
        """The rest; returns the size of the whole."""
        if self._held:
            self._put(bytes(self._held))
            self._held.clear()
        return self.size

    def _put(self, content: bytes) -> None:
        self._session.execute(insert(LongWorkPiece).values(work_id=self._work, given=self._given, number=self._number, content=content))
        self._number += 1
        self.size += len(content)


def pieces(session: Session, work_id: uuid.UUID, *, given: bool = False) -> Iterator[bytes]:
    """The pieces of a file, read one at a time."""
    number = 0
    while (content := piece(session, work_id, number, given=given)) is not None:
        yield content
        number += 1


def piece(session: Session, work_id: uuid.UUID, number: int, *, given: bool = False) -> bytes | None:
    """One piece, counted from 0; None after the last."""
    content: bytes | None = session.scalar(
        select(LongWorkPiece.content).where(LongWorkPiece.work_id == work_id, LongWorkPiece.given == given, LongWorkPiece.number == number)
    )
    return content


def drop(session: Session, *work_ids: uuid.UUID) -> None:
    """Both files of these works."""
    session.execute(delete(LongWorkPiece).where(LongWorkPiece.work_id.in_(work_ids)))
