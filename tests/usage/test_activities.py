"""Reports, contacts, isolation, stock reports and ratings by period and split, against a count of the same events in plain Python."""

import random
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contact_tracing.contacts.models import Contact
from contact_tracing.isolation.models import Isolation
from contact_tracing.models import Case
from core.facilities.models import Facility
from core.identity.models import Person
from messages.models import OfficialMessage
from messages.questions.models import AnswerRating
from stock.models import PhysicalInventory, Product
from usage import activities, counted
from usage.activities import ACTIVITIES
from usage.queries import statistics
from usage.wish import BY, SPLITS, Wish

FIRST, DAYS = date(2020, 6, 1), 90
REGIONS = ("ML-BKO", "ML-KAYES", None)
Event = tuple[str, date, dict[str, str]]


def _cases(session, dice, zone):
    for number in range(150):
        at = datetime(2020, 6, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(DAYS * 86_400))
        region, channel = dice.choice(REGIONS), dice.choice(("telegram", "whatsapp"))
        start = dice.choice((None, at.date()))
        case = Case(
            case_id=f"C{number}", submission_key=str(number), reported_at=at, channel=channel, subject="self", sex="female", region=region,
            exposure="no", isolation_start=start,
        )  # fmt: skip
        session.add(case)
        session.flush()
        yield "reports", at.astimezone(zone).date(), {"channel": channel, "region": region or ""}
        if start and dice.random() < 0.5:
            # the same isolation, told in the chat: once
            person = Person(id=uuid.uuid4())
            session.add(person)
            session.flush()
            session.add(
                Isolation(person_id=person.id, case_uuid=case.id, region=region, began=start, hour=8, status="ACTIVE", greeted_on=start)
            )
            yield "isolations", start, {"region": region or ""}
        elif start:
            yield "isolations", start, {"channel": channel, "region": region or ""}


def _contacts(session, dice, zone):
    for number in range(100):
        at = datetime(2020, 6, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(DAYS * 86_400))
        region = dice.choice(REGIONS)
        session.add(Contact(contact_id=f"O{number}", registered_at=at, region=region))
        yield "contacts", at.astimezone(zone).date(), {"region": region or ""}


def _counts(session, dice, zone):
    for code, place in (("here", "ML-BKO"), ("there", "ML-KAYES")):
        session.add(Facility(code=code, name=code, other_names=[], kind="cscom", place=place, source="test"))
    session.add(Product(code="masks", category="x", name_fr="Masques", unit="pièce", pack="boîte", pack_size=1, short_codes=[], aliases=[]))
    session.flush()
    for number in range(80):
        at = datetime(2020, 6, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(DAYS * 86_400))
        facility = dice.choice(("here", "there"))
        session.add(
            PhysicalInventory(
                facility=facility,
                product="masks",
                counted=3,
                occurred_at=at,
                tiebreak=str(number),
                recorded_at=at,
                key=str(number),
            )
        )
        yield "stock_reports", at.astimezone(zone).date(), {"region": "ML-BKO" if facility == "here" else "ML-KAYES"}


def _ratings(session, dice):
    for topic in ("masks", "symptoms"):
        message = OfficialMessage(
            topic=topic, locale="bm", version=1, title=topic, text=topic, source="WHO", source_date=FIRST, valid_from=FIRST,
        )  # fmt: skip
        session.add(message)
        session.flush()
        for day in (FIRST + timedelta(days=number) for number in range(DAYS)):
            useful, not_useful = dice.randrange(4), dice.randrange(2)
            session.add(AnswerRating(message_id=message.id, day=day, useful=useful, not_useful=not_useful))
            for name, count in (("useful", useful), ("not_useful", not_useful)):
                yield from [(name, day, {"locale": "bm", "topic": topic})] * count


@pytest.mark.parametrize("name", ["Africa/Bamako", "Pacific/Auckland"])
def test_activities_of_twenty_random_periods_and_splits(database, monkeypatch, name):
    monkeypatch.setattr(activities, "zone", lambda: name)
    zone, dice = ZoneInfo(name), random.Random(11)
    with database.transaction() as session:
        events: list[Event] = [
            *_cases(session, dice, zone), *_contacts(session, dice, zone), *_counts(session, dice, zone), *_ratings(session, dice),
        ]  # fmt: skip
        session.flush()
        for number in range(20):
            if number % 5 == 4:
                # days that are over are counted; nothing of what is shown may change by it
                counted.count(session, FIRST + timedelta(days=6 * number), name)
            first = FIRST + timedelta(days=dice.randrange(-3, DAYS))
            wish = Wish(
                first, first + timedelta(days=dice.randrange(50)), dice.choice((None, *BY)), tuple(dice.sample(SPLITS, dice.randint(0, 3)))
            )
            start = {begin + timedelta(days=n): begin for begin, end in wish.periods for n in range((end - begin).days + 1)}
            truth = Counter(
                (start[day], tuple(known.get(name, "") for name in wish.split), what) for what, day, known in events if day in start
            )
            found = {
                (row.first, row.cell, what): row.values[what]
                for row in statistics(session, wish, date(2021, 1, 1))
                for what in ACTIVITIES
                if row.values[what]
            }
            assert found == dict(truth), wish
