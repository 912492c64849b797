"""Every question of the pages is answered by an index: the plans that PostgreSQL makes on a country of 20,000 contacts, with statistics.

A hundredth of a country: what is read by index here is all the more read by index there. What counts a whole country on purpose is not
among them: its indicators, its line list, clusters, the statistics of all its people.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, make_url, select
from sqlalchemy.orm import Session

from assa import migration
from benchmarks.growth import outbreak, use
from benchmarks.growth.__main__ import tally_days
from benchmarks.growth.sizes import TODAY, Sizes
from bot import arrival, inbox, outbox
from bot.queue import queue
from contact_tracing import queries, service
from contact_tracing.contacts.models import Contact
from contact_tracing.exports.service import Wish, export
from contact_tracing.models import Case
from core.database import Database
from usage.queries import statistics
from usage.wish import Wish as UseWish

BIG = {"case", "contact", "exposure", "follow_up_entry", "usage_day", "usage_person", "inbox", "outbox", "person", "conversation"}
CHAIN = 40
DAY = date(2026, 5, 25)
"""In the middle of what such short chains leave to follow."""
SIZES = Sizes(people=3_000, cases=2_000, inbox=20_000, outbox=20_000)


@dataclass
class Country:
    """place: a cercle. case_id: in the middle of a chain. contact_id: followed now."""

    database: Database
    place: str
    case_id: str
    contact_id: str
    phone: str


@pytest.fixture(scope="module")
def country(settings) -> Iterator[Country]:
    """Loaded as the benchmark loads it, into a database of its own."""
    url = make_url(settings.database_url).set(database="growth").render_as_string(hide_password=False)
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE growth")
    database = Database(url)
    migration.upgrade(database)
    with psycopg.connect(url, autocommit=True) as connection, pytest.MonkeyPatch.context() as patch:
        # a chain that is a quarter of all cases is read best from end to end
        patch.setattr(outbreak, "CHAIN", CHAIN)
        patch.setattr(outbreak, "TODAY", DAY)
        connection.execute("SET session_replication_role = replica")
        made = outbreak.load(connection, SIZES)
        use.load(connection, SIZES)
        tally_days(url)
        connection.execute("VACUUM ANALYZE")
    assert (made["case"], made["contact"], made["exposure"]) == (2_000, 20_000, 20_000)
    with database.transaction() as session:
        case_id, phone, place = session.execute(
            select(Case.case_id, Case.phone, Case.cercle).where(Case.submission_key == f"growth:{CHAIN // 2}")
        ).one()
        contact_id = session.scalars(select(Contact.contact_id).where(Contact.status == "UNDER_FOLLOW_UP").limit(1)).one()
    yield Country(database, place, case_id, contact_id, phone)
    database.close()
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE growth WITH (FORCE)")


@dataclass
class Plans:
    """Explains what a connection asks, before it is asked. read: how each table was read, statement by statement."""

    read: list[tuple[str, str, str]] = field(default_factory=list)
    asked: int = 0

    def explain(self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if executemany or not statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            return
        self.asked += 1
        with connection.connection.driver_connection.cursor() as own:
            ((plan,),) = own.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters).fetchall()
        self._walk((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"], statement)

    def _walk(self, node: dict[str, Any], statement: str) -> None:
        if "Relation Name" in node:
            self.read.append((node["Relation Name"], node["Node Type"], statement))
        for each in node.get("Plans", ()):
            self._walk(each, statement)

    @property
    def whole(self) -> list[tuple[str, str]]:
        """Big tables that were read from end to end, with the question that did it."""
        return [(table, statement) for table, how, statement in self.read if how == "Seq Scan" and table in BIG]


def plans_of(database: Database, ask: Callable[[Session], Any]) -> Plans:
    plans = Plans()
    event.listen(database.engine, "before_cursor_execute", plans.explain)
    try:
        with database.engine.connect() as connection, Session(connection) as session:
            ask(session)
            session.rollback()
    finally:
        event.remove(database.engine, "before_cursor_execute", plans.explain)
    return plans


NIGHT = datetime(2026, 7, 4, 3, tzinfo=UTC)

QUESTIONS: dict[str, Callable[[Country], Callable[[Session], Any]]] = {
    "a district's follow-up list": lambda c: lambda s: queries.follow_up_list(s, DAY, {c.place}),
    "a case's chain": lambda c: lambda s: queries.chain_of(s, c.case_id),
    "a case": lambda c: lambda s: queries.case_card(s, c.case_id),
    "its history": lambda c: lambda s: queries.history(s, c.case_id),
    "its contacts": lambda c: lambda s: queries.contacts_of(s, c.case_id),
    "a contact": lambda c: lambda s: queries.contact_card(s, c.contact_id),
    "the days of a contact": lambda c: lambda s: queries.follow_up_days(s, c.contact_id, DAY),
    "the days of a case's contacts": lambda c: lambda s: queries.follow_up_grid(s, c.case_id, DAY),
    "cases and contacts of a telephone": lambda c: lambda s: queries.by_phone(s, c.phone),
    "a district's line list of a week": lambda c: (
        lambda s: export(s, "cases", "csv", Wish(DAY - timedelta(days=7), DAY, c.place), BytesIO(), ("operator", "test"))
    ),
    "the list of cases of a place": lambda c: lambda s: queries.case_list(s, queries.CaseWish(places={c.place})),
    "the list of contacts of a place": lambda c: lambda s: queries.contact_list(s, queries.ContactWish(places={c.place})),
    "the list of cases": lambda c: lambda s: queries.case_list(s, queries.CaseWish()),
    "the list of contacts": lambda c: lambda s: queries.contact_list(s, queries.ContactWish()),
    "a case looked for by telephone": lambda c: lambda s: queries.case_list(s, queries.CaseWish(search=c.phone)),
    "the day's board of a district": lambda c: lambda s: queries.day_board(s, DAY, {c.place}),
    "the next message": lambda c: arrival.claim,
    "what is to be sent": lambda c: lambda s: outbox.due_conversations(s, ["whatsapp"]),
    "the depth of the queue": lambda c: queue,
    "what is deleted of the inbox": lambda c: lambda s: inbox.purge(s, NIGHT - timedelta(days=89)),
    "what is deleted of the outbox": lambda c: lambda s: outbox.purge(s, NIGHT - timedelta(days=89)),
    "the clock of follow-up": lambda c: lambda s: service.advance_follow_up(s, DAY),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_big_table_is_read_from_end_to_end(country, name):
    plans = plans_of(country.database, QUESTIONS[name](country))
    assert plans.asked
    assert {table for table, _, _ in plans.read} & BIG
    assert plans.whole == []


def test_the_use_of_a_week_is_read_from_tallies_and_not_from_the_days(country):
    wish = UseWish(date(2026, 5, 4), date(2026, 5, 10), "day", ("channel",))
    with country.database.transaction() as session:
        assert len([row for row in statistics(session, wish, TODAY) if row.cell != ("",)]) == 7 * 3
    plans = plans_of(country.database, lambda session: statistics(session, wish, TODAY))
    assert {table for table, _, _ in plans.read} >= {"usage_tally", "usage_person"}
    assert "usage_day" not in {table for table, _, _ in plans.read}
    assert [table for table, _ in plans.whole if table.startswith("usage_")] == []


def test_a_question_without_an_index_is_found_out(country):
    plans = plans_of(country.database, lambda session: session.scalars(select(Contact.id).where(Contact.occupation == "NURSE")).all())
    assert [table for table, _ in plans.whole] == ["contact"]
