"""What agents find out is checked, kept with its history, and erased with the person."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from contact_tracing import queries, service
from contact_tracing.errors import BadReport
from core.database import Database
from core.errors import Conflict, NotAllowed
from tests.contact_tracing.cases.conftest import AGENT, NOW, REPORTER, TODAY


def amend(database: Database, case_id: str, **values: Any) -> list[str]:
    with database.transaction() as session:
        return service.amend(session, case_id, values, AGENT, TODAY, NOW)


def test_what_changed_is_kept_with_before_and_after(database: Database, case_id: str) -> None:
    assert amend(database, case_id, name="Awa Traore", severity="MILD", sex="FEMALE", conditions=("DIABETES",)) == [
        "name",
        "severity",
        "conditions",
    ]
    with database.transaction() as session:
        lines = queries.history(session, case_id)
    assert [(c.field, c.before, c.after) for c in lines] == [
        ("name", "Awa Traoré", "Awa Traore"),
        ("severity", None, "MILD"),
        ("conditions", [], ["DIABETES"]),
    ]
    assert {(c.at, c.actor_kind, c.actor_id) for c in lines} == {(NOW, "agent", "a-1")}


def test_the_history_is_unreadable_in_the_database(database: Database, case_id: str) -> None:
    amend(database, case_id, name="Aminata Coulibaly")
    with database.transaction() as session:
        rows = session.execute(text("SELECT before, after FROM case_change")).all()
    assert len(rows) == 1
    assert not any(word in bytes(cell) for row in rows for cell in row for word in (b"Awa", b"Coulibaly"))


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"severity": "BAD"}, {"severity": "unknown_code"}),
        ({"conditions": ("GOUT",)}, {"conditions": "unknown_code"}),
        ({"sex": None}, {"sex": "missing"}),
        ({"name": "  "}, {"name": "missing"}),
        ({"phone": "76123456"}, {"phone": "not_e164"}),
        ({"phone": "12"}, {"phone": "too_short"}),
        ({"region": "ML-NOWHERE"}, {"region": "unknown_place"}),
        ({"region": "ML-KAYES"}, {"cercle": "not_in_region"}),
        ({"onset_date": date(2026, 11, 24)}, {"onset_date": "date_in_future"}),
        ({"onset_date": "2026-11-20"}, {"onset_date": "not_a_date"}),
        ({"infection_on": date(2026, 11, 21)}, {"onset_date": "before_infection_on"}),
        ({"isolation_start": date(2026, 11, 22), "isolation_end": date(2026, 11, 21)}, {"isolation_end": "before_isolation_start"}),
        ({"sex": "MALE", "pregnancy": "YES_FIRST_TRIMESTER"}, {"pregnancy": "not_for_a_man"}),
        ({"was_contact": "yes"}, {"was_contact": "not_yes_or_no"}),
        ({"classification": "CONFIRMED"}, {"classification": "unknown_field"}),
        ({"severity": "BAD", "travel": "maybe"}, {"severity": "unknown_code", "travel": "unknown_code"}),
    ],
)
def test_what_cannot_be_is_refused_whole(database: Database, case_id: str, values: Any, problem: Any) -> None:
    with pytest.raises(BadReport) as refused:
        amend(database, case_id, occupation="TEACHER", **values)
    assert refused.value.fields == problem
    with database.transaction() as session:
        assert queries.history(session, case_id) == []


def test_the_system_amends_nothing(database: Database, case_id: str) -> None:
    with pytest.raises(NotAllowed), database.transaction() as session:
        service.amend(session, case_id, {"severity": "MILD"}, ("system", "clock"), TODAY, NOW)


def test_erasure_reaches_the_history_and_nobody_writes_it_back(database: Database, case_id: str) -> None:
    amend(database, case_id, name="Aminata Coulibaly", travel_places="Bouaké", severity="MILD")
    with database.transaction() as session:
        service.classify(
            session, case_id, "SUSPECT", definition="OMS", definition_on=TODAY, actor=AGENT, now=NOW, reason="chez Aminata"
        )  # fmt: skip
        assert service.erase_reporter(session, REPORTER) == 1
    with database.transaction() as session:
        lines = queries.history(session, case_id)
        (case,) = queries.cases(session)
    assert (case.name, case.phone, case.locality, case.classification) == (None, None, None, "SUSPECT")
    assert [(c.before, c.after) for c in lines if c.field in ("name", "travel_places")] == [(None, None), (None, None)]
    assert {c.reason for c in lines} == {None}
    assert ("severity", "MILD") in [(c.field, c.after) for c in lines]
    with pytest.raises(Conflict, match="case_erased"):
        amend(database, case_id, name="Aminata Coulibaly")


def sample(**more: Any) -> service.Sample:
    return service.Sample(**({"sample_id": "L-1", "sample_type": "NASOPHARYNGEAL_SWAB", "taken_on": date(2026, 11, 21)} | more))


def test_several_samples_and_a_result_that_comes_later(database: Database, case_id: str) -> None:
    later = sample(test_type="PCR", result="POSITIVE", result_on=TODAY)
    other = sample(sample_id="L-2", sample_type="SALIVA", taken_on=date(2026, 11, 20))
    with database.transaction() as session:
        assert service.record_sample(session, case_id, sample(), AGENT, TODAY, NOW)
        assert not service.record_sample(session, case_id, sample(), AGENT, TODAY, NOW)
        assert service.record_sample(session, case_id, other, AGENT, TODAY, NOW)
        assert service.record_sample(session, case_id, later, AGENT, TODAY, NOW)
        assert queries.samples(session, case_id) == [other, later]
        last = queries.history(session, case_id)[-1]
    assert (last.field, last.before["result"], last.after["result"]) == ("laboratory", "PENDING", "POSITIVE")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"sample_id": " "}, {"sample_id": "missing"}),
        ({"sample_type": "HAIR"}, {"sample_type": "unknown_code"}),
        ({"test_type": "LOOK"}, {"test_type": "unknown_code"}),
        ({"result": "GOOD"}, {"result": "unknown_code"}),
        ({"result_on": TODAY}, {"result": "missing"}),
        ({"taken_on": date(2026, 11, 24)}, {"taken_on": "date_in_future"}),
        ({"tested_on": date(2026, 11, 20)}, {"tested_on": "before_taken_on"}),
    ],
)
def test_a_sample_that_cannot_be_is_refused(database: Database, case_id: str, more: Any, problem: Any) -> None:
    with pytest.raises(BadReport) as refused, database.transaction() as session:
        service.record_sample(session, case_id, sample(**more), AGENT, TODAY, NOW)
    assert refused.value.fields == problem
