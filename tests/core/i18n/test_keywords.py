"""Words that work without any model are whole messages, in the person's language first."""

from pathlib import Path

import pytest

from assa_text import parse_number, parse_numbers
from core.i18n import LOCALES
from core.i18n.keywords import NAMES, Keywords, keywords

WORDS = [
    ("Oui !", "fr", "yes"),
    ("ouiiii", "fr", "yes"),
    ("OK", "fr", "yes"),
    ("d'accord", "fr", "yes"),
    ("c bon", "fr", "yes"),
    ("👍", "fr", "yes"),
    ("👍🏾", "fr", "yes"),
    ("non", "fr", "no"),
    ("Non merci", "fr", "no"),
    ("no", "fr", "no"),
    ("jsp", "fr", "not_sure"),
    ("je ne sais pas", "fr", "not_sure"),
    ("Peut-être", "fr", "not_sure"),
    ("passer", "fr", "skip"),
    ("STOP", "fr", "stop"),
    ("/stop", "fr", "stop"),
    ("stop.", "bm", "stop"),
    ("plus tard", "fr", "pause"),
    ("continuer", "fr", "resume"),
    ("/menu", "fr", "menu"),
    ("0", "fr", "menu"),
    ("0️⃣", "bm", "menu"),
    ("retour", "fr", "back"),
    ("corriger", "fr", "correct"),
    ("annuler", "fr", "cancel"),
    ("/langue", "fr", "language"),
    ("changer de langue", "fr", "language"),
    ("/start", "fr", "start"),
    ("parler à un agent", "fr", "human"),
    ("awɔ", "bm", "yes"),
    ("awo", "bm", "yes"),
    ("awɔ", "fr", "yes"),
    ("ayi", "bm", "no"),
    ("n t'a dɔn", "bm", "not_sure"),
    ("n ta don", "bm", "not_sure"),
    ("ka tɛmɛ", "bm", "skip"),
    ("a jɔ", "bm", "stop"),
    ("n dɛmɛ", "bm", "menu"),
    ("segin kɔ", "bm", "back"),
    ("kan yɛlɛma", "bm", "language"),
    ("daminɛ", "bm", "start"),
    ("oui", "bm", "yes"),
    ("menu", "ses", "menu"),
    ("eey", "ff", "yes"),
    ("alaa", "ff", "no"),
    ("ayyo", "ses", "yes"),
    ("kala", "ses", "no"),
]


@pytest.mark.parametrize(("text", "locale", "keyword"), WORDS)
def test_a_keyword_is_known_however_it_is_typed(text: str, locale: str, keyword: str) -> None:
    assert keywords().match(text, locale) == keyword


@pytest.mark.parametrize(
    "text",
    [
        "",
        "oui mais je tousse",
        "non je n'ai pas de fièvre",
        "le menu du restaurant",
        "stop au corona",
        "arrêter la maladie",
        "ne awɔ ayi",
        "😷",
        "مرحبا",
        "36061",
    ],
)
def test_a_keyword_inside_a_message_is_not_the_message(text: str) -> None:
    assert keywords().match(text, "fr") is None


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Français", "fr"),
        ("francais", "fr"),
        ("en français", "fr"),
        ("Bamanankan", "bm"),
        ("bambara", "bm"),
        ("fulfulde", "ff"),
        ("peul", "ff"),
        ("Soŋay", "ses"),
        ("songhaï", "ses"),
        ("sonrai", "ses"),
    ],
)
def test_a_language_is_chosen_by_its_name(text: str, locale: str) -> None:
    assert keywords().language_name(text) == locale


def test_what_is_no_name_of_a_language_chooses_none() -> None:
    assert keywords().language_name("anglais") is None


@pytest.mark.parametrize(
    ("text", "number"), [("un", 1), ("kelen", 1), ("gooto", 1), ("foo", 1), ("fila", 2), ("deuxième", 2), ("wɔɔrɔ", 6), ("vingt", 20)]
)
def test_number_words_of_every_language_count(text: str, number: int) -> None:
    assert parse_number(text, keywords().number_words()) == number


def test_bambara_counts_to_twenty() -> None:
    assert set(keywords().number_words("bm").values()) >= set(range(1, 21))
    assert set(keywords().number_words("fr").values()) >= set(range(21))


def test_several_number_words_are_several_numbers() -> None:
    assert parse_numbers("un, trois et cinq", keywords().number_words()) == [1, 3, 5]
    assert parse_numbers("kelen ani saba", keywords().number_words()) == [1, 3]


@pytest.mark.parametrize("locale", ["fr", "bm"])
def test_every_keyword_has_words_in_french_and_bambara(locale: str) -> None:
    known = set(keywords()._keywords[locale].values())
    assert known == set(NAMES)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_yes_no_stop_and_menu(locale: str) -> None:
    assert {"yes", "no", "stop", "menu"} <= set(keywords()._keywords[locale].values())


def test_a_word_with_two_meanings_is_refused_when_read(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "keywords.yml").write_text("yes: [bon]\nno: [Bon]\n", "utf-8")
    with pytest.raises(ValueError, match="'bon' is both yes and no"):
        Keywords(tmp_path)


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bm").mkdir()
    (tmp_path / "bm" / "keywords.yml").write_text("- yes\n", "utf-8")
    with pytest.raises(ValueError, match=r"bm/keywords\.yml is not a mapping"):
        Keywords(tmp_path)


def test_languages_without_a_file_know_no_words(tmp_path: Path) -> None:
    assert Keywords(tmp_path).match("oui", "fr") is None
    assert Keywords(tmp_path).emergency_sign("je n'arrive pas à respirer") is None
