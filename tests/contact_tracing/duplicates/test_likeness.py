"""When two records may be one person, and when they are certainly two."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_tracing.duplicates.keys import match_keys
from contact_tracing.duplicates.likeness import LIKELY, Traits, band_of, compare
from contact_tracing.rules import age_band

FATIM = Traits("Fatoumata Traoré", "p1", "FEMALE", None, "25-34", "ML-SIKASSO", "ML-C-SIKASSO", date(2026, 11, 20), date(2026, 11, 23))

DAY = FATIM.day


def likely(one: Traits, other: Traits) -> bool:
    found = compare(one, other)
    assert found == compare(other, one)
    return found is not None and found.score >= LIKELY


@pytest.mark.parametrize("name", ["Traore Fatoumata", "FATIM TRAORE", "Fatimata Traoré", "Mme Fatoumata Tarawele", "Fatoumata B. Traoré"])
def test_the_same_name_in_other_spellings_of_the_same_place_and_age_is_likely_one(name: str) -> None:
    assert likely(FATIM, replace(FATIM, name=name, phone=None))


@pytest.mark.parametrize(
    "other",
    [
        replace(FATIM, name="Oumou Traoré"),
        replace(FATIM, name="Mariam Coulibaly"),
        replace(FATIM, sex="MALE"),
        replace(FATIM, age_band="65-74"),
        replace(FATIM, age_years=60, age_band=None),
        replace(FATIM, onset=date(2026, 9, 1)),
        replace(FATIM, phone="p2", cercle="ML-C-KADIOLO"),
        replace(FATIM, phone="p2", region="ML-KAYES", cercle=None),
        replace(FATIM, phone="p2", day=date(2026, 9, 1)),
    ],
    ids=["another on the phone", "another name", "sex", "age band", "years", "onset", "cercle", "region", "long ago"],
)
def test_what_differs_makes_two_people(other: Traits) -> None:
    assert not likely(FATIM, other)


@pytest.mark.parametrize(("one", "other"), [("Mohamed Diallo", "Mamadou Diallo"), ("Mamadou Diallo", "Amadou Diallo")])
def test_mohamed_mamadou_and_amadou_are_three_people(one: str, other: str) -> None:
    assert not likely(replace(FATIM, name=one, sex="MALE"), replace(FATIM, name=other, sex="MALE"))


def test_a_first_name_alone_is_enough_on_the_same_phone_only() -> None:
    short = replace(FATIM, name="Fatim")
    assert likely(FATIM, short)
    assert not likely(FATIM, replace(short, phone=None))


def test_the_same_phone_counts_at_any_distance_of_time_and_place() -> None:
    later = replace(FATIM, day=FATIM.day + timedelta(days=200), onset=None, region="ML-KAYES", cercle=None)
    assert likely(FATIM, later)


def test_what_speaks_for_it_is_named_in_the_order_of_its_weight() -> None:
    found = compare(FATIM, replace(FATIM, name="Fatim Traore"))
    assert found is not None
    assert found.reasons == ("name_like", "phone", "age", "sex", "cercle", "onset")
    unknown = compare(FATIM, replace(FATIM, sex="UNKNOWN", age_band=None, onset=None, phone=None, cercle=None))
    assert unknown is not None
    assert unknown.reasons == ("name_same", "region")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fatoumata Traoré", "Traore Fatim"),
        ("Fatoumata Traoré", "Fatomata Traore"),
        ("Kadidiatou Koulibaly", "Coulibali Kadidjatou"),
        ("Awa Diakité", "Awa Mariam Jakite"),
        ("Ibrahima Ouattara", "Ibrahim Watara"),
    ],
)
def test_variants_and_slips_share_a_key(one: str, other: str) -> None:
    assert set(match_keys(one, "ML-SIKASSO", DAY)) & set(match_keys(other, "ML-SIKASSO", DAY))


def test_keys_tell_no_name_and_hold_within_a_region() -> None:
    here, there = match_keys("Fatoumata Traoré", "ML-SIKASSO", DAY), match_keys("Fatoumata Traoré", "ML-KAYES", DAY)
    assert len(here) == 1
    assert not set(here) & set(there)
    assert all(0 <= key < 2**63 for key in here)
    assert match_keys("Awa", "ML-SIKASSO", DAY) == match_keys(None, None, DAY) == []


@pytest.mark.parametrize("days", [0, 1, 15, 29, 30])
def test_what_is_looked_for_reaches_what_was_stored_within_thirty_days(days: int) -> None:
    for stored in (DAY - timedelta(days=days), DAY + timedelta(days=days)):
        assert set(match_keys("Awa Koné", None, stored)) <= set(match_keys("Awa Koné", None, DAY, looked_for=True))


AGES = st.one_of(st.none(), st.integers(0, 100))


@given(st.sampled_from(["FEMALE", "MALE", "UNKNOWN", None]), st.sampled_from(["FEMALE", "UNKNOWN", None]), AGES, AGES, st.booleans())
def test_whoever_may_be_one_person_by_sex_and_age_is_found(
    sex: str | None, other_sex: str | None, age: int | None, other_age: int | None, years: bool
) -> None:
    """Nobody whom `compare` takes for the same person is lost by the keys, which hold sex and age group."""
    one = replace(FATIM, phone=None, age_band=None, sex=sex, age_years=age)
    # a report has the age group alone
    band = None if years or other_age is None else age_band(other_age)
    other = replace(FATIM, phone=None, sex=other_sex, age_years=other_age if years else None, age_band=band)
    if compare(one, other) is None:
        return
    stored = match_keys(other.name, "ML-SIKASSO", DAY, other.sex, band_of(other))
    assert set(stored) <= set(match_keys(one.name, "ML-SIKASSO", DAY, one.sex, band_of(one), looked_for=True))


def test_who_is_of_another_sex_or_age_shares_no_key() -> None:
    stored = match_keys("Awa Koné", "ML-SIKASSO", DAY, "FEMALE", "25-34")
    assert not set(stored) & set(match_keys("Awa Koné", "ML-SIKASSO", DAY, "MALE", "25-34", looked_for=True))
    assert not set(stored) & set(match_keys("Awa Koné", "ML-SIKASSO", DAY, "FEMALE", "45-54", looked_for=True))
    assert set(stored) & set(match_keys("Awa Koné", "ML-SIKASSO", DAY, None, None, looked_for=True))
