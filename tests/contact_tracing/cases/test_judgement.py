"""Agents verify, classify, investigate, close: only along legal ways, and every step is kept."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from contact_tracing import queries, service
from contact_tracing.cases import codes
from contact_tracing.errors import BadReport
from core.database import Database
from core.errors import Conflict, NotAllowed, NotFound
from tests.contact_tracing.cases.conftest import AGENT, NOW, TODAY


def classify(database: Database, case_id: str, to: str, **more: Any) -> bool:
    given = {"definition": "OMS 2022-07", "definition_on": date(2022, 7, 22), "actor": AGENT, "now": NOW} | more
    with database.transaction() as session:
        return service.classify(session, case_id, to, **given)


def changes(database: Database, case_id: str) -> list[tuple[str, Any, Any]]:
    with database.transaction() as session:
        return [(line.field, line.before, line.after) for line in queries.history(session, case_id)]


def test_an_agent_verifies_once_and_the_first_one_stays(database: Database, case_id: str) -> None:
    with database.transaction() as session:
        assert service.verify(session, case_id, AGENT, NOW)
        assert not service.verify(session, case_id, ("agent", "a-2"), NOW)
    assert ("verified_by", None, "a-1") in changes(database, case_id)
    assert len(changes(database, case_id)) == 2


@pytest.mark.parametrize("actor", [("system", "clock"), ("person", "p-1"), ("agent", None)])
def test_only_a_named_agent_judges(database: Database, case_id: str, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        classify(database, case_id, "SUSPECT", actor=actor)
    assert changes(database, case_id) == []


def test_classifying_keeps_the_definition_and_verifies(database: Database, case_id: str) -> None:
    assert classify(database, case_id, "SUSPECT")
    assert not classify(database, case_id, "SUSPECT")
    kept = changes(database, case_id)
    assert ("classification", "NOT_CLASSIFIED", "SUSPECT") in kept
    assert ("definition", None, "OMS 2022-07") in kept
    assert ("definition_on", None, "2022-07-22") in kept
    assert ("verified_by", None, "a-1") in kept


def test_a_new_definition_classifies_anew(database: Database, case_id: str) -> None:
    classify(database, case_id, "SUSPECT")
    assert classify(database, case_id, "SUSPECT", definition="OMS 2026-10", definition_on=date(2026, 10, 1))
    assert ("definition", "OMS 2022-07", "OMS 2026-10") in changes(database, case_id)


@pytest.mark.parametrize(("before", "after"), [(b, a) for b, a in product(codes.CLASSIFICATIONS, repeat=2) if a != b])
def test_every_way_between_classifications(database: Database, case_id: str, before: str, after: str) -> None:
    if before != "NOT_CLASSIFIED":
        classify(database, case_id, before)
    if after == "NOT_CLASSIFIED":
        with pytest.raises(Conflict, match="illegal_transition"):
            classify(database, case_id, after, reason="erreur")
        return
    if codes.classification_needs_reason(before, after):
        with pytest.raises(BadReport) as refused:
            classify(database, case_id, after, reason=" ")
        assert refused.value.fields == {"reason": "missing"}
    assert classify(database, case_id, after, reason="second résultat")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"definition": " "}, "definition"),
        ({"definition_on": date(2026, 11, 24)}, "definition"),
    ],
)
def test_a_classification_without_its_definition_is_refused(database: Database, case_id: str, more: Any, field: str) -> None:
    with pytest.raises(BadReport) as refused:
        classify(database, case_id, "SUSPECT", **more)
    assert field in refused.value.fields


def test_unknown_codes_and_unknown_cases_are_refused(database: Database, case_id: str) -> None:
    with pytest.raises(BadReport):
        classify(database, case_id, "CERTAIN")
    with pytest.raises(NotFound):
        classify(database, "CA-2026-999999-X", "SUSPECT")
    with pytest.raises(BadReport), database.transaction() as session:
        service.investigate(session, case_id, "OVER", AGENT, NOW)
    with pytest.raises(BadReport), database.transaction() as session:
        service.set_outcome(session, case_id, "WELL", None, AGENT, NOW)


@pytest.mark.parametrize(("day", "problem"), [(date(2026, 11, 24), "date_in_future"), (date(2026, 11, 19), "before_onset_date")])
def test_an_outcome_on_an_impossible_day_is_refused(database: Database, case_id: str, day: date, problem: str) -> None:
    with pytest.raises(BadReport) as refused, database.transaction() as session:
        service.set_outcome(session, case_id, "RECOVERED", day, AGENT, NOW)
    assert refused.value.fields == {"outcome_on": problem}


def test_a_final_outcome_changes_only_with_a_reason(database: Database, case_id: str) -> None:
    with database.transaction() as session:
        assert service.set_outcome(session, case_id, "DECEASED", TODAY, AGENT, NOW)
    with pytest.raises(BadReport), database.transaction() as session:
        service.set_outcome(session, case_id, "ALIVE", TODAY, AGENT, NOW)
    with database.transaction() as session:
        assert service.set_outcome(session, case_id, "ALIVE", TODAY, AGENT, NOW, reason="autre personne")
        assert queries.history(session, case_id)[-1].reason == "autre personne"


def test_a_discarded_investigation_is_taken_up_again_before_it_is_done(database: Database, case_id: str) -> None:
    with pytest.raises(BadReport), database.transaction() as session:
        service.investigate(session, case_id, "DISCARDED", AGENT, NOW)
    with database.transaction() as session:
        assert service.investigate(session, case_id, "DISCARDED", AGENT, NOW, reason="doublon")
        assert not service.investigate(session, case_id, "DISCARDED", AGENT, NOW)
    with pytest.raises(Conflict), database.transaction() as session:
        service.investigate(session, case_id, "DONE", AGENT, NOW)


def test_a_case_is_closed_when_all_is_known_and_then_stays_as_it_is(database: Database, case_id: str) -> None:
    with database.transaction() as session:
        service.record_sample(session, case_id, service.Sample("L-1", "SALIVA"), AGENT, TODAY, NOW)
    with pytest.raises(Conflict) as refused, database.transaction() as session:
        service.close(session, case_id, AGENT, NOW)
    assert refused.value.fields["missing"] == ["classification", "investigation", "outcome", "laboratory"]
    classify(database, case_id, "CONFIRMED")
    with database.transaction() as session:
        service.investigate(session, case_id, "DONE", AGENT, NOW)
        service.set_outcome(session, case_id, "RECOVERED", TODAY, AGENT, NOW)
        service.record_sample(session, case_id, service.Sample("L-1", "SALIVA", result="POSITIVE"), AGENT, TODAY, NOW)
        service.close(session, case_id, AGENT, NOW)
    with pytest.raises(Conflict, match="case_closed"):
        classify(database, case_id, "SUSPECT", reason="non")
    with database.transaction() as session:
        service.reopen(session, case_id, AGENT, NOW, "rechute")
    with pytest.raises(Conflict, match="case_open"), database.transaction() as session:
        service.reopen(session, case_id, AGENT, NOW, "rechute")
    assert classify(database, case_id, "PROBABLE", reason="rechute")
