"""Days that are over are counted once, and counted anew when something of them changes: what is told is exact at any moment."""

import random
import threading
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select, text

from contact_tracing.contacts.models import Contact
from contact_tracing.models import Case
from usage import counted

ZONE = "Africa/Bamako"
FIRST, LAST = date(2026, 1, 1), date(2026, 1, 30)
REGIONS = ("ML-BKO", "ML-KAYES", None)


def case(number, at, region):
    return Case(
        case_id=f"C{number}", submission_key=str(number), reported_at=at, channel="telegram", subject="self", sex="female", region=region,
        exposure="no",
    )  # fmt: skip


def contact(number, at, region):
    return Contact(contact_id=f"K{number}", registered_at=at, region=region, sex="female", status="UNDER_FOLLOW_UP")


def some_moment(dice):
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(30 * 86_400))


def told(session, name):
    return Counter({(day, region): number for day, _, region, number in counted.of_days(session, name, FIRST, LAST, ZONE)})


def truth(session, model, at):
    return Counter((moment.date(), region or "") for moment, region in session.execute(select(at, model.region)))


@pytest.mark.parametrize(("name", "model", "make"), [("reports", Case, case), ("contacts", Contact, contact)])
def test_whatever_is_added_changed_and_deleted_between_counts(database, name, model, make):
    dice = random.Random(5)
    at = model.reported_at if model is Case else model.registered_at
    numbers = iter(range(10_000))
    for turn in range(25):
        with database.transaction() as session:
            there = list(session.scalars(select(model).order_by(model.id)))
            session.add_all(make(next(numbers), some_moment(dice), dice.choice(REGIONS)) for _ in range(dice.randrange(4)))
            for each in dice.sample(there, min(2, len(there))):
                each.region = dice.choice(REGIONS)
            for each in dice.sample(there, min(1, len(there))):
                setattr(each, at.key, some_moment(dice))
            if there and dice.random() < 0.5:
                session.delete(dice.choice(there))
        with database.transaction() as session:
            assert told(session, name) == truth(session, model, at), turn
        if turn % 2:
            with database.transaction() as session:
                counted.count(session, FIRST + timedelta(days=dice.randrange(30)), ZONE)
                assert told(session, name) == truth(session, model, at), turn


def test_what_is_counted_is_not_looked_at_again(database):
    with database.transaction() as session:
        session.add_all(contact(number, datetime(2026, 1, 1 + number, tzinfo=UTC), None) for number in range(20))
    with database.transaction() as session:
        counted.count(session, LAST, ZONE)
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]), named=False)
    with database.transaction() as session:
        assert sum(told(session, "contacts").values()) == 20
    assert not any('FROM "contact"' in statement for statement in asked)


def test_a_change_that_tells_nothing_of_the_day_leaves_it_counted(database):
    with database.transaction() as session:
        session.add(contact(1, datetime(2026, 1, 5, tzinfo=UTC), None))
    with database.transaction() as session:
        counted.count(session, LAST, ZONE)
        session.execute(text("UPDATE contact SET status = 'COMPLETED'"))
        assert session.scalar(text("SELECT count(*) FROM usage_counted_day WHERE source = 'contact'")) == 26


def test_another_zone_of_the_country_has_other_days(database):
    with database.transaction() as session:
        session.add(contact(1, datetime(2026, 1, 5, 23, tzinfo=UTC), None))
    with database.transaction() as session:
        counted.count(session, LAST, ZONE)
        found = list(counted.of_days(session, "contacts", FIRST, LAST, "Pacific/Auckland"))
        assert [day for day, *_ in found] == [date(2026, 1, 6)]
        counted.count(session, LAST, "Pacific/Auckland")
        assert list(counted.of_days(session, "contacts", FIRST, LAST, "Pacific/Auckland")) == found


def test_a_contact_that_comes_while_its_day_is_counted_is_not_lost(database):
    """Two transactions: whichever is first, the day is struck out or counted with it."""
    with database.transaction() as session:
        session.add(contact(1, datetime(2026, 1, 5, tzinfo=UTC), None))
    done = []

    def arrive():
        with database.transaction() as other:
            other.add(contact(2, datetime(2026, 1, 5, tzinfo=UTC), None))
        done.append(uuid.uuid4())

    with database.transaction() as session:
        counted.count(session, LAST, ZONE)
        thread = threading.Thread(target=arrive)
        thread.start()
        thread.join(0.3)
        assert not done
    thread.join()
    with database.transaction() as session:
        assert sum(told(session, "contacts").values()) == 2
