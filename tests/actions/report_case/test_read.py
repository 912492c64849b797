"""What people answer to the report's questions, and what is stored."""

from datetime import date

import pytest

from actions.message import Message
from actions.report_case.read import READERS, Several
from core.errors import InvalidInput

TODAY = date(2026, 11, 23)


def read(slot, text="", value=None, locale="fr", known=None):
    message = Message(None, 0.0, (), text, value, None, locale, "webchat")
    return READERS[slot](message, TODAY, known)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("34 ans", "25-34"),
        ("san 34", "25-34"),
        ("34", "25-34"),
        ("elle a 7 ans", "5-14"),
        ("8 mois", "0-4"),
        ("kalo 8", "0-4"),
        ("8 kalo", "0-4"),
        ("bébé de 3 semaines", "0-4"),
        ("dɔgɔkun 3", "0-4"),
        ("tile 20", "0-4"),
        ("20 jours", "0-4"),
        ("70 mois", "5-14"),
        ("2 ans et 8 mois", "0-4"),
        ("san 2 ni kalo 8", "0-4"),
        ("６０ ans", "55-64"),
        ("85 ans", "85+"),
        ("120", "85+"),
        ("0 an", "0-4"),
    ],
)
def test_an_age_in_years_months_weeks_or_days(text, band):
    assert read("report_age", text) == band


@pytest.mark.parametrize("text", ["500 ans", "je ne sais pas", "", "121"])
def test_what_is_no_age_is_told(text):
    with pytest.raises(InvalidInput) as error:
        read("report_age", text)
    assert error.value.code == "error_age"


@pytest.mark.parametrize("name", ["Awa Traoré", "Moussa", "N'Diaye Fatoumata", "Ɲagale Jara"])
def test_a_name_is_kept_as_written(name):
    assert read("report_name", f" {name}. ") == name


@pytest.mark.parametrize("text", ["12345", "A", "", "un deux trois quatre cinq six sept", "😷"])
def test_what_is_no_name_is_told(text):
    with pytest.raises(InvalidInput):
        read("report_name", text)


@pytest.mark.parametrize(("text", "stored"), [("oui", "yes"), ("non", "no"), ("je ne sais pas", "unknown"), ("awɔ", "yes"), ("ayi", "no")])
def test_not_sure_is_never_no(text, stored):
    assert read("report_exposure", text) == stored


@pytest.mark.parametrize(
    ("text", "code"), [("76 12 34", "error_phone_short"), ("76 12 34 56 78", "error_phone_long"), ("demain", "error_phone")]
)
def test_a_bad_phone_number_is_told_why(text, code):
    with pytest.raises(InvalidInput) as error:
        read("report_phone", text)
    assert error.value.code == code


@pytest.mark.parametrize("text", ["76 12 34 56", "76.12.34.56", "+223 76123456", "0022376123456", "７６１２３４５６"])
def test_a_phone_number_as_people_write_it(text):
    assert read("report_phone", text) == "+22376123456"


def test_whoever_names_a_cercle_or_a_misspelt_region_is_understood():
    assert read("report_region", "Sikaso") == "ML-SIKASSO"
    with pytest.raises(InvalidInput):
        read("report_region", "Xyzabc")


@pytest.mark.parametrize(("text", "code"), [("demain", "error_date_future"), ("il y a 200 jours", "error_date_old"), ("wxq", "error_date")])
def test_a_bad_day_is_told_why(text, code):
    with pytest.raises(InvalidInput) as error:
        read("report_onset", text)
    assert error.value.code == code


def test_the_one_phone_number_of_a_sentence_is_taken():
    assert read("report_phone", "c'est le 76 12 34 56 et il a 34 ans") == "+22376123456"
    with pytest.raises(InvalidInput) as error:
        read("report_phone", "76 12 34 56 ou bien 66 12 34 56")
    assert error.value.code == "error_phone"


@pytest.mark.parametrize("text", ["trente-quatre ans", "san bi saba ni naani"])
def test_an_age_in_words(text):
    assert read("report_age", text) == read("report_age", "34")


@pytest.mark.parametrize("value", ["ML-C-KITA", "ML-SIKASSO", "ML-NULLE"])
def test_a_cercle_chosen_from_another_regions_list_is_refused(value):
    assert read("report_cercle", "", value="ML-C-SIKASSO", known="ML-SIKASSO") == "ML-C-SIKASSO"
    with pytest.raises(InvalidInput) as error:
        read("report_cercle", "", value=value, known="ML-SIKASSO")
    assert error.value.code == "error_choose"


def test_a_commune_is_read_at_either_question_for_a_place():
    assert read("report_region", "badia") == "ML-M-BADIA"
    assert read("report_cercle", "badia", known="ML-KITA") == "ML-M-BADIA"
    assert read("report_cercle", value="ML-M-BADIA", known="ML-KITA") == "ML-M-BADIA"
    for known in ("ML-KAYES", "ML-SIKASSO"):
        with pytest.raises(InvalidInput):
            read("report_cercle", value="ML-M-BADIA", known=known)
        with pytest.raises(InvalidInput):
            read("report_cercle", "badia", known=known)


def test_a_name_of_several_communes_or_nearly_one_is_asked_back():
    with pytest.raises(Several) as several:
        read("report_region", "Benkadi")
    assert len(several.value.options) == 4
    with pytest.raises(Several) as nearly:
        read("report_region", "Hawa Denbaya")
    assert nearly.value.options == ("ML-M-HAWA-DEMBAYA",)
    assert read("report_region", "Sikasso") == "ML-SIKASSO"
    assert read("report_cercle", "Benkadi", known="ML-DIOILA") == "ML-M-BENKADI-DIOILA"
