"""When an isolation ends by each rule, and what follows each answer of a day."""

import csv
from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contact_tracing.errors import BadReport
from contact_tracing.isolation.day import Feeling, Step, silent, steps, stop_needs_a_question
from contact_tracing.isolation.end import Course, end, in_force, rules
from contact_tracing.symptoms.check import EMERGENCY_SIGNS
from core.errors import NotFound

ONSET = date(2022, 11, 1)
UNDER_A, UNDER_B = date(2022, 12, 31), date(2023, 2, 1)
FACTS = Path(__file__).parents[3] / "messages" / "facts.csv"


def day(number: int) -> date:
    return ONSET + timedelta(days=number)


@pytest.mark.parametrize(
    ("course", "on", "expected"),
    [
        # WHO's examples, 27 May 2020
        (Course(ONSET, well_since=day(2)), UNDER_A, (day(13), "days_and_well")),
        (Course(ONSET, well_since=day(14)), UNDER_A, (day(17), "days_and_well")),
        (Course(ONSET, well_since=day(30)), UNDER_A, (day(33), "days_and_well")),
        (Course(ONSET), UNDER_A, None),
        (Course(tested=ONSET), UNDER_A, (day(10), "no_signs")),
        (Course(ONSET, well_since=day(2), negative_test=day(4)), UNDER_A, (day(13), "days_and_well")),
        (Course(ONSET), UNDER_B, (day(10), "days")),
        (Course(ONSET, well_since=day(2)), UNDER_B, (day(10), "days")),
        (Course(tested=ONSET), UNDER_B, (day(5), "no_signs")),
        # who was tested before the first sign counts from the sign
        (Course(day(3), tested=ONSET), UNDER_B, (day(13), "days")),
        (Course(ONSET, negative_test=day(6)), UNDER_B, (day(6), "negative_test")),
        (Course(ONSET, negative_test=day(12)), UNDER_B, (day(10), "days")),
    ],
)
def test_the_end_by_the_rule_of_the_day(course: Course, on: date, expected: tuple[date, str] | None) -> None:
    found = end(course, on)
    assert (None if found is None else (found.free_on, found.reason)) == expected


@pytest.mark.parametrize(
    ("course", "field"),
    [
        (Course(), "onset"),
        (Course(UNDER_B + timedelta(days=1)), "onset"),
        (Course(ONSET, well_since=day(-1)), "well_since"),
        (Course(ONSET, negative_test=day(-1)), "negative_test"),
    ],
)
def test_a_course_that_cannot_be_is_refused(course: Course, field: str) -> None:
    with pytest.raises(BadReport) as refused:
        end(course, UNDER_B)
    assert set(refused.value.fields) == {field}


def test_rules_follow_each_other_and_say_what_the_official_messages_say() -> None:
    with FACTS.open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    for rule in rules():
        said = {row["key"]: int(row["value"]) for row in facts if row["key"].startswith("isolation_days") and _covers(row, rule.valid_from)}
        kept = {"isolation_days": rule.days, "isolation_days_no_signs": rule.days_no_signs}
        assert said == (kept | {"isolation_days_well": rule.days_well} if rule.days_well else kept)
    for before, after in pairwise(rules()):
        assert before.valid_to == after.valid_from - timedelta(days=1)
    assert [in_force(each).name for each in (date(2023, 1, 12), date(2023, 1, 13), date(2026, 11, 24))] == ["A", "B", "B"]
    with pytest.raises(NotFound):
        in_force(date(2020, 5, 26))


def _covers(row: dict[str, str], on: date) -> bool:
    return row["valid_from"] <= on.isoformat() <= (row["valid_to"] or "9999")


@settings(max_examples=200)
@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from((UNDER_A, UNDER_B)))
def test_signs_that_last_longer_never_end_it_sooner(shorter: int, more: int, on: date) -> None:
    first, second = (end(Course(ONSET, well_since=day(number)), on) for number in (shorter, shorter + more))
    assert first is not None
    assert second is not None
    assert first.free_on <= second.free_on


def test_every_answer_of_a_day() -> None:
    today = UNDER_B
    for feeling, signs, free_on in product(
        Feeling, (None, (), ("fever",), *[(each,) for each in EMERGENCY_SIGNS]), (None, today, day(200))
    ):
        found = steps(feeling, signs, free_on, today)
        danger = bool(signs and EMERGENCY_SIGNS & set(signs))
        assert (Step.HELP_NOW in found) == danger
        assert (Step.ALERT_AGENT in found) == (danger or feeling is Feeling.WORSE)
        assert (Step.ANNOUNCE_END in found) == (not danger and feeling is not Feeling.WORSE and free_on == today)
        assert found
        assert list(found) == sorted(found, key=list(Step).index)
    assert steps(Feeling.WORSE, None, None, today) == (Step.ALERT_AGENT, Step.ASK_DANGER_SIGNS)
    assert steps(Feeling.WORSE, (), None, today) == (Step.ALERT_AGENT, Step.ADVICE)


@pytest.mark.parametrize(
    ("answered", "today", "expected"),
    [((), 1, False), ((), 2, True), ((0,), 2, False), ((0,), 3, True), ((0, 2), 3, False), ((3, 1), 6, True), ((0, 9), 3, True)],
)
def test_two_whole_days_of_silence(answered: tuple[int, ...], today: int, expected: bool) -> None:
    assert silent(ONSET, [day(number) for number in answered], day(today)) == expected


def test_stop_asks_first_while_worse() -> None:
    assert [stop_needs_a_question(each) for each in (None, Feeling.BETTER, Feeling.SAME, Feeling.WORSE)] == [False, False, False, True]
    assert stop_needs_a_question(Feeling.SAME, ("breathing",))
