"""The day of the first signs, as people type it, on Monday 23 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.entities.dates import parse_onset
from core.errors import InvalidInput

TODAY = date(2026, 11, 23)

FRENCH = {
    "aujourd'hui": "2026-11-23",
    "Aujourd’hui": "2026-11-23",
    "ajd": "2026-11-23",
    "ce matin": "2026-11-23",
    "cette nuit": "2026-11-23",
    "hier": "2026-11-22",
    "HIER !": "2026-11-22",
    "hier soir": "2026-11-22",
    "depuis hier": "2026-11-22",
    "ca a commencé hier matin": "2026-11-22",
    "avant-hier": "2026-11-21",
    "avant hier": "2026-11-21",
    "depuis avant-hier": "2026-11-21",
    "avant avant hier": "2026-11-20",
    "lundi": "2026-11-16",
    "ce lundi": "2026-11-23",
    "lundi dernier": "2026-11-16",
    "depuis vendredi": "2026-11-20",
    "dimanche": "2026-11-22",
    "mardi passé": "2026-11-17",
    "jeudi de la semaine dernière": "2026-11-19",
    "12/11": "2026-11-12",
    "le 12/11": "2026-11-12",
    "12-11": "2026-11-12",
    "12.11": "2026-11-12",
    "12 / 11": "2026-11-12",
    "12/11/2026": "2026-11-12",
    "12/11/26": "2026-11-12",
    "2026-11-12": "2026-11-12",
    "１２/１１": "2026-11-12",
    "25/11": "2025-11-25",
    "01/12": "2025-12-01",
    "23/11": "2026-11-23",
    "29/02": "2024-02-29",
    "il y a 3 jours": "2026-11-20",
    "il y a trois jours": "2026-11-20",
    "3 jours": "2026-11-20",
    "3 jrs": "2026-11-20",
    "depuis 3 jours": "2026-11-20",
    "ça fait 3 jours": "2026-11-20",
    "ya 3 jours": "2026-11-20",
    "il y a un jour": "2026-11-22",
    "depuis une semaine": "2026-11-16",
    "1 semaine": "2026-11-16",
    "il y a deux semaines": "2026-11-09",
    "une semaine et 2 jours": "2026-11-14",
    "quinze jours": "2026-11-08",
    "la semaine dernière": "2026-11-16",
    "un mois": "2026-10-24",
    "il y a 48 heures": "2026-11-21",
    "depuis 5h": "2026-11-23",
    "le 5 novembre": "2026-11-05",
    "5 novembre": "2026-11-05",
    "5 nov": "2026-11-05",
    "1er novembre": "2026-11-01",
    "le 5 novembre 2026": "2026-11-05",
    "novembre 5": "2026-11-05",
    "lundi 16 novembre": "2026-11-16",
    "5 décembre": "2025-12-05",
    "le 20": "2026-11-20",
    "depuis le 20": "2026-11-20",
    "le 30": "2026-10-30",
    "vendredi 20": "2026-11-20",
}

BAMBARA = {
    "bi": "2026-11-23",
    "bii": "2026-11-23",
    "kunun": "2026-11-22",
    "kounoun": "2026-11-22",
    "kabini kunun": "2026-11-22",
    "a daminɛna kunun": "2026-11-22",
    "kunasinin": "2026-11-21",
    "kunasini": "2026-11-21",
    "tile saba": "2026-11-20",
    "tile 3": "2026-11-20",
    "tilé saba": "2026-11-20",
    "a tile saba ye nin ye": "2026-11-20",
    "tile naani bɛ bi": "2026-11-19",
    "tile tan": "2026-11-13",
    "dɔgɔkun kelen": "2026-11-16",
    "dogokun fila": "2026-11-09",
    "lɔgɔkun kelen": "2026-11-16",
    "ntɛnɛndon": "2026-11-16",
    "ntenendon": "2026-11-16",
    "taratadon": "2026-11-17",
    "arabadon": "2026-11-18",
    "alamisadon": "2026-11-19",
    "jumadon": "2026-11-20",
    "djouma": "2026-11-20",
    "sibiridon": "2026-11-21",
    "karidon": "2026-11-22",
    "kabini sibiri": "2026-11-21",
    "kalo kelen": "2026-10-24",
    "12/11": "2026-11-12",
    "hier": "2026-11-22",
}

OTHERS = [
    ("hanki", "ff", "2026-11-22"),
    ("balɗe tati", "ff", "2026-11-20"),
    ("hannde", "ff", "2026-11-23"),
    ("zaari hinza", "ses", "2026-11-20"),
]


@pytest.mark.parametrize(("typed", "day"), FRENCH.items())
def test_french_dates_are_read(typed: str, day: str) -> None:
    assert parse_onset(typed, TODAY, "fr") == date.fromisoformat(day)


@pytest.mark.parametrize(("typed", "day"), BAMBARA.items())
def test_bambara_dates_are_read(typed: str, day: str) -> None:
    assert parse_onset(typed, TODAY, "bm") == date.fromisoformat(day)


@pytest.mark.parametrize(("typed", "locale", "day"), OTHERS)
def test_dates_of_the_other_languages_are_read(typed: str, locale: str, day: str) -> None:
    assert parse_onset(typed, TODAY, locale) == date.fromisoformat(day)


def test_who_chose_french_may_answer_in_bambara() -> None:
    assert parse_onset("kunun", TODAY, "fr") == date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed",
    [
        "demain",
        "après-demain",
        "dans 3 jours",
        "lundi prochain",
        "la semaine prochaine",
        "24/11/2026",
        "25/12/2026",
        "2027-01-01",
        "sini",
        "5 décembre 2026",
    ],
)
def test_a_day_to_come_is_refused_as_such(typed: str) -> None:
    with pytest.raises(InvalidInput, match="date_in_future"):
        parse_onset(typed, TODAY, "fr")


@pytest.mark.parametrize(
    "typed",
    [
        "", "je ne sais pas", "bonjour", "fièvre", "😀", "longtemps", "depuis longtemps", "quelques jours", "il y a plusieurs jours",
        "30/02", "45/99", "11/25", "31/11", "5", "70000000", "novembre", "le 45", "début novembre", "مرحبا", "oui", "x" * 5_000,
        "9" * 5_000,
    ],
)  # fmt: skip
def test_what_names_no_one_day_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="date_unknown"):
        parse_onset(typed, TODAY, "fr")


@given(st.text(max_size=60), st.sampled_from(["fr", "bm", "ff", "ses"]))
def test_any_text_gives_a_day_up_to_today_or_invalid_input(text: str, locale: str) -> None:
    try:
        found = parse_onset(text, TODAY, locale)
    except InvalidInput:
        return
    assert found <= TODAY
