"""The rules of case reports, each by a table."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_tracing import rules
from core.errors import InvalidInput

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, "0-4"), (4, "0-4"), (5, "5-14"), (14, "5-14"), (15, "15-24"), (24, "15-24"), (25, "25-34"), (34, "25-34"),
        (35, "35-44"), (44, "35-44"), (45, "45-54"), (54, "45-54"), (55, "55-64"), (64, "55-64"), (65, "65-74"), (74, "65-74"),
        (75, "75-84"), (84, "75-84"), (85, "85+"), (120, "85+"),
    ],
)  # fmt: skip
def test_an_age_has_its_dhis2_band(years: int, band: str) -> None:
    assert rules.age_band(years) == band


@pytest.mark.parametrize("years", [-1, 121])
def test_an_age_that_nobody_has_is_refused(years: int) -> None:
    with pytest.raises(InvalidInput, match="age_out_of_range"):
        rules.age_band(years)


@pytest.mark.parametrize("days", [0, 1, 59, 60])
def test_an_onset_of_the_last_60_days_is_taken(days: int) -> None:
    rules.check_onset(TODAY - timedelta(days=days), TODAY)


@pytest.mark.parametrize(("days", "code"), [(-1, "date_in_future"), (61, "date_too_old"), (400, "date_too_old")])
def test_an_onset_to_come_or_long_ago_is_refused(days: int, code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        rules.check_onset(TODAY - timedelta(days=days), TODAY)


ids = st.builds(rules.make_case_id, st.integers(2020, 2099), st.integers(1, 9_999_999))


@given(ids)
def test_a_case_id_is_readable_and_checks_itself(case_id: str) -> None:
    assert re.fullmatch(r"CA-\d{4}-\d{6,}-[0-9A-Z]", case_id)
    assert rules.is_case_id(case_id)
    assert rules.is_case_id(f" {case_id.lower()} ")


@given(ids, st.data())
def test_one_wrong_digit_is_seen(case_id: str, data: st.DataObject) -> None:
    positions = [position for position, character in enumerate(case_id) if character.isdigit() and position < len(case_id) - 1]
    position = data.draw(st.sampled_from(positions))
    digit = data.draw(st.sampled_from([each for each in "0123456789" if each != case_id[position]]))
    assert not rules.is_case_id(case_id[:position] + digit + case_id[position + 1 :])


def test_of_a_thousand_swaps_of_two_digits_at_most_thirty_pass_unseen() -> None:
    # ISO 7064 MOD 37,36 sees every wrong character and nearly every swap
    swaps = unseen = 0
    for number in range(1, 2_000):
        case_id = rules.make_case_id(2026, number)
        for position in range(8, 13):
            swapped = case_id[:position] + case_id[position + 1] + case_id[position] + case_id[position + 2 :]
            swaps += swapped != case_id
            unseen += swapped != case_id and rules.is_case_id(swapped)
    assert unseen / swaps < 0.03


@pytest.mark.parametrize("text", ["", "CA", "36061", "CA-2026-000123", "bonjour", "CO-2026-000123-K"])
def test_what_is_no_case_id_is_seen(text: str) -> None:
    assert not rules.is_case_id(text)


def test_every_emergency_sign_can_be_reported() -> None:
    assert rules.SYMPTOMS.keys() >= rules.EMERGENCY_SYMPTOMS


def test_labels_of_signs_fit_a_row_of_a_whatsapp_list() -> None:
    assert all(len(label) <= 24 for label in rules.SYMPTOMS.values())


def test_not_sure_is_neither_yes_nor_no() -> None:
    assert set(rules.EXPOSURES) == {"yes", "no", "unknown"}


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("farigan ni sogosogo", ["fever", "cough"]),
        ("fièvre et toux", ["fever", "cough"]),
        ("ni fièvre ni toux", []),
        ("pas de fièvre ni de toux, mais mal à la gorge", ["sore_throat"]),
        ("farigan t'a la", []),
    ],
)
def test_signs_are_read_where_they_are_said_to_be_there(text: str, signs: list[str]) -> None:
    assert rules.symptoms_in(text) == signs
