"""Phone numbers are taken as people type them, and refused with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.identity.phones import parse_phone


@pytest.mark.parametrize(
    "typed",
    [
        "76123456",
        "76 12 34 56",
        "76.12.34.56",
        "76-12-34-56",
        " 7612 3456 ",
        "0022376123456",
        "00223 76 12 34 56",
        "+223 76 12 34 56",
        "(+223) 76123456",
        "22376123456",
        "７６１２３４５６",
        "٧٦١٢٣٤٥٦",
        "tel: 76 12 34 56",
        "mon numéro est le 76123456",
    ],
)
def test_a_malian_number_is_read(typed: str) -> None:
    assert parse_phone(typed) == "+22376123456"


def test_a_number_of_another_country_needs_its_code() -> None:
    assert parse_phone("+33 6 12 34 56 78") == "+33612345678"
    assert parse_phone("00221 77 123 45 67") == "+221771234567"
    assert parse_phone("06 12 34 56 78", region="FR") == "+33612345678"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "not_a_number"),
        ("oui", "not_a_number"),
        ("je n'en ai pas", "not_a_number"),
        ("😀", "not_a_number"),
        ("5 ou 6", "not_a_number"),
        ("7" * 500, "not_a_number"),
        ("1", "too_short"),
        ("36061", "too_short"),
        ("7612345", "too_short"),
        ("761234567", "too_long"),
        ("+999 12345678", "unknown_country"),
        ("11111111", "not_in_use"),
    ],
)
def test_a_bad_number_is_refused_with_the_reason(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        parse_phone(typed)


@given(st.text(max_size=80) | st.text(alphabet="0123456789+ ().-e", max_size=30))
def test_any_text_gives_a_number_or_invalid_input(text: str) -> None:
    try:
        phone = parse_phone(text)
    except InvalidInput:
        return
    assert phone.startswith("+")
    assert parse_phone(phone) == phone
