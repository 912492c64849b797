"""A report becomes one case, whole, and can be made anonymous."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text

from contact_tracing import queries, rules
from contact_tracing.errors import BadReport
from contact_tracing.models import Case
from contact_tracing.service import CaseReport, ReportedCase, erase_reporter, report_case
from core.audit import AuditEntry
from core.database import Database
from core.identity import service as identity

TODAY = date(2026, 11, 23)


@pytest.fixture
def report(database: Database) -> CaseReport:
    with database.transaction() as session:
        reporter = identity.identify(session, "telegram", "1").person_id
    return CaseReport(
        submission_key="form-1",
        reporter_id=reporter,
        channel="telegram",
        subject="other",
        name="Awa Traoré",
        age_band="25-34",
        sex="FEMALE",
        region="ML-SIKASSO",
        symptoms=("fever", "cough"),
        exposure="unknown",
        phone="+22376123456",
        cercle="ML-C-SIKASSO",
        locality="Wayerma",
        onset_date=date(2026, 11, 20),
    )


def store(database: Database, report: CaseReport) -> ReportedCase:
    with database.transaction() as session:
        return report_case(session, report, lambda: TODAY)


def count(database: Database, model: type) -> int:
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_report_becomes_a_case_that_nobody_has_looked_at(database: Database, report: CaseReport) -> None:
    stored = store(database, report)
    assert stored.created
    assert rules.is_case_id(stored.case_id)
    with database.transaction() as session:
        (case,) = queries.cases(session)
    assert (case.case_id, case.classification, case.name, case.phone, case.exposure) == (
        stored.case_id,
        "NOT_CLASSIFIED",
        "Awa Traoré",
        "+22376123456",
        "unknown",
    )
    assert case.symptoms == ("fever", "cough")


def test_the_same_confirmation_twice_is_one_case(database: Database, report: CaseReport) -> None:
    first = store(database, report)
    again = store(database, report)
    assert (again.case_id, again.created) == (first.case_id, False)
    assert count(database, Case) == 1


def test_another_confirmation_is_another_case_with_the_next_number(database: Database, report: CaseReport) -> None:
    first = store(database, report)
    other = store(database, replace(report, submission_key="form-2"))
    assert other.created
    assert other.case_id != first.case_id


def test_eight_confirmations_at_once_with_one_key_make_one_case(database: Database, report: CaseReport) -> None:
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: store(database, report), range(8)))
    assert len({each.case_id for each in stored}) == 1
    assert sum(each.created for each in stored) == 1
    assert count(database, Case) == count(database, AuditEntry) == 1


def test_names_phones_and_localities_cannot_be_read_in_the_database(database: Database, report: CaseReport) -> None:
    store(database, report)
    with database.transaction() as session:
        raw = str(session.execute(text('SELECT * FROM "case"')).all()) + str(session.execute(text("SELECT * FROM audit_entry")).all())
    assert not any(secret in raw for secret in ("Awa", "Traor", "76123456", "Wayerma"))


def test_what_was_not_told_stays_empty(database: Database, report: CaseReport) -> None:
    store(database, replace(report, phone=None, cercle=None, locality=None, onset_date=None, symptoms=()))
    with database.transaction() as session:
        (case,) = queries.cases(session)
    assert (case.phone, case.cercle, case.locality, case.onset_date, case.symptoms) == (None, None, None, None, ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "nobody"),
        ("age_band", "25-30"),
        ("sex", "F"),
        ("exposure", "maybe"),
        ("region", "ML-XX"),
        ("cercle", "ML-C-XX"),
        ("cercle", "ML-C-KITA"),
        ("cercle", "ML-SIKASSO"),
        ("symptoms", ("fever", "magic")),
        ("name", "  "),
        ("onset_date", date(2026, 11, 24)),
        ("onset_date", date(2026, 1, 1)),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_stored(database: Database, report: CaseReport, field: str, value: Any) -> None:
    with pytest.raises(BadReport) as refused:
        store(database, replace(report, **{field: value}))
    assert set(refused.value.fields) == {field}
    assert count(database, Case) == 0


def test_all_bad_fields_are_named_at_once(database: Database, report: CaseReport) -> None:
    with pytest.raises(BadReport) as refused:
        store(database, replace(report, sex="F", region="ML-XX"))
    assert set(refused.value.fields) == {"sex", "region"}


def test_an_error_says_nothing_about_the_person(database: Database, report: CaseReport) -> None:
    with pytest.raises(BadReport) as refused:
        store(database, replace(report, sex="F"))
    assert not any(secret in str(refused.value) for secret in ("Awa", "76123456", "Wayerma"))


def test_erasing_the_reporter_keeps_the_count_and_nothing_personal(database: Database, report: CaseReport) -> None:
    store(database, report)
    store(database, replace(report, submission_key="form-2"))
    with database.transaction() as session:
        other = identity.identify(session, "telegram", "2").person_id
    store(database, replace(report, submission_key="form-3", reporter_id=other))
    assert report.reporter_id is not None
    with database.transaction() as session:
        assert erase_reporter(session, report.reporter_id) == 2
        assert erase_reporter(session, report.reporter_id) == 0
        identity.erase(session, report.reporter_id)
    with database.transaction() as session:
        rows = session.scalars(select(Case).order_by(Case.case_id)).all()
    erased = [row for row in rows if row.reporter_id is None]
    assert len(rows) == 3
    assert len(erased) == 2
    for row in erased:
        assert (row.name, row.name_index, row.phone, row.phone_index, row.locality) == (None,) * 5
        assert (row.region, row.age_band) == ("ML-SIKASSO", "25-34")
