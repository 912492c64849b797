"""Which place a question about figures names."""

from datetime import date

import pytest

from actions.statistics import mentioned


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("combien de cas à Sikasso ?", "ML-SIKASSO"),
        ("combien de malades a sikaso aujourdhui", "ML-SIKASSO"),
        ("les chiffres de Bamako svp", "ML-BKO"),
        ("cas de covid à Gao", "ML-GAO"),
        ("et dans la commune 3 ?", "ML-BKO-3"),
        ("Segu banabaatɔ ye joli ye", "ML-SEGOU"),
        ("combien de cas au Mali ?", None),
        ("combien de morts du corona", None),
        ("ya combien de cas", None),
        ("quelle est la situation de la maladie", None),
        ("banabaatɔ joli bɛ Mali la", None),
        ("les chiffres s'il vous plaît", None),
        ("combien de personnes sont guéries depuis le début", None),
        ("", None),
    ],
)
def test_the_place_in_a_question(text, place):
    assert mentioned(text, date(2022, 6, 1)) == place
