"""Whatever way a choice is made, it is the same choice: of the last menu that this person was shown."""

import pytest

from bot.choices import Chosen, OutOfRange, Unknown, remember, resolve_tap, resolve_text
from core.i18n.keywords import keywords

MENU = {
    "number": 7,
    "choices": [{"payload": "/masks", "title": "Le masque"}, {"payload": "/food", "title": "La nourriture"}],
    "multiple": False,
}
OPEN = remember([], MENU)
WORDS = keywords().number_words()


@pytest.mark.parametrize(
    "text", ["1", "1.", "1)", " 1 ", "１", "1️⃣", "①", "un", "Un", "une", "kelen", "LE MASQUE", "le masque", "Le masqué"]
)
def test_every_way_of_the_first_choice(text):
    assert resolve_text(OPEN, text, WORDS) == Chosen(("/masks",))


def test_a_tap_names_its_menu():
    assert resolve_tap(OPEN, "7.2") == Chosen(("/food",))


@pytest.mark.parametrize("choice", ["8.1", "7.3", "7.0", "7", "", "x.y", "7.-1", "７.1", "7.1.1"])
def test_a_tap_on_what_was_never_offered_chooses_nothing(choice):
    assert resolve_tap(OPEN, choice) == Unknown()


def test_a_tap_on_an_older_menu_is_known_to_be_old():
    menus = remember(OPEN, {**MENU, "number": 8})
    assert resolve_tap(menus, "7.1") == Chosen(("/masks",), stale=True)
    assert resolve_tap(menus, "8.1") == Chosen(("/masks",))


def test_menus_are_kept_for_a_while_only():
    menus = OPEN
    for number in range(8, 14):
        menus = remember(menus, {**MENU, "number": number})
    assert resolve_tap(menus, "7.1") == Unknown()


def test_a_number_after_something_else_was_said_chooses_nothing():
    assert resolve_text(remember(OPEN, None), "1", WORDS) is None


def test_a_number_beyond_the_menu_is_out_of_range():
    assert resolve_text(OPEN, "3", WORDS) == OutOfRange()


@pytest.mark.parametrize("text", ["j'ai 1 question sur le masque", "76 12 34 56", "34 ans", "", "masque"])
def test_other_text_is_no_choice(text):
    assert not isinstance(resolve_text(OPEN, text, WORDS), Chosen)


def test_several_are_chosen_only_where_several_may_be():
    several = remember([], {**MENU, "multiple": True})
    assert resolve_text(several, "1, 2", WORDS) == Chosen(("/masks", "/food"))
    assert resolve_text(several, "1 et 2", WORDS) == Chosen(("/masks", "/food"))
    assert resolve_text(OPEN, "1 2", WORDS) is None
