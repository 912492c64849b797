"""Facts: proposed by one, approved by another; a rule that is a code has its sentence in each language."""

from datetime import date

import pytest

from assa.seeds import FACTS
from core.i18n import LOCALES
from messages import queries, service, wording
from messages.errors import BadFact, IllegalTransition, NoSuchVersion, OwnApproval
from messages.files import read_facts
from tests.messages.samples import MASKS, TODAY, bring


def propose(database, key="hotline", value="12345", actor="Awa", source="communiqué"):
    with database.transaction() as session:
        return service.propose_fact(session, key, value, TODAY, source, actor)


def value(database, key="hotline", on=TODAY):
    with database.transaction() as session:
        return queries.facts(session, on)[key]


@pytest.fixture(autouse=True)
def facts(database):
    bring(database, MASKS, facts=read_facts(FACTS))


def test_nothing_is_said_otherwise_until_another_person_approves(database):
    number = propose(database)
    assert value(database) == "36061"
    with database.transaction() as session:
        [waiting] = queries.fact_proposals(session)
        assert (waiting.key, waiting.before, waiting.value, waiting.author, waiting.state) == (
            "hotline",
            "36061",
            "12345",
            "Awa",
            "in_review",
        )
    with pytest.raises(OwnApproval), database.transaction() as session:
        service.approve_fact(session, number, " awa ")
    assert value(database) == "36061"
    with database.transaction() as session:
        service.approve_fact(session, number, "Moussa")
    assert value(database) == "12345"
    assert value(database, on=date(2020, 6, 1)) == "36061"
    with database.transaction() as session:
        assert queries.fact_proposals(session) == []
        [done] = queries.fact_proposals(session, all_of_them=True)
        assert (done.state, done.decided_by) == ("approved", "Moussa")
    with pytest.raises(IllegalTransition), database.transaction() as session:
        service.approve_fact(session, number, "Moussa")


def test_where_the_deployment_lets_one_person_do_both_they_may(database):
    with database.transaction() as session:
        service.approve_fact(session, service.propose_fact(session, "hotline", "12345", TODAY, "x", "Awa"), "Awa", own=True)
    assert value(database) == "12345"


def test_a_refused_change_changes_nothing_and_says_why(database):
    number = propose(database)
    with database.transaction() as session:
        service.refuse_fact(session, number, "Moussa", "pas de source")
    assert value(database) == "36061"
    with database.transaction() as session:
        assert queries.fact_proposals(session, all_of_them=True)[0].comment == "pas de source"
    with pytest.raises(IllegalTransition), database.transaction() as session:
        service.approve_fact(session, number, "Moussa")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"key": "hotlin"}, "unknown_fact"),
        ({"key": "masks_rule", "value": "sometimes"}, "unknown_code"),
        ({"source": " "}, "missing_source"),
        ({"value": " "}, "missing_value"),
    ],
)
def test_what_cannot_be_proposed_is_told(database, change, problem):
    with pytest.raises(BadFact) as error:
        propose(database, **change)
    assert error.value.fields["problem"] == problem


def test_an_unknown_proposal_is_told(database):
    with pytest.raises(NoSuchVersion), database.transaction() as session:
        service.approve_fact(session, 999, "Moussa")


def test_every_code_of_a_rule_has_its_sentence_and_translations_have_no_others():
    said = {row.value for row in read_facts(FACTS) if row.key == "masks_rule"}
    assert said <= wording.codes("masks_rule")
    for locale in LOCALES:
        for code in wording.codes("masks_rule"):
            assert wording.worded({"masks_rule": code}, locale)["masks_rule"].endswith(".")
    assert wording.worded({"masks_rule": "advised"}, "bm") != wording.worded({"masks_rule": "advised"}, "fr")
    # a language without the sentence has it in French, a fact without sentences is said as it stands
    assert wording.worded({"masks_rule": "compulsory"}, "ses") == wording.worded({"masks_rule": "compulsory"}, "fr")
    assert wording.worded({"hotline": "36061"}, "bm") == {"hotline": "36061"}
