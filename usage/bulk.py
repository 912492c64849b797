"""Messages of the past in bulk: what `service.record` would have kept of them, brought in by COPY."""

import secrets
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from usage import tally
from usage.service import OPEN_DAYS, WEEKS, day_of, today
from usage.tally import COUNTERS

_PEOPLE = (
    "id", "person_id", "region", "first_day", "first_channel", "first_locale", "first_region", "first_topic",
    "retained_1", "retained_4", "retained_12", "last_at",
)  # fmt: skip
_DAYS = ("day", "usage_id", "channel", "locale", "region", "topic", "first_day", *COUNTERS)


@dataclass(frozen=True, slots=True)
class Message:
    """One message and its answer, as in `service.Exchange`; person: any key that is the same for one person."""

    person: Any
    person_id: uuid.UUID | None
    at: datetime
    channel: str
    locale: str
    region: str
    topic: str
    outcome: str
    sent: int


def load(session: Session, messages: Iterable[Message], gap: timedelta, random_id: Callable[[], int] = lambda: secrets.randbits(63)) -> int:
    """Bring in messages, those of one person together and in the order of time; how many people.

    gap: of silence between two sessions. The people must not be there yet.
    """
    days: list[tuple[Any, ...]] = []
    people: list[tuple[Any, ...]] = []
    for _, own in groupby(messages, attrgetter("person")):
        usage_id = random_id()
        people.append(_person(usage_id, list(own), gap, days))
    _copy(session, "usage_person", _PEOPLE, people)
    _copy(session, "usage_day", _DAYS, days)
    session.execute(text("DELETE FROM usage_sum"))
    session.execute(text("DELETE FROM usage_tally"))
    session.execute(text("ANALYZE usage_person, usage_day"))
    tally.close(session, today() - timedelta(days=OPEN_DAYS))
    return len(people)


def _person(usage_id: int, own: list[Message], gap: timedelta, days: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Their row; the rows of their days are added to `days`."""
    first, last = own[0], None
    first_day = day_of(first.at)
    retained = dict.fromkeys(WEEKS, False)
    counts: dict[tuple[Any, ...], dict[str, int]] = {}
    for message in own:
        day = day_of(message.at)
        if (week := (day - first_day).days // 7) in retained:
            retained[week] = True
        key = (day, usage_id, message.channel, message.locale, message.region, message.topic, first_day)
        cell = counts.setdefault(key, dict.fromkeys(COUNTERS, 0))
        cell["messages_in"] += 1
        cell["messages_out"] += message.sent
        cell["sessions"] += last is None or message.at - last > gap
        cell[message.outcome] += 1
        last = message.at
    days += [(*key, *cell.values()) for key, cell in counts.items()]
    start = (first.channel, first.locale, first.region, first.topic)
    return (usage_id, first.person_id, own[-1].region, first_day, *start, *retained.values(), last)


def _copy(session: Session, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    cursor = session.connection().connection.cursor()
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
