"""What people type at the questions of the symptom check, in French and Bambara, as they spell it."""

from datetime import date

import pytest

from bot.care.check.read import Heard, age_corrected, heard, told

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("question", "text", "locale", "value"),
    [
        ("danger", "oui", "fr", "yes"),
        ("danger", "nn", "fr", "no"),
        ("danger", "chais pas", "fr", "not_sure"),
        ("danger", "non pas encore", "fr", "no"),
        ("danger", "awo", "bm", "yes"),
        ("danger", "ayi", "bm", "no"),
        ("sign:fever", "un peu", "fr", "yes"),
        ("sign:fever", "dɔɔni", "bm", "yes"),
        ("sign:fever", "oui depuis ce matin", "fr", "yes"),
        ("sign:fever", "il a la fievre", "fr", "yes"),
        ("sign:fever", "son corps est chaud", "fr", "yes"),
        ("sign:fever", "il n'a pas de fièvre", "fr", "no"),
        ("sign:cough", "elle ne tousse pas", "fr", "no"),
        ("sign:cough", "a bɛ sɔgɔsɔgɔ", "bm", "yes"),
        ("sign:cough", "a tɛ sɔgɔsɔgɔ", "bm", "no"),
        ("others", "non", "fr", "none"),
        ("others", "je ne sais pas", "fr", "not_sure"),
        ("onset", "il y a 3 jours", "fr", "2026-11-21"),
        ("onset", "12/11", "fr", "2026-11-12"),
        ("onset", "kunun", "bm", "2026-11-23"),
        ("onset", "je ne sais pas", "fr", "not_sure"),
        ("exposed", "peut-être", "fr", "not_sure"),
        ("age", "8 mois", "fr", "0-4"),
        ("age", "34", "fr", "25-34"),
        ("age", "san 70", "bm", "65-74"),
        ("subject", "c'est mon fils", "fr", "child"),
        ("subject", "pour ma mère", "fr", "other"),
        ("subject", "c'est moi", "fr", "self"),
        ("subject", "n denmuso", "bm", "child"),
        ("conditions", "elle a le diabète", "fr", "chronic_illness"),
        ("conditions", "enceinte et asthmatique", "fr", "chronic_illness|pregnant"),
        ("conditions", "non", "fr", "none"),
        ("conditions", "a kɔnɔma don", "bm", "pregnant"),
    ],
)
def test_an_answer(question, text, locale, value):
    assert heard(question, text, TODAY, locale).value == value


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("sign:fever", "c'est quoi la fièvre ?"),
        ("sign:fever", "comment porter un masque"),
        ("danger", "il respire bien"),
        ("exposed", "bonjour"),
        ("age", "comment porter un masque"),
        ("onset", "quelques jours"),
        ("subject", "mon fils et ma mère"),
        ("subject", "je sais pas"),
        ("subject", "jsp"),
    ],
)
def test_no_answer(question, text):
    """A question of theirs, or what says nothing of ours: never taken for one."""
    assert heard(question, text, TODAY, "fr") == Heard()


@pytest.mark.parametrize(
    ("question", "text", "error"),
    [
        ("onset", "demain", "utter_error_date_future"),
        ("onset", "01/01/2020", "utter_error_date_old"),
        ("age", "500 ans", "utter_error_age"),
    ],
)
def test_what_is_wrong_is_told(question, text, error):
    assert heard(question, text, TODAY, "fr").error == error


def test_what_is_told_besides_is_heard_and_a_denial_is_of_one_sign_only():
    assert heard("sign:fever", "non, mais il tousse", TODAY, "fr") == Heard("no", ("cough",))
    assert heard("sign:fever", "oui et elle vomit", TODAY, "fr") == Heard("yes", ("nausea",))
    assert heard("others", "mal de tête et rhume", TODAY, "fr") == Heard(None, ("headache", "runny_nose"))


@pytest.mark.parametrize(
    ("text", "locale", "said", "signs"),
    [
        ("mon fils tousse depuis 3 jours", "fr", {"subject": "child", "onset": "2026-11-21"}, ("cough",)),
        ("j'ai de la fièvre et mal à la gorge", "fr", {"subject": "self"}, ("fever", "sore_throat")),
        ("ma mère a la fièvre depuis hier", "fr", {"subject": "other", "onset": "2026-11-23"}, ("fever",)),
        ("n denkɛ bɛ sɔgɔsɔgɔ kabini tile saba", "bm", {"subject": "child", "onset": "2026-11-21"}, ("cough",)),
        ("je n'ai pas de fièvre mais je tousse", "fr", {"subject": "self"}, ("cough",)),
        ("faut-il tousser dans le coude ?", "fr", {}, ()),
        ("vérifier mes signes", "fr", {}, ()),
    ],
)
def test_a_first_message(text, locale, said, signs):
    assert told(text, TODAY, locale) == (said, signs)


@pytest.mark.parametrize(
    ("question", "text", "value", "age"),
    [
        ("subject", "34 ans", None, "25-34"),
        ("subject", "mon fils de 3 ans", "child", "0-4"),
        ("danger", "oui, 40 ans", "yes", "35-44"),
        ("others", "j'ai 40 ans", None, "35-44"),
        ("onset", "san 70", None, "65-74"),
        ("exposed", "san mugan", None, "15-24"),
        ("onset", "il y a 2 ans", None, None),
        ("onset", "depuis 3 jours", "2026-11-21", None),
        ("sign:fever", "depuis 3 semaines", None, None),
        ("others", "500 ans", None, None),
    ],
)
def test_an_age_told_at_another_question_is_kept(question, text, value, age):
    said = heard(question, text, TODAY, "fr")
    assert (said.value, said.age) == (value, age)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("ka a san 3 kɛ san 6", "5-14"),
        ("pas 30 ans, 50 ans", "45-54"),
        ("non, 4 ans", "0-4"),
        ("il a 4 ans", None),
        ("non", None),
        ("est-ce que mon fils de 4 ans et ma fille de 7 ans peuvent attraper ça", None),
    ],
)
def test_an_age_is_put_right_by_two_or_after_a_no(text, age):
    assert age_corrected(text, "fr") == age
