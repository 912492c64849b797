"""Likely pairs, what was decided of them, and merges."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Identity, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto import EncryptedJSON
from core.database import Base


class DuplicatePair(Base):
    """Two records that may be one person. kind: `case`, `contact`, or `link` (first_uuid a case, second_uuid a contact); of one kind the
    smaller uuid is first. score: 0 to 100; reasons: codes of `likeness`. state: OPEN, DISTINCT (not a duplicate, remembered), MERGED.
    Without foreign keys: a pair outlives a merge of its records, and counts again when that is undone. decided_by: kind and id.
    """

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        UniqueConstraint("kind", "first_uuid", "second_uuid"),
        Index("ix_duplicate_pair_open", "score", "id", postgresql_where=text("state = 'OPEN'")),
        Index("ix_duplicate_pair_second", "second_uuid"),
        Index("ix_duplicate_pair_first", "first_uuid"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    first_uuid: Mapped[uuid.UUID]
    second_uuid: Mapped[uuid.UUID]
    score: Mapped[int] = mapped_column(SmallInteger)
    reasons: Mapped[list[Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(8), default="OPEN")
    found_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[str | None] = mapped_column(String(80))


class RecordMerge(Base):
    """One merge. The record that went is no row of its table any more, so that no list, count or export has to know of merges: it is
    here, whole, with every row that was moved and every field that was chosen, until that is undone.

    kind: as of a pair. kept_id, gone_id: readable ids; of a `link` nothing went, and gone_id is the contact's. gone_key, gone_reporter:
    of a case that went: its submission, and who reported it. detail: see `merging`; None once somebody concerned was erased, and then
    nothing can be undone.
    """

    __tablename__ = "record_merge"
    __table_args__ = (
        Index("ix_record_merge_gone", "gone_id", postgresql_where=text("undone_at IS NULL")),
        Index("ix_record_merge_kept", "kept_uuid", postgresql_where=text("undone_at IS NULL")),
        Index("ix_record_merge_key", "gone_key", postgresql_where=text("undone_at IS NULL")),
        Index("ix_record_merge_reporter", "gone_reporter", postgresql_where=text("undone_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    kept_uuid: Mapped[uuid.UUID]
    kept_id: Mapped[str] = mapped_column(String(20))
    gone_uuid: Mapped[uuid.UUID]
    gone_id: Mapped[str] = mapped_column(String(20))
    gone_key: Mapped[str | None] = mapped_column(String(64))
    gone_reporter: Mapped[uuid.UUID | None]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    by_kind: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[str | None] = mapped_column(String(64))
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undone_by: Mapped[str | None] = mapped_column(String(80))
    detail: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
