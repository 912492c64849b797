"""What is kept of use: counters by person and day, and sums of days that are over."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class UsagePerson(Base):
    """Somebody who wrote, under a random number. person_id: None after their data was erased; the counts stay, and lead to nobody.

    first_*: of their first message. retained_n: wrote in the n-th week after that day (days 7n to 7n + 6).
    last_at: of their last message, to tell sessions apart.
    """

    __tablename__ = "usage_person"
    __table_args__ = (
        Index(
            "ix_usage_person_first",
            "first_day", "first_channel", "first_locale", "first_region", "first_topic", "retained_1", "retained_4", "retained_12",
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    person_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    region: Mapped[str] = mapped_column(String(20), default="")
    first_day: Mapped[date] = mapped_column(Date)
    first_channel: Mapped[str] = mapped_column(String(20))
    first_locale: Mapped[str] = mapped_column(String(8))
    first_region: Mapped[str] = mapped_column(String(20))
    first_topic: Mapped[str] = mapped_column(String(40))
    retained_1: Mapped[bool] = mapped_column(default=False)
    retained_4: Mapped[bool] = mapped_column(default=False)
    retained_12: Mapped[bool] = mapped_column(default=False)
    last_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class UsageDay(Base):
    """A person's messages of one day (in the country's zone), by channel, language, region and topic; "" where it is not known.

    first_day: the person's, so that who returns is told from who is new without a join.
    """

    __tablename__ = "usage_day"
    __table_args__ = (Index("ix_usage_day_person", "usage_id"),)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    usage_id: Mapped[int] = mapped_column(ForeignKey("usage_person.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    locale: Mapped[str] = mapped_column(String(8), primary_key=True)
    region: Mapped[str] = mapped_column(String(20), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    first_day: Mapped[date] = mapped_column(Date)
    messages_in: Mapped[int] = mapped_column(default=0)
    messages_out: Mapped[int] = mapped_column(default=0)
    sessions: Mapped[int] = mapped_column(default=0)
    understood: Mapped[int] = mapped_column(default=0)
    asked_back: Mapped[int] = mapped_column(default=0)
    not_understood: Mapped[int] = mapped_column(default=0)


class UsageSum(Base):
    """What was counted of a period that is over, one row a cell: it is counted once. split: its dimensions, joined by commas."""

    __tablename__ = "usage_sum"
    __table_args__ = (UniqueConstraint("split", "first", "last", "channel", "locale", "region", "topic"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    split: Mapped[str] = mapped_column(String(40))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date, index=True)
    channel: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(8))
    region: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(String(40))
    people: Mapped[int]
    returned: Mapped[int]
    messages_in: Mapped[int] = mapped_column(BigInteger)
    messages_out: Mapped[int] = mapped_column(BigInteger)
    sessions: Mapped[int] = mapped_column(BigInteger)
    understood: Mapped[int] = mapped_column(BigInteger)
    asked_back: Mapped[int] = mapped_column(BigInteger)
    not_understood: Mapped[int] = mapped_column(BigInteger)


class UsageTally(Base):
    """Entries of a day that is over, under a cell, by the day on which those people had last been there (`usage.tally`).

    split: its dimensions, joined by commas. debut: they had never been there; since is then their first day anywhere.
    """

    __tablename__ = "usage_tally"

    split: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    locale: Mapped[str] = mapped_column(String(8), primary_key=True)
    region: Mapped[str] = mapped_column(String(20), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    debut: Mapped[bool] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(Date, primary_key=True)
    people: Mapped[int]
    messages_in: Mapped[int] = mapped_column(BigInteger)
    messages_out: Mapped[int] = mapped_column(BigInteger)
    sessions: Mapped[int] = mapped_column(BigInteger)
    understood: Mapped[int] = mapped_column(BigInteger)
    asked_back: Mapped[int] = mapped_column(BigInteger)
    not_understood: Mapped[int] = mapped_column(BigInteger)


class CountedDay(Base):
    """A day of reports or contacts that is over and counted (`usage.counted`). source: the table. zone: that the day is of."""

    __tablename__ = "usage_counted_day"

    source: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    zone: Mapped[str] = mapped_column(String(40))


class Counted(Base):
    """How many there were on that day under a cell."""

    __tablename__ = "usage_counted"
    __table_args__ = (ForeignKeyConstraint(["source", "day"], ["usage_counted_day.source", "usage_counted_day.day"], ondelete="CASCADE"),)

    source: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    region: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
