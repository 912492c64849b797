"""The reference half year: `statistics` against what was counted while it was made."""

import json
import random
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from assa.cli import main
from tests.usage.reference import DAYS, FIRST, LAST, PEOPLE, country, truth
from usage import bulk, jobs, service, tally
from usage.errors import BadWish
from usage.queries import cohort_sql, count_sql, statistics, tallied_sql
from usage.wish import BY, SPLITS, Wish

LATER = date(2021, 6, 1)
GAP = timedelta(minutes=30)


def loaded(session, people):
    """As it happened: who has two channels wrote as two, and was then found to be one."""
    messages = [message for someone in people for message in sorted(someone.messages, key=lambda message: message.person)]
    bulk.load(session, messages, GAP)
    for someone in people:
        if someone.linked:
            service.unite(session, someone.id, someone.linked)


def counted(session, wish, today=LATER):
    rows = statistics(session, wish, today)
    return {(row.first, row.cell): {name: count for name, count in row.values.items() if count} for row in rows if any(row.values.values())}


def test_the_half_year_comes_out_exactly_split_every_way(database, settings, monkeypatch, tmp_path):
    people = country()
    with database.transaction() as session:
        loaded(session, people)
        whole = statistics(session, Wish(FIRST, LAST), LATER)
        assert [row.values["people"] for row in whole] == [PEOPLE] == [whole[0].values["new"]]
        assert whole[0].values["messages_in"] == sum(len(someone.messages) for someone in people)

        dice = random.Random(7)
        wishes = [Wish(FIRST, LAST, by, split) for by, split in ((None, ()), (None, ("channel",)), ("week", ("channel",)), (None, SPLITS))]
        for _ in range(20):
            first = FIRST + timedelta(days=dice.randrange(-5, DAYS))
            last = first + timedelta(days=dice.randrange(60))
            wishes.append(Wish(first, last, dice.choice((None, *BY)), tuple(dice.sample(SPLITS, dice.randint(0, 3)))))
        for wish in wishes:
            expected = truth(people, wish.periods, wish.split)
            assert counted(session, wish) == expected, wish
            # the second time from the sums that were kept, which must say the same
            assert counted(session, wish) == expected, wish
        assert session.scalar(text("SELECT count(*) FROM usage_sum")) > 0

        # the same while the autumn is in no tally yet, and when it has come in, some days at a time
        session.execute(text("DELETE FROM usage_tally"))
        for through in (date(2020, 9, 3), date(2020, 9, 4), date(2020, 11, 20)):
            tally.close(session, through)
            for wish in dice.sample(wishes, 5):
                assert counted(session, wish) == truth(people, wish.periods, wish.split), (wish, through)
            # of one region the same rows as among those of all
            for wish in [Wish(FIRST, LAST, dice.choice((None, *BY)), split) for split in (("region",), ("locale", "region"))]:
                rows = statistics(session, wish, LATER, parts=("people", "cohorts"))
                region = dice.choice(sorted({row.cell[-1] for row in rows}))
                one = statistics(session, wish, LATER, parts=("people", "cohorts"), region=region)
                assert one == [row for row in rows if row.cell[-1] == region], (wish, through, region)

        with pytest.raises(ValueError, match="ML-"):
            statistics(session, Wish(FIRST, LAST, None, ("region", "topic")), LATER, parts=("people",), region="ML-1")
        with pytest.raises(ValueError, match="ML-"):
            statistics(session, Wish(FIRST, LAST, None, ("region",)), LATER, region="ML-1")

        # who linked two channels is one person in the whole, and counted under both of their channels
        by_channel = statistics(session, Wish(FIRST, LAST, None, ("channel",)), LATER)
        both = sum(len({message.channel for message in someone.messages}) == 2 for someone in people)
        assert both > 100
        assert sum(row.values["people"] for row in by_channel) == PEOPLE + both

    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    done = CliRunner().invoke(main, ["stats", "--from", "2020-06-01", "--to", "2020-12-15", "--format", "json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rows"][0]["people"] == PEOPLE
    table = CliRunner().invoke(main, ["stats", "--from", "2020-06-01", "--to", "2020-12-15", "--by", "month", "--split", "locale"])
    assert len(table.stdout.splitlines()) == 1 + 7 * 3
    pdf = CliRunner().invoke(
        main, ["stats", "--from", "2020-06-01", "--to", "2020-12-15", "--format", "pdf", "-o", str(tmp_path / "assa.pdf")]
    )
    assert pdf.exit_code == 0, pdf.output
    body = (tmp_path / "assa.pdf").read_bytes()
    assert body.startswith(b"%PDF-")
    assert body.count(b"/Type /Page\n") == 2
    assert len(body) < 100_000
    wrong = CliRunner().invoke(main, ["stats", "--from", "2020-06-02", "--to", "2020-06-01"])
    assert wrong.exit_code == 1
    assert "period" in wrong.output

    with database.transaction() as session:
        session.execute(text("ANALYZE usage_day, usage_person, usage_tally"))
        week = {"first": FIRST, "last": FIRST + timedelta(days=6), "start": FIRST, "split": "channel"}
        wish = Wish(FIRST, FIRST + timedelta(days=6), "week", ("channel",))
        for sql, index in (
            (tallied_sql(wish, live=False), "pk_usage_tally"),
            (count_sql(wish), "pk_usage_day"),
            (cohort_sql(wish), "ix_usage_person_first"),
        ):
            plan = "\n".join(session.scalars(text(f"EXPLAIN {sql}"), week))
            assert index in plan, plan


def test_what_one_turn_after_the_other_keeps_is_what_bulk_keeps(database):
    people = country(seed=3, people=60, linked=20)
    with database.transaction() as session:
        messages = sorted((m for someone in people for m in someone.messages), key=lambda message: message.at)
        middle = messages[len(messages) // 2]
        for message in messages:
            service.record(
                session,
                service.Exchange(
                    message.person_id, message.at, message.channel, message.locale, message.outcome, message.sent, message.topic
                ),
            )
            if message is middle:
                # from here on messages also come for days that are over, and people link channels that they had used before
                tally.close(session, LAST)
        for someone in people:
            if someone.linked:
                service.unite(session, someone.id, someone.linked)
        for wish in (Wish(FIRST, LAST, "week", ("topic", "channel")), Wish(FIRST, LAST), Wish(FIRST, LAST, "month", ("channel", "locale"))):
            assert counted(session, wish) == truth(people, wish.periods, wish.split)

        # erasure takes the person, and not one count
        before = counted(session, Wish(FIRST, LAST, "month", ("locale",)))
        for someone in people:
            service.forget(session, someone.id)
        session.execute(text("DELETE FROM usage_tally"))
        assert counted(session, Wish(FIRST, LAST, "month", ("locale",))) == before
        assert session.scalar(text("SELECT count(*) FROM usage_person WHERE person_id IS NOT NULL OR last_at IS NOT NULL")) == 0


def test_the_night_closes_the_day_and_counts_weeks_and_months_and_the_next_look_only_reads(database):
    people = country(seed=5, people=300, linked=0)
    with database.transaction() as session:
        loaded(session, people)
        session.execute(text("DELETE FROM usage_tally"))
        jobs.sum_up(session, datetime(2020, 12, 16, 1, 40, tzinfo=UTC))
        assert session.scalar(text("SELECT max(day) FROM usage_tally")) == date(2020, 12, 14)
        kept = session.scalar(text("SELECT count(*) FROM usage_sum WHERE split = 'channel,topic'"))
        assert kept > 0
        # a first week that is cut and an open last one are counted; what is between is read
        wish = Wish(date(2020, 6, 3), date(2020, 12, 15), "week", ("channel", "topic"))
        assert counted(session, wish, date(2020, 12, 16)) == truth(people, wish.periods, wish.split)
        assert session.scalar(text("SELECT count(*) FROM usage_sum WHERE split = 'channel,topic'")) - kept <= 2 * 3 * 5
        # a week that is not over is counted each time: nothing of it is kept
        assert session.scalar(text("SELECT max(last) FROM usage_sum")) == date(2020, 12, 13)
        jobs.sum_up(session, datetime(2020, 12, 16, 1, 40, tzinfo=UTC))


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ((date(2020, 2, 2), date(2020, 2, 1), None, ()), "period"),
        ((date(2020, 2, 1), date(2020, 2, 1), "year", ()), "by"),
        ((date(2020, 2, 1), date(2020, 2, 1), None, ("name",)), "split"),
    ],
)
def test_what_cannot_be_counted_is_refused(wish, code):
    with pytest.raises(BadWish, match=code):
        Wish(*wish)
