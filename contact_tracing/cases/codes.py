"""Codes of a case as Go.Data and SORMAS write them, and which may follow which."""

from collections.abc import Mapping

CLASSIFICATIONS: Mapping[str, frozenset[str]] = {
    "NOT_CLASSIFIED": frozenset({"SUSPECT", "PROBABLE", "CONFIRMED", "NOT_A_CASE_DISCARDED"}),
    "SUSPECT": frozenset({"PROBABLE", "CONFIRMED", "NOT_A_CASE_DISCARDED"}),
    "PROBABLE": frozenset({"SUSPECT", "CONFIRMED", "NOT_A_CASE_DISCARDED"}),
    "CONFIRMED": frozenset({"SUSPECT", "PROBABLE", "NOT_A_CASE_DISCARDED"}),
    "NOT_A_CASE_DISCARDED": frozenset({"SUSPECT", "PROBABLE", "CONFIRMED"}),
}
"""Classification (Go.Data; NOT_CLASSIFIED is SORMAS's), with those that may follow: once an agent has looked, it was looked at."""

INVESTIGATIONS: Mapping[str, frozenset[str]] = {
    "PENDING": frozenset({"DONE", "DISCARDED"}),
    "DONE": frozenset({"PENDING", "DISCARDED"}),
    "DISCARDED": frozenset({"PENDING"}),
}
"""SORMAS's investigation status, with those that may follow; what was discarded is taken up again before it is done."""

OUTCOMES: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"ALIVE", "RECOVERED", "DECEASED", "UNKNOWN"}),
    "UNKNOWN": frozenset({"ALIVE", "RECOVERED", "DECEASED"}),
    "ALIVE": frozenset({"RECOVERED", "DECEASED", "UNKNOWN"}),
    "RECOVERED": frozenset({"ALIVE", "DECEASED"}),
    "DECEASED": frozenset({"ALIVE", "RECOVERED", "UNKNOWN"}),
}
"""Go.Data's outcome, with those that may follow."""

_CERTAINTY = {"NOT_CLASSIFIED": 0, "SUSPECT": 1, "PROBABLE": 2, "CONFIRMED": 3}

SEVERITIES = ("ASYMPTOMATIC", "MILD", "MODERATE", "SEVERE", "CRITICAL")
"""WHO, Clinical management of COVID-19: degrees of severity."""

CONDITIONS = (
    "CARDIOVASCULAR",
    "DIABETES",
    "LIVER",
    "NEUROLOGICAL",
    "IMMUNODEFICIENCY",
    "RENAL",
    "CHRONIC_LUNG",
    "MALIGNANCY",
    "OTHER",
)
"""Pre-existing conditions of WHO's revised case report form for COVID-19 (Comcond_preexist)."""

PREGNANCIES = (
    "NOT_PREGNANT",
    "YES_FIRST_TRIMESTER",
    "YES_SECOND_TRIMESTER",
    "YES_THIRD_TRIMESTER",
    "YES_TRIMESTER_UNKNOWN",
    "UNKNOWN",
)
"""Go.Data's pregnancy status."""

OCCUPATIONS = (
    "BUTCHER",
    "CHILD",
    "CIVIL_SERVANT",
    "FARMER",
    "FORESTRY",
    "HEALTH_CARE_WORKER",
    "HEALTH_LABORATORY_WORKER",
    "MINING",
    "OTHER",
    "RELIGIOUS_LEADER",
    "STUDENT",
    "TAXI_DRIVER",
    "TEACHER",
    "TRADITIONAL_HEALER",
    "UNKNOWN",
    "WORKING_WITH_ANIMALS",
)
"""Go.Data's occupations."""

ISOLATIONS = ("HOME", "INSTITUTION", "HOSPITAL", "HOTEL", "OTHER")
YES_NO_UNKNOWN = ("yes", "no", "unknown")

SAMPLE_TYPES = ("NASOPHARYNGEAL_SWAB", "OROPHARYNGEAL_SWAB", "NASAL_SWAB", "SALIVA", "SPUTUM", "BLOOD", "OTHER")
TEST_TYPES = ("PCR", "ANTIGEN_RDT", "ANTIBODY")
RESULTS = ("PENDING", "POSITIVE", "NEGATIVE", "INCONCLUSIVE")


def classification_needs_reason(before: str, after: str) -> bool:
    """Whether to say why: a case that becomes less certain, or one that was discarded and comes back."""
    if before == "NOT_A_CASE_DISCARDED":
        return True
    return before == "CONFIRMED" if after == "NOT_A_CASE_DISCARDED" else _CERTAINTY[after] < _CERTAINTY[before]


def outcome_needs_reason(before: str | None) -> bool:
    """Whether to say why: an outcome that was final (recovered, deceased) is another one now."""
    return before in ("RECOVERED", "DECEASED")
