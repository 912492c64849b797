"""What agents write of their list is read as they meant it, or not at all."""

from decimal import Decimal

import pytest

from contact_tracing.follow_up.reading import Written, read_entries
from core.i18n.keywords import keywords

OK, ILL, MISSED = "SEEN_OK", "SEEN_NOT_OK", "MISSED"

READ = [
    ("fait 3 bien", [Written((3,), OK)]),
    ("3 va bien", [Written((3,), OK)]),
    ("Vu 7 RAS", [Written((7,), OK)]),
    ("1, 2 et 3 bien", [Written((1, 2, 3), OK)]),
    ("1 2 3 bien, 4 absente", [Written((1, 2, 3), OK), Written((4,), MISSED)]),
    ("5 absent", [Written((5,), MISSED)]),
    ("5 injoignable", [Written((5,), MISSED)]),
    ("4 toux fievre 38.2", [Written((4,), ILL, None, Decimal("38.2"), ("fever", "cough"))]),
    ("4 toux fièvre 38,2", [Written((4,), ILL, None, Decimal("38.2"), ("fever", "cough"))]),
    ("4 toux 38", [Written((4,), ILL, None, Decimal(38), ("fever", "cough"))]),
    ("4 39,1", [Written((4,), ILL, None, Decimal("39.1"), ("fever",))]),
    ("4 37.2", [Written((4,), OK, None, Decimal("37.2"))]),
    ("4 bien 36,8", [Written((4,), OK, None, Decimal("36.8"))]),
    ("4 toux depuis 3 jours", [Written((4,), ILL, None, None, ("cough",))]),
    ("4 toux mais va bien", [Written((4,), ILL, None, None, ("cough",))]),
    ("4 pas bien toux", [Written((4,), ILL, None, None, ("cough",))]),
    ("4 malade", [Written((4,), ILL)]),
    ("3 bien 4 absent 5 fievre 39", [Written((3,), OK), Written((4,), MISSED), Written((5,), ILL, None, Decimal(39), ("fever",))]),
    ("6 a refusé", [Written((6,), None, "refused")]),
    ("12 décédé", [Written((12,), None, "died")]),
    ("8 a déménagé", [Written((8,), None, "moved")]),
    ("3", [Written((3,))]),
    ("fait 3", [Written((3,))]),
    ("kɛra 3 a ka kɛnɛ", [Written((3,), OK)]),
    ("3 a ka kene", [Written((3,), OK)]),
    ("4 a man kɛnɛ, sogosogo", [Written((4,), ILL, None, None, ("cough",))]),
    ("4 sogosogo farigan 38,5", [Written((4,), ILL, None, Decimal("38.5"), ("fever", "cough"))]),
    ("5 a tɛ yen", [Written((5,), MISSED)]),
    ("5 n m'a ye", [Written((5,), MISSED)]),
]

NOT_READ = [
    "2 enfants malades", "stock para 120", "50 gants", "j'ai 3 enfants", "2 semaines c'est long ?",
    "bien", "4 pas de toux", "4 absent bien",
    "4 refuse malade", "4 bien 5", "3 4", "4 xyz", "4 mort toux", "reçu 50 tests, perdu 3", "ma liste", "", "4 bien et sa soeur aussi",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ)
def test_entries_are_read(text, expected):
    assert read_entries(text, keywords().follow_up_words()) == expected


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_no_entry_or_unsure_is_not_read_at_all(text):
    assert read_entries(text, keywords().follow_up_words()) is None
