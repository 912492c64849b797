"""The order of the questions, what is left out, and what they come to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_tracing import rules
from contact_tracing.symptoms import questions
from contact_tracing.symptoms.check import CONDITIONS, EMERGENCY_SIGNS, SIGNS, Level, check
from contact_tracing.symptoms.definition import in_force

TODAY = date(2026, 11, 24)
HERE = ["subject", "danger", "sign:fever", "sign:cough", "sign:taste_smell", "others"]
WELL = {"subject": "self", "danger": "no", "sign:fever": "no", "sign:cough": "no", "sign:taste_smell": "no", "others": "none"}


def asked(**answers: str) -> list[str]:
    """Every question that is asked of somebody who answers "no" to all but these."""
    said: dict[str, str] = {}
    order = []
    usual = {"subject": "self", "others": "none", "onset": "2026-11-22", "age": "25-34", "conditions": "none"} | answers
    while (question := questions.next_question(said, TODAY)) is not None:
        order.append(question)
        said[question] = usual.get(question.replace("sign:", "sign_"), "no")
    return order


def test_without_a_sign_nothing_more_is_asked():
    assert asked() == [*HERE, "exposed"]


@pytest.mark.parametrize("answers", [{"sign_fever": "yes"}, {"sign_cough": "not_sure"}, {"others": "headache"}, {"others": "not_sure"}])
def test_a_sign_asks_since_when_and_what_makes_it_more_dangerous(answers):
    assert asked(**answers) == [*HERE, "onset", "exposed", "age", "conditions"]


def test_danger_is_asked_first_and_ends_the_questions():
    assert asked(danger="yes") == ["subject", "danger"]
    assert check(questions.answers({"subject": "self", "danger": "yes"}, TODAY), TODAY).level is Level.EMERGENCY


def test_every_sign_of_the_definition_in_force_is_asked():
    definition = in_force(TODAY)
    together = {*questions.main_signs(definition), *questions.other_signs(definition), *EMERGENCY_SIGNS}
    assert definition.together | definition.some_of | definition.alone <= together
    assert together == set(SIGNS)


@pytest.mark.parametrize(
    ("said", "level", "reasons"),
    [
        (WELL | {"exposed": "no"}, Level.NO_SIGN, ()),
        (WELL | {"exposed": "not_sure"}, Level.WATCH, ("exposure",)),
        (WELL | {"danger": "not_sure", "exposed": "no"}, Level.CARE_TODAY, ("perhaps_emergency_sign",)),
    ],
)
def test_levels_without_a_sign(said, level, reasons):
    advice = check(questions.answers(said, TODAY), TODAY)
    assert advice.level is level
    assert advice.reasons[: len(reasons)] == reasons


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, Level.WATCH),
        ({"sign:cough": "yes"}, Level.CARE_TODAY),
        ({"onset": "not_sure"}, Level.CARE_TODAY),
        ({"onset": "2026-11-17"}, Level.CARE_TODAY),
        ({"exposed": "not_sure"}, Level.CARE_TODAY),
        ({"age": "0-4"}, Level.CARE_TODAY),
        ({"conditions": "pregnant"}, Level.CARE_TODAY),
        ({"conditions": "not_sure"}, Level.CARE_TODAY),
        ({"others": "headache|aches"}, Level.CARE_TODAY),
    ],
)
def test_levels_of_a_fever(change, level):
    said = WELL | {"sign:fever": "yes", "onset": "2026-11-22", "exposed": "no", "age": "25-34", "conditions": "none"} | change
    assert check(questions.answers(said, TODAY), TODAY).level is level


def test_neither_a_child_nor_somebody_old_is_asked_about_a_pregnancy():
    assert "pregnant" in questions.choices("conditions", {"subject": "self", "age": "25-34"}, TODAY)
    for said in ({"subject": "child"}, {"subject": "other", "age": "75-84"}):
        assert questions.choices("conditions", said, TODAY) == ("chronic_illness", "weak_defences")


def test_a_report_is_told_what_is_known_and_no_more():
    said = WELL | {"subject": "child", "sign:fever": "yes", "others": "runny_nose", "onset": "2026-11-22", "exposed": "not_sure"}
    known = {"subject": "other", "symptoms": "fever|other", "onset": "2026-11-22", "exposure": "unknown"}
    assert questions.for_a_report(said, TODAY) == known
    # which sign of danger it is was not asked, and "not sure" is no sign of a report
    assert questions.for_a_report({"subject": "self", "danger": "yes"}, TODAY) == {"subject": "self"}
    assert "symptoms" not in questions.for_a_report(WELL | {"sign:cough": "not_sure"}, TODAY)


@given(
    danger=st.sampled_from(["yes", "no", "not_sure"]),
    signs=st.fixed_dictionaries({f"sign:{each}": st.sampled_from(["yes", "no", "not_sure"]) for each in ("fever", "cough", "taste_smell")}),
    others=st.sampled_from(["none", "not_sure", "headache", "aches|sore_throat", "other"]),
    exposed=st.sampled_from(["yes", "no", "not_sure"]),
    age=st.sampled_from(rules.AGE_BANDS),
    conditions=st.sampled_from(["none", "not_sure", *CONDITIONS]),
    days=st.integers(0, 20) | st.none(),
)
def test_the_questions_always_end_and_come_to_a_level(danger, signs, others, exposed, age, conditions, days):
    onset = "not_sure" if days is None else (TODAY - timedelta(days=days)).isoformat()
    usual = {"subject": "other", "danger": danger, "others": others, "exposed": exposed}
    usual |= {"age": age, "conditions": conditions, "onset": onset}
    said: dict[str, str] = {}
    while (question := questions.next_question(said, TODAY)) is not None:
        assert question not in said
        said[question] = (usual | signs)[question]
    advice = check(questions.answers(said, TODAY), TODAY)
    possible = {answer for name, answer in said.items() if name.startswith("sign:") or name == "danger"} - {"no"}
    assert (advice.level is Level.NO_SIGN) == (not possible and others == "none" and exposed == "no")
    assert danger != "yes" or advice.level is Level.EMERGENCY
