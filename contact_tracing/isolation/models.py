"""People accompanied while they stay apart, what they said of their days, and what agents have to do for them."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Identity, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Isolation(Base):
    """One person's isolation, as they told it. onset: of the first sign, None: never one. hour: of the daily greeting, in Mali's time.

    case_uuid: of their own report, if they made one; region, cercle: place codes. status: ACTIVE, ENDED (by the rule, end_reason) or
    STOPPED (by the person). greeted_on: the last day on which they were asked. silent_told: agents know of the silence that lasts.
    """

    __tablename__ = "isolation"
    __table_args__ = (
        Index("uq_isolation_active", "person_id", unique=True, postgresql_where=text("status = 'ACTIVE'")),
        Index("ix_isolation_greeting", "greeted_on", postgresql_where=text("status = 'ACTIVE'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    case_uuid: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"))
    region: Mapped[str | None] = mapped_column(String(20))
    cercle: Mapped[str | None] = mapped_column(String(20))
    began: Mapped[date] = mapped_column(Date)
    onset: Mapped[date | None] = mapped_column(Date)
    hour: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[str] = mapped_column(String(8), default="ACTIVE")
    end_reason: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    greeted_on: Mapped[date] = mapped_column(Date)
    silent_told: Mapped[bool] = mapped_column(default=False)


class IsolationDay(Base):
    """What somebody said of a day. feeling: better, same, worse; well, ill: whether no sign is left, where the
    rule asks. danger: yes, no, unsure; None: not asked. Of several the last counts."""

    __tablename__ = "isolation_day"
    __table_args__ = (Index("ix_isolation_day", "isolation_id", "day"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    isolation_id: Mapped[int] = mapped_column(ForeignKey("isolation.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    feeling: Mapped[str] = mapped_column(String(8))
    danger: Mapped[str | None] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Task(Base):
    """Something an agent has to do for somebody in isolation. kind: danger, worse, silent, stop, food, medicine, talk.

    done_by: uuid of the member of staff.
    """

    __tablename__ = "isolation_task"
    __table_args__ = (Index("ix_isolation_task_open", "created_at", postgresql_where=text("done_at IS NULL")),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    isolation_id: Mapped[int] = mapped_column(ForeignKey("isolation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_by: Mapped[uuid.UUID | None]
