"""An item of a list is chosen by its number, however it is typed."""

import pytest

from assa_text.numbers import parse_number, parse_numbers

WORDS = {"un": 1, "deux": 2, "trois": 3, "kelen": 1, "fila": 2, "saba": 3, "vingt et un": 21}


@pytest.mark.parametrize("typed", ["1", " 1 ", "1.", "1)", "(1)", "１", "1️⃣", "①", "un", "Un", "UN.", "kelen", "n°1", "numéro 1", "١", "01"])
def test_every_way_to_type_one_is_one(typed: str) -> None:
    assert parse_number(typed, WORDS) == 1


@pytest.mark.parametrize("typed", ["", "oui", "1 2", "un jour", "j'ai 1 enfant", "70000000", "😀", "1,5 m", "covid 19"])
def test_what_is_not_one_number_is_none(typed: str) -> None:
    assert parse_number(typed, WORDS) is None


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1 3 5", [1, 3, 5]),
        ("1,3 et 5", [1, 3, 5]),
        ("1, 3, 5.", [1, 3, 5]),
        ("1-3", [1, 3]),
        ("1/2", [1, 2]),
        ("1️⃣ 2️⃣", [1, 2]),
        ("①③", [1, 3]),
        ("1️⃣3️⃣", [1, 3]),
        ("un et trois", [1, 3]),
        ("kelen ani saba", [1, 3]),
        ("3 3 1", [3, 1]),
        ("vingt et un", [21]),
        ("0", [0]),
        ("1 et fièvre", []),
        ("fièvre", []),
        ("12345", []),
    ],
)
def test_several_numbers_are_read_in_their_order(typed: str, numbers: list[int]) -> None:
    assert parse_numbers(typed, WORDS) == numbers
