"""The decision table of the symptom check: every combination that matters, and the rule that more is never less."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contact_tracing import rules
from contact_tracing.errors import BadReport
from contact_tracing.symptoms.check import CONDITIONS, EMERGENCY_SIGNS, SIGNS, Advice, Answer, Answers, Level, check, signs_for_a_report
from contact_tracing.symptoms.definition import definitions, in_force
from core.errors import NotFound

TODAY = date(2026, 11, 24)
YES, NO, NOT_SURE = Answer.YES, Answer.NO, Answer.NOT_SURE
UP = {NO: NOT_SURE, NOT_SURE: YES}
"""One step towards more."""
WELL = dict.fromkeys(SIGNS, NO)
FIT = dict.fromkeys(CONDITIONS, NO)


def of(*signs: str, exposed: Answer = NO, age_band: str = "25-34", days: int | None = 1, at_risk: Answer = NO, **others: Answer) -> Advice:
    said = WELL | dict.fromkeys(signs, YES) | others
    return check(Answers(said, exposed, FIT | {"pregnant": at_risk}, age_band, days), TODAY)


@pytest.mark.parametrize(
    ("advice", "level", "reasons"),
    [
        (of(), Level.NO_SIGN, ()),
        (of(exposed=YES), Level.WATCH, ("exposure",)),
        (of(exposed=NOT_SURE), Level.WATCH, ("exposure",)),
        (of("fever"), Level.WATCH, ("sign",)),
        (of("other"), Level.WATCH, ("sign",)),
        (of("fever", "headache"), Level.WATCH, ("sign",)),
        (of("fever", "cough"), Level.CARE_TODAY, ("case_definition",)),
        (of("sore_throat", "headache", "runny_nose"), Level.CARE_TODAY, ("case_definition",)),
        (of("taste_smell"), Level.CARE_TODAY, ("case_definition",)),
        (of("fever", cough=NOT_SURE), Level.CARE_TODAY, ("case_definition",)),
        (of("headache", exposed=NOT_SURE), Level.CARE_TODAY, ("sign_after_exposure",)),
        (of("headache", at_risk=NOT_SURE), Level.CARE_TODAY, ("sign_at_risk",)),
        (of("headache", age_band="65-74"), Level.CARE_TODAY, ("sign_at_risk",)),
        (of("fever", age_band="0-4"), Level.CARE_TODAY, ("sign_at_risk",)),
        (of("headache", days=6), Level.WATCH, ("sign",)),
        (of("headache", days=7), Level.CARE_TODAY, ("sign_for_long",)),
        (of("headache", days=None), Level.CARE_TODAY, ("sign_for_long",)),
        (of(breathing=NOT_SURE), Level.CARE_TODAY, ("perhaps_emergency_sign",)),
        (of(age_band="85+", at_risk=YES, days=None), Level.NO_SIGN, ()),
    ],
)
def test_what_leads_where(advice: Advice, level: Level, reasons: tuple[str, ...]) -> None:
    assert (advice.level, advice.reasons, advice.definition) == (level, reasons, "WHO 2022.1")


@pytest.mark.parametrize("sign", sorted(EMERGENCY_SIGNS))
def test_one_emergency_sign_is_enough(sign: str) -> None:
    assert (of(sign).level, of(sign).reasons) == (Level.EMERGENCY, ("emergency_sign",))


def test_what_was_not_asked_is_not_denied() -> None:
    assert check(Answers(), TODAY).level is Level.CARE_TODAY
    assert check(Answers(WELL, NO), TODAY).level is Level.NO_SIGN


ASKED = ("breathing", "fever", "cough", "headache", "taste_smell", "other")


def test_every_combination_more_signs_never_give_a_lower_level() -> None:
    """One sign of each role in the table and three of the count: 3^8 answers, with each duration and age; each one step up from each."""
    for age_band, days in product(("25-34", "75-84"), (1, 7, None)):
        level = {}
        for row in product(Answer, repeat=len(ASKED) + 2):
            *signs, exposed, condition = row
            said = Answers(WELL | dict(zip(ASKED, signs, strict=True)), exposed, FIT | {"chronic_illness": condition}, age_band, days)
            level[row] = check(said, TODAY).level
        assert set(level.values()) == set(Level)
        for row, at in level.items():
            for place, answer in enumerate(row):
                if answer in UP:
                    assert level[(*row[:place], UP[answer], *row[place + 1 :])] >= at, (row, place)


ANSWER = st.sampled_from(list(Answer))


@settings(max_examples=300)
@given(
    st.fixed_dictionaries(dict.fromkeys(SIGNS, ANSWER)), ANSWER, st.fixed_dictionaries(dict.fromkeys(CONDITIONS, ANSWER)),
    st.sampled_from(rules.AGE_BANDS), st.none() | st.integers(0, 30), st.sampled_from(SIGNS),
)  # fmt: skip
def test_with_any_answers_leaving_a_question_out_is_never_less_than_no(
    signs: dict[str, Answer], exposed: Answer, conditions: dict[str, Answer], age_band: str, days: int | None, sign: str
) -> None:  # fmt: skip
    def at(answer: Answer | None) -> Level:
        said = {code: given for code, given in signs.items() if code != sign} | ({} if answer is None else {sign: answer})
        return check(Answers(said, exposed, conditions, age_band, days), TODAY).level

    assert at(NO) <= at(NOT_SURE) == at(None) <= at(YES)
    said_yes = [code for code, given in signs.items() if given is YES]
    assert set(signs_for_a_report(Answers(signs))) == {code if code in rules.SYMPTOMS else "other" for code in said_yes}


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        (Answers({"sneeze": YES}), {"signs": "unknown_code"}),
        (Answers(conditions={"tall": YES}, age_band="30", days=-1), {"conditions", "age_band", "days"}),
    ],
)
def test_answers_that_are_none_are_refused(answers: Answers, problems: set[str]) -> None:
    with pytest.raises(BadReport) as refused:
        check(answers, TODAY)
    assert set(refused.value.fields) == set(problems)


def test_the_definitions_follow_each_other_and_only_ask_what_is_asked() -> None:
    assert [in_force(day).version for day in (date(2020, 12, 16), date(2022, 7, 21), date(2022, 7, 22), TODAY)] == [
        "WHO 2020.2", "WHO 2020.2", "WHO 2022.1", "WHO 2022.1",
    ]  # fmt: skip
    for before, after in pairwise(definitions()):
        assert before.valid_to is not None
        assert before.valid_to + timedelta(days=1) == after.valid_from
    assert all(each.together | each.some_of | each.alone <= set(SIGNS) and each.source for each in definitions())
    with pytest.raises(NotFound):
        in_force(date(2020, 12, 15))
