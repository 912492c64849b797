"""The checks of the catalogs see the faults that catalogs of other health assistants had."""

import pytest
from babel.messages.catalog import Message

from tests.i18n.checks import RESPONSES, faults, quoted, repeated

CONSENT = "Je garde {name}, 3 ans.\nAppelez le 36061, https://sante.ml ou écrivez."
GOOD = "N bɛ {name} mara san 3.\nAw ye 36061 wele, https://sante.ml walima ka sɛbɛn."
GREETING = RESPONSES["utter_greet"]["text"]
MENU = RESPONSES["utter_menu"]["text"]


def draft(source, text, context=None):
    return Message(source, text, flags=["fuzzy"], context=context)


def test_a_good_translation_has_no_faults():
    assert list(faults(draft(CONSENT, GOOD), "bm")) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (GOOD.replace("{name}", "tɔgɔ"), "placeholders"),
        (GOOD.replace("{name}", "{tɔgɔ}"), "placeholders"),
        (GOOD.replace("{name}", "{name} {name}"), "placeholders"),
        (GOOD.replace("36061", "36016"), "digits"),
        (GOOD.replace("san 3", "san saba"), "digits"),
        (GOOD.replace("sante.ml", "sante.com"), "addresses"),
        (GOOD.replace("\n", " "), "line breaks"),
        (GOOD * 3, "longer than is reasonable"),
        (GOOD + " ", "stray characters"),
        (GOOD + " [0]", "stray characters"),
        (CONSENT, "French"),
        (GOOD.replace("sɛbɛn", "sèbèn"), "letters"),
        (GOOD.replace("N bɛ", "Sogow bɛ"), "forbidden word"),
    ],
)
def test_a_spoilt_translation_is_found_out(text, fault):
    assert fault in list(faults(draft(CONSENT, text), "bm"))


@pytest.mark.parametrize(
    ("context", "source", "text", "fits"),
    [
        ("utter_ask_report_consent", "Oui, d'accord", "Awɔ, n sɔnna kosɛbɛ", True),
        ("utter_ask_report_consent", "Oui, d'accord", "Awɔ, n sɔnna kosɛbɛ a", False),
        ("utter_menu", "Alertes", "Lasɔminiw ni kibaruyaw a", True),
        ("utter_menu", "Alertes", "Lasɔminiw ni kibaruyaw aa", False),
        (None, "Fièvre", "Farigan ni fari kalaya aa", False),
        (None, "Continuer", "Ka taa ɲɛ ni jirali ye", False),
    ],
)
def test_titles_are_held_to_the_place_that_they_have(context, source, text, fits):
    assert ("longer than its button" not in list(faults(draft(source, text, context), "bm"))) is fits


@pytest.mark.parametrize(
    ("flags", "comments", "fault"),
    [
        (["fuzzy"], [], False),
        ([], ["confirmed: Direction nationale, 2026-12-01"], False),
        ([], [], True),
        ([], ["confirmed: Awa"], True),
        ([], ["a nice word"], True),
    ],
)
def test_what_is_no_draft_says_who_confirmed_it_and_when(flags, comments, fault):
    message = Message("Toux", "Sɔgɔsɔgɔ", flags=flags, user_comments=comments)
    assert ("neither a draft nor confirmed" in list(faults(message, "bm"))) is fault


def test_a_welcome_that_is_a_menus_heading_is_found_out():
    menu = draft(MENU, "MENU BA: aw ye sugandili kɛ.", "utter_menu")
    assert repeated([draft(GREETING, "MENU BA: aw ye sugandili kɛ.", "utter_greet"), menu]) == ["utter_greet", "utter_menu"]
    assert repeated([draft(GREETING, "Ne ye ASSA ye. MENU BA: aw ye sugandili kɛ. 0", "utter_greet"), menu]) == ["utter_greet"]
    assert repeated([draft(GREETING, "Aw ni ce! Ne ye ASSA ye.", "utter_greet"), menu]) == []


def test_the_words_to_type_are_taken_out_of_a_text():
    assert quoted("Aw ye « ka taa ɲɛ » walima «menu» sɛbɛn; misali « san » 34.") == ["ka taa ɲɛ", "menu"]
