"""The made-up country: plausible, the same by seed, and never among real people."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from click.testing import CliRunner
from sqlalchemy import select, text

from assa.cli import main
from assa.demo import make
from assa.demo.outbreak import EVENT
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.exports import service as exports
from contact_tracing.imports.cases import import_cases
from contact_tracing.imports.contacts import import_contacts
from contact_tracing.isolation.models import Isolation, Task
from contact_tracing.models import Case
from contact_tracing.queries import chain_of, duplicates, follow_up_list, waiting_reports
from core.staff import service as service_of_staff
from core.staff.models import Staff
from core.staff.roles import Role
from messages.questions.models import Question
from usage import service
from usage.queries import statistics
from usage.wish import Wish

UNTIL = date(2026, 6, 30)


def fingerprint(session):
    return [
        session.scalar(text(f"SELECT md5(string_agg(CAST({columns} AS text), ',' ORDER BY {columns})) FROM {table}"))
        for table, columns in (
            ("usage_day", "(usage_day.*)"),
            ('"case"', "(id, onset_date, region, classification)"),
            ("stock_card", "(facility, product, stock_on_hand)"),
        )
    ]


def test_the_same_seed_makes_the_same_country_and_nothing_is_put_among_real_people(database, settings, monkeypatch):
    with database.transaction() as session:
        made = make(session, 500, 7, UNTIL)
        first = fingerprint(session)
        whole = statistics(session, Wish(date(2025, 12, 30), UNTIL), UNTIL)[0]
        assert (whole.values["people"], whole.values["messages_in"]) == (500, made["messages"])
        cases = {case.id: case for case in session.scalars(select(Case))}
        contacts = {contact.id: contact for contact in session.scalars(select(Contact))}
        infector = {each.contact_uuid: each.case_uuid for each in session.scalars(select(Exposure))}
        assert made["cases"] + made["waiting_reports"] == len(cases)
        assert whole.values["reports"] == sum(date(2025, 12, 30) <= case.reported_at.date() <= UNTIL for case in cases.values())
        assert whole.values["isolations"] == sum(
            date(2025, 12, 30) <= case.isolation_start <= UNTIL for case in cases.values() if case.isolation_start
        )
        assert whole.values["contacts"] == sum(date(2025, 12, 30) <= each.registered_at.date() <= UNTIL for each in contacts.values())
        by_day = statistics(session, Wish(date(2025, 12, 30), UNTIL, "day"), UNTIL)
        assert {row.first: row.values["reports"] for row in by_day if row.values["reports"]} == Counter(
            case.reported_at.date() for case in cases.values()
        )
        # stock counts by the day on which it was told, and that is the day of this test
        now = service.today()
        told = statistics(session, Wish(now - timedelta(days=1), now), now)[0]
        assert told.values["stock_reports"] == made["stock_reports"]

        def generation(key):
            return 1 + generation(infector[key]) if key in infector else 1

        assert max(map(generation, cases)) == 5
        for case in cases.values():
            assert case.phone.startswith("+22300")
            if case.id in infector:
                assert contacts[case.id].status == "BECAME_CASE"
                assert (contacts[case.id].contact_id, contacts[case.id].name) == (case.case_id, case.name)
                assert cases[infector[case.id]].onset_date < case.onset_date
        # the chain that goes on: open, with a wedding, and somebody who may have caught it from two
        exposures = session.scalars(select(Exposure)).all()
        sources = Counter(each.contact_uuid for each in exposures)
        [twice] = [contact for contact, count in sources.items() if count == 2]
        going_on = chain_of(session, cases[twice].case_id)
        assert sorted(going_on.generations) == [0, 1, 2, 3, 4]
        assert max(node.sources for node in going_on.nodes) == 2
        # what waits: reports that nobody has verified, those of yesterday told to the region too, and people entered twice
        everywhere = service_of_staff.invite(session, "Kalo", Role.NATIONAL).staff
        waiting = waiting_reports(session, everywhere, datetime(2026, 6, 30, 12, tzinfo=UTC))
        assert len(waiting) == made["waiting_reports"] == 9
        assert [each.acknowledged for each in waiting].count(True) == 2
        assert len({each.place for each in waiting}) == 3
        assert sorted(pair.kind for pair in duplicates(session, None)) == ["case", "case", "contact", "link"]
        assert len(duplicates(session, {"ML-C-SIKASSO"})) == 4
        assert sum(case.verified_at is not None for case in cases.values()) > len(cases) / 2
        assert follow_up_list(session, UNTIL, {"ML-C-SIKASSO"})
        assert any(exposure.cluster == EVENT for exposure in exposures)
        assert "UNDER_FOLLOW_UP" in {contact.status for contact in contacts.values()}
        assert Counter(session.scalars(select(Isolation.status))) == {"ACTIVE": 5, "ENDED": 2, "STOPPED": 1}
        assert set(session.scalars(select(Task.kind))) == {"worse", "silent", "food", "talk"}
        assert {(member.role, member.area) for member in session.scalars(select(Staff))} >= {
            ("national", None),
            ("regional", "ML-SIKASSO"),
            ("district", "ML-C-SIKASSO"),
            ("agent", "ML-BKO-1"),
        }
        assert session.scalar(text("SELECT count(*) FROM stock_card WHERE stock_on_hand = 0")) >= 2
        assert session.scalar(text("SELECT count(*) FROM stock_line WHERE expiry IS NOT NULL")) == 2
        states = {state for (state,) in session.execute(text("SELECT DISTINCT state FROM official_message"))}
        assert states == {"draft", "in_review", "approved", "live", "withdrawn"}
        assert set(session.scalars(select(Question.kind))) == {"lost", "did_you_mean", "rumour", "wrong_answer", "low_rating"}
        assert session.scalar(text("SELECT count(*) FROM talk_request WHERE state = 'waiting'")) == 3
        assert {contact.status for contact in contacts.values()} >= {"BECAME_CASE", "FOLLOW_UP_COMPLETED"}
        assert session.scalar(text("SELECT min(stock_on_hand) FROM stock_card")) >= 0
        assert session.scalar(text("SELECT max(day) FROM follow_up_entry")) <= UNTIL
        session.rollback()
    with database.transaction() as session:
        make(session, 500, 7, UNTIL)
        assert fingerprint(session) == first

    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    again = CliRunner().invoke(main, ["demo", "--users", "10"])
    assert again.exit_code == 1
    assert "usage_person" in again.output


def test_what_the_demonstration_made_is_exported_and_imported_again(database, settings, monkeypatch, tmp_path):
    """Into the same country, where all is known, and into an empty one, with the same telephones and places."""
    with database.transaction() as session:
        make(session, 200, 7, UNTIL)
    kinds = {"cases": import_cases, "contacts": import_contacts}
    before = {}
    for kind in kinds:
        out = io.BytesIO()
        with database.transaction() as session:
            exports.export(session, kind, "csv", exports.Wish(names=True), out, ("operator", "test"))
        (tmp_path / f"{kind}.csv").write_bytes(out.getvalue())
        before[kind] = people_of(out.getvalue())
        assert len(before[kind]) > 20
    known = {kind: brought(database, take, tmp_path / f"{kind}.csv") for kind, take in kinds.items()}
    assert {kind: (done.added, done.changed) for kind, done in known.items()} == {"cases": (0, 0), "contacts": (0, 0)}
    with database.transaction() as session:
        session.execute(text('TRUNCATE "case", contact CASCADE'))
    new = {kind: brought(database, take, tmp_path / f"{kind}.csv") for kind, take in kinds.items()}
    assert (new["cases"].added, new["cases"].changed) == (len(before["cases"]), 0)
    for kind in kinds:
        out = io.BytesIO()
        with database.transaction() as session:
            exports.export(session, kind, "csv", exports.Wish(names=True), out, ("operator", "test"))
        assert people_of(out.getvalue()) == before[kind]


def brought(database, take, path):
    with database.transaction() as session:
        return take(session, path, ("operator", "test"), datetime(2026, 7, 1, tzinfo=UTC))


def people_of(content):
    rows = csv.DictReader(content.decode("utf-8-sig").splitlines())
    return sorted((row["name"], row["phone"], row["sex"], row["region"], row["cercle"]) for row in rows)
