"""What holds of folding for any text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from assa_text import expand, fold, normalise
from assa_text.tables import SMS, SMS_AMBIGUOUS

typed = st.text() | st.text(alphabet="gnyñɲŋaaa c1 éɛɔ'’k0oeGNœ️⃣")


@given(typed)
def test_only_plain_letters_digits_and_single_spaces_are_left(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", fold(text))


@given(typed)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(typed)
def test_case_does_not_matter(text: str) -> None:
    if text.upper().lower() == text.lower():
        assert fold(text.upper()) == fold(text)


@given(st.lists(st.sampled_from([*SMS, *SMS_AMBIGUOUS, "c", "est", "be", "la", "moi"])).map(" ".join))
def test_expanding_twice_changes_nothing(text: str) -> None:
    assert expand(expand(text)) == expand(text)


@given(typed)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_the_table_holds_folded_words_only() -> None:
    for short, plain in (SMS | SMS_AMBIGUOUS).items():
        assert fold(short) == short, short
        assert fold(plain) == plain, plain
