"""The rules of cases as reported: pure, each with its source."""

import re
from datetime import date

from stdnum.iso7064 import mod_37_36

from assa_text import fold
from core.errors import InvalidInput
from core.i18n import N_

AGE_BANDS = ("0-4", "5-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+")
"""DHIS2's age groups of the COVID-19 packages."""

SEXES = ("MALE", "FEMALE", "UNKNOWN")
EXPOSURES = ("yes", "no", "unknown")
SUBJECTS = ("self", "other")


SYMPTOMS: dict[str, str] = {
    "fever": N_("Fièvre"),
    "cough": N_("Toux"),
    "breathing": N_("Peine à respirer"),
    "chest_pain": N_("Mal à la poitrine"),
    "confusion": N_("Confusion"),
    "tiredness": N_("Grande fatigue"),
    "taste_smell": N_("Perte goût ou odorat"),
    "sore_throat": N_("Mal de gorge"),
    "headache": N_("Mal de tête"),
    "aches": N_("Courbatures"),
    "diarrhoea": N_("Diarrhée"),
    "other": N_("Autre signe"),
}
"""Codes and French labels, in the order in which they are offered: WHO's common and less common signs, and its emergency signs."""

EMERGENCY_SYMPTOMS = frozenset({"breathing", "chest_pain", "confusion"})
"""WHO: difficulty breathing, chest pain or pressure, confusion: seek care at once."""

OLDEST_ONSET_DAYS = 60
"""An onset before that is a slip of the pen, or not this illness; a setting of ours, generous beside the 14 days of incubation."""

_SYMPTOM_WORDS = {
    "fever": ("fievre", "temperature", "chaud", "farigan"),
    "cough": ("tou", "sogosogo"),
    "breathing": ("respir", "souffle", "essouffle", "ninakili"),
    "chest_pain": ("poitrine", "disi"),
    "confusion": ("confu", "hakili"),
    "tiredness": ("fatigue", "segen"),
    "taste_smell": ("gout", "odorat", "odeur"),
    "sore_throat": ("gorge", "kan dimi"),
    "headache": ("tete", "kun dimi", "kungolo"),
    "aches": ("courbature", "muscle", "fari dimi", "corps"),
    "diarrhoea": ("diarrhe", "ventre", "konoboli"),
}
"""How the folded words of each sign begin, in French and Bambara, for people who write them instead of choosing."""

_CLAUSE = re.compile(r"[.,;:!?\n]+|\b(?:mais|nka)\b", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:pas|plus|jamais|sans|aucune?|te|t)\b|^\s*ni\b")
"""French "ni" denies where it begins or follows "pas"; between two signs it is Bambara's "and": farigan ni sɔgɔsɔgɔ."""


_CASE_ID = re.compile(r"CA-(\d{4})-(\d{6,})-([0-9A-Z])")


def age_band(years: int) -> str:
    """The DHIS2 age group of an age in full years (0 to 120). Raises InvalidInput otherwise."""
    if not 0 <= years <= 120:
        raise InvalidInput("age_out_of_range", field="age")
    return next(band for band in AGE_BANDS if band == "85+" or years <= int(band.split("-")[1]))


def make_case_id(year: int, number: int) -> str:
    """`CA-2026-000123-K`: Go.Data's mask, its check character by ISO 7064 mod 37,36 over year and number, since it is typed in a chat."""
    digits = f"{year:04d}{number:06d}"
    return f"CA-{year:04d}-{number:06d}-{mod_37_36.calc_check_digit(digits)}"


def is_case_id(text: str) -> bool:
    """Whether `text` is a case id whose check character is right (spaces and case do not matter)."""
    match = _CASE_ID.fullmatch(re.sub(r"\s", "", text.upper()))
    return match is not None and mod_37_36.calc_check_digit(match[1] + match[2]) == match[3]


def check_onset(onset: date, today: date) -> None:
    """Raises InvalidInput `date_in_future` or `date_too_old` for a day on which the signs cannot have begun."""
    if onset > today:
        raise InvalidInput("date_in_future", field="onset")
    if (today - onset).days > OLDEST_ONSET_DAYS:
        raise InvalidInput("date_too_old", field="onset")


def symptoms_in(text: str) -> list[str]:
    """The signs that a text says are there, by code. What is denied ("pas de fièvre, mais je tousse") is not there."""
    said = [f" {clause} " for clause in map(fold, _CLAUSE.split(text)) if not _NEGATION.search(clause)]
    return [code for code, starts in _SYMPTOM_WORDS.items() if any(f" {start}" in clause for start in starts for clause in said)]


_SYMPTOM_STARTS = tuple({word for starts in _SYMPTOM_WORDS.values() for start in starts for word in start.split()} | {"mal", "dimi"})


def is_symptom_word(word: str) -> bool:
    """Whether a folded word may belong to a sign that `symptoms_in` knows."""
    return word.startswith(_SYMPTOM_STARTS)
