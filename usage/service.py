"""Writing of use. Each function runs in the transaction of what it counts: no turn, no count, and never twice."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, DateTime, Integer, Interval, String, Uuid, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.direct import Direct
from core.settings import Settings
from usage import tally
from usage.models import UsageDay, UsagePerson, UsageSum
from usage.tally import COUNTERS

OUTCOMES = ("understood", "asked_back", "not_understood")
OPEN_DAYS = 2
"""Days until a day counts as over: a turn that began before midnight may be written after it."""
WEEKS = (1, 4, 12)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and its answer. outcome: one of `OUTCOMES`. sent: how many messages answered. topic: "" where none was answered."""

    person_id: uuid.UUID
    at: datetime
    channel: str
    locale: str
    outcome: str
    sent: int
    topic: str = ""


@cache
def _country() -> tuple[ZoneInfo, timedelta]:
    settings = Settings()
    return ZoneInfo(settings.time_zone), timedelta(minutes=settings.session_minutes)


def day_of(at: datetime) -> date:
    """The day of a moment, in the country."""
    return at.astimezone(_country()[0]).date()


def counting(exchange: Exchange) -> dict[str, Any]:
    """The parameters of `COUNTED`. Raises ValueError for an outcome that there is not."""
    if exchange.outcome not in OUTCOMES:
        raise ValueError(exchange.outcome)
    return {
        "person": exchange.person_id,
        "at": exchange.at,
        "day": day_of(exchange.at),
        "pause": _country()[1],
        "channel": exchange.channel,
        "locale": exchange.locale,
        "topic": exchange.topic,
        "sent": exchange.sent,
        **{outcome: int(outcome == exchange.outcome) for outcome in OUTCOMES},
    }


COUNTED = """
    someone AS (SELECT id, region, first_day, last_at FROM usage_person WHERE person_id = :person FOR UPDATE),
    seen AS (
        UPDATE usage_person SET
            last_at = greatest(usage_person.last_at, :at),
            retained_1 = retained_1 OR (:day - usage_person.first_day) / 7 = 1,
            retained_4 = retained_4 OR (:day - usage_person.first_day) / 7 = 4,
            retained_12 = retained_12 OR (:day - usage_person.first_day) / 7 = 12
        FROM someone WHERE usage_person.id = someone.id
    ),
    counted AS (
        INSERT INTO usage_day (day, usage_id, channel, locale, region, topic, first_day,
                               messages_in, messages_out, sessions, understood, asked_back, not_understood)
        SELECT :day, id, :channel, :locale, region, :topic, first_day,
               1, :sent, CAST(last_at IS NULL OR :at - last_at > :pause AS int), :understood, :asked_back, :not_understood
        FROM someone
        ON CONFLICT (day, usage_id, channel, locale, region, topic) DO UPDATE SET
            messages_in = usage_day.messages_in + excluded.messages_in, messages_out = usage_day.messages_out + excluded.messages_out,
            sessions = usage_day.sessions + excluded.sessions, understood = usage_day.understood + excluded.understood,
            asked_back = usage_day.asked_back + excluded.asked_back, not_understood = usage_day.not_understood + excluded.not_understood
        RETURNING usage_id
    )
"""
"""Counts a message of somebody who wrote before: what stands after WITH, so that it is part of the statement that ends a turn. `counted`
has no row where they never wrote: then `record` counts."""

COUNTING = (
    bindparam("person", type_=Uuid),
    bindparam("at", type_=DateTime(timezone=True)),
    bindparam("day", type_=Date),
    bindparam("pause", type_=Interval),
    *(bindparam(name, type_=String) for name in ("channel", "locale", "topic")),
    *(bindparam(name, type_=Integer) for name in ("sent", *OUTCOMES)),
)
"""The types of its parameters."""

_COUNT = Direct(text(f"WITH {COUNTED} SELECT usage_id FROM counted").bindparams(*COUNTING))  # noqa: S608 (no value in it)


def record(session: Session, exchange: Exchange) -> None:
    """Count a message that was answered. Two at once of one person take turns."""
    values = counting(exchange)
    session.flush()
    if _COUNT.row(session, values) is None:
        _begin(session, exchange, values["day"])
        _COUNT.rows(session, values)


def record_unasked(session: Session, person_id: uuid.UUID, at: datetime, channel: str, locale: str, sent: int) -> None:
    """Count messages that we sent on our own. Who never wrote is nobody who uses ASSA: not counted."""
    someone = _locked(session, person_id)
    if someone is not None:
        day = day_of(at)
        _add(session, someone, Exchange(person_id, at, channel, locale, OUTCOMES[0], sent), day, {"messages_out": sent})


def learn_region(session: Session, person_id: uuid.UUID) -> None:
    """Take the person's region from their last report about themselves: it counts from now on, not before."""
    session.execute(_LEARN, {"person": person_id})


_LEARN = text("""
    UPDATE usage_person SET region = mine.region
    FROM (SELECT region FROM "case" WHERE reporter_id = :person AND subject = 'self' AND region IS NOT NULL
          ORDER BY reported_at DESC LIMIT 1) AS mine
    WHERE person_id = :person
""")
"""A report stands in another package's table; a join through its `queries` for one column would cost a turn one more question."""


def forget(session: Session, person_id: uuid.UUID) -> None:
    """Unlink the person from their counts, which stay exactly as they are. Should they write again, they are somebody new."""
    session.execute(update(UsagePerson).where(UsagePerson.person_id == person_id).values(person_id=None, last_at=None))


def unite(session: Session, kept: uuid.UUID, other: uuid.UUID) -> None:
    """Two turned out to be one person (they linked two channels): their counts become one person's, in the past too."""
    one, two = _locked(session, kept), _locked(session, other)
    if two is None or kept == other:
        return
    if one is None:
        two.person_id = kept
        session.flush()
        return
    before = min(one.first_day, two.first_day)
    with tally.kept_right(session, (one.id, two.id), before):
        _unite(session, one, two, before)
    # what was summed counted them as two
    session.execute(delete(UsageSum).where(UsageSum.last >= before))


def _unite(session: Session, one: UsagePerson, two: UsagePerson, before: date) -> None:
    if two.first_day < one.first_day:
        for name in ("first_day", "first_channel", "first_locale", "first_region", "first_topic"):
            setattr(one, name, getattr(two, name))
    one.region = one.region or two.region
    one.last_at = max(filter(None, (one.last_at, two.last_at)), default=None)
    session.flush()
    session.execute(_MOVE, {"kept": one.id, "other": two.id})
    session.execute(delete(UsageDay).where(UsageDay.usage_id == two.id))
    session.delete(two)
    session.execute(update(UsageDay).where(UsageDay.usage_id == one.id).values(first_day=before))
    one.retained_1 = one.retained_4 = one.retained_12 = False
    for day in session.scalars(select(UsageDay.day).where(UsageDay.usage_id == one.id, UsageDay.messages_in > 0).distinct()).all():
        _retain(one, day)
    session.flush()


_MOVE = text("""
    INSERT INTO usage_day (day, usage_id, channel, locale, region, topic, first_day,
                           messages_in, messages_out, sessions, understood, asked_back, not_understood)
    SELECT day, :kept, channel, locale, region, topic, first_day,
           messages_in, messages_out, sessions, understood, asked_back, not_understood
    FROM usage_day WHERE usage_id = :other
    ON CONFLICT (day, usage_id, channel, locale, region, topic) DO UPDATE SET
        messages_in = usage_day.messages_in + excluded.messages_in, messages_out = usage_day.messages_out + excluded.messages_out,
        sessions = usage_day.sessions + excluded.sessions, understood = usage_day.understood + excluded.understood,
        asked_back = usage_day.asked_back + excluded.asked_back, not_understood = usage_day.not_understood + excluded.not_understood
""")


def _locked(session: Session, person_id: uuid.UUID) -> UsagePerson | None:
    return session.scalars(
        select(UsagePerson).where(UsagePerson.person_id == person_id).with_for_update().execution_options(populate_existing=True)
    ).first()


def _begin(session: Session, exchange: Exchange, day: date) -> None:
    """The row of who writes for the first time."""
    session.execute(
        insert(UsagePerson)
        .values(
            id=secrets.randbits(63),
            person_id=exchange.person_id,
            region="",
            first_day=day,
            first_channel=exchange.channel,
            first_locale=exchange.locale,
            first_region="",
            first_topic=exchange.topic,
            retained_1=False,
            retained_4=False,
            retained_12=False,
        )
        .on_conflict_do_nothing(index_elements=["person_id"])
    )


def _retain(someone: UsagePerson, day: date) -> None:
    week = (day - someone.first_day).days // 7
    if week in WEEKS:
        setattr(someone, f"retained_{week}", True)


def _add(session: Session, someone: UsagePerson, exchange: Exchange, day: date, counts: dict[str, int]) -> None:
    if day > today() - timedelta(days=OPEN_DAYS):
        _count(session, someone, exchange, day, counts)
        return
    # it waited for days until it could be answered
    with tally.kept_right(session, (someone.id,), day):
        _count(session, someone, exchange, day, counts)
    session.execute(delete(UsageSum).where(UsageSum.last >= day))


def _count(session: Session, someone: UsagePerson, exchange: Exchange, day: date, counts: dict[str, int]) -> None:
    row = dict.fromkeys(COUNTERS, 0) | counts
    statement = insert(UsageDay).values(
        day=day,
        usage_id=someone.id,
        channel=exchange.channel,
        locale=exchange.locale,
        region=someone.region,
        topic=exchange.topic,
        first_day=someone.first_day,
        **row,
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["day", "usage_id", "channel", "locale", "region", "topic"],
            set_={name: getattr(UsageDay, name) + statement.excluded[name] for name in COUNTERS},
        )
    )


def today() -> date:
    """The day it is, in the country."""
    return day_of(datetime.now(UTC))
