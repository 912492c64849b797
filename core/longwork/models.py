"""Pieces of long work and their files."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedBytes, EncryptedJSON
from core.database import Base


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (State.QUEUED.value, State.RUNNING.value)


class LongWork(Base):
    """by: uuid of the member of staff. personal: its file names people. rows: how far it is.

    summary: of what was done, figures by name. problems: what stands in the way, for people. size: of the file in bytes; None: there
    is none (any more).

    Its row is locked with `key_share`: the pieces that the work is writing refer to it.
    """

    __tablename__ = "long_work"
    __table_args__ = (Index("ix_long_work_by", "by", "created_at"), Index("ix_long_work_expires_at", "expires_at"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[str] = mapped_column(String(40))
    wish: Mapped[Any] = mapped_column(EncryptedJSON)
    by: Mapped[uuid.UUID]
    personal: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=State.QUEUED.value)
    rows: Mapped[int] = mapped_column(Integer, default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    failure: Mapped[str | None] = mapped_column(String(60))
    problems: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    summary: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    file_name: Mapped[str | None] = mapped_column(String(120))
    media_type: Mapped[str | None] = mapped_column(String(100))
    size: Mapped[int | None] = mapped_column(BigInteger)


class LongWorkPiece(Base):
    """A piece of a file, encrypted. given: of the file that came with the wish; else of the one that was made."""

    __tablename__ = "long_work_piece"

    work_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("long_work.id", ondelete="CASCADE"), primary_key=True)
    given: Mapped[bool] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(EncryptedBytes)
