"""What somebody should do now, by the signs that they say: one of four levels. It is advice, never a diagnosis.

"Not sure", and a question that was skipped, are not "no": they count as "yes", except that a perhaps of an emergency sign sends to the
health centre today, and a certain one is an emergency. More signs never give a lower level.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from contact_tracing import rules
from contact_tracing.errors import BadReport
from contact_tracing.symptoms.definition import Definition, in_force

EMERGENCY_SIGNS = rules.EMERGENCY_SYMPTOMS | {"speech_movement"}
"""WHO: difficulty breathing, chest pain or pressure, confusion, loss of speech or movement: seek care at once."""

SIGNS = (*(code for code in rules.SYMPTOMS if code != "other"), "speech_movement", "runny_nose", "nausea", "other")
"""Every sign that is asked about: those of reports, and those of the case definition that reports keep as "other"."""

CONDITIONS = ("chronic_illness", "pregnant", "weak_defences")
"""What makes an illness more dangerous (WHO): heart, lungs, diabetes, pressure, cancer; pregnancy; weak defences."""

AGES_AT_RISK = frozenset({"0-4", "65-74", "75-84", "85+"})
"""Old people by WHO's advice on COVID-19; under five a fever is seen by a health worker (WHO, IMCI)."""

LONG_DAYS = 7
"""Signs that stay so many days are looked at by a health worker; a setting of ours, on the careful side."""


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"


class Level(IntEnum):
    """What to do, in order: prevention; stay home and watch; health centre or a call today; emergency now."""

    NO_SIGN = 1
    WATCH = 2
    CARE_TODAY = 3
    EMERGENCY = 4


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said; a sign or condition that is not there was not asked or skipped.

    signs: by code of `SIGNS`. danger: whether any of `EMERGENCY_SIGNS` is there, asked in one question, for those that `signs` does not
    name; None: not asked so. exposed: near a sick person in the last 14 days. conditions: by code of `CONDITIONS`.
    age_band: as in `rules.AGE_BANDS`, None: not said. days: since the first sign, None: not sure.
    """

    signs: Mapping[str, Answer] = field(default_factory=dict)
    exposed: Answer = Answer.NOT_SURE
    conditions: Mapping[str, Answer] = field(default_factory=dict)
    age_band: str | None = None
    days: int | None = None
    danger: Answer | None = None

    def of(self, sign: str) -> Answer:
        """What was said of one sign; not asked is not sure."""
        asked_together = self.danger if sign in EMERGENCY_SIGNS else None
        return self.signs.get(sign) or asked_together or Answer.NOT_SURE


@dataclass(frozen=True, slots=True)
class Advice:
    """reasons: codes of what led to the level, the gravest first. definition: the version that was used."""

    level: Level
    reasons: tuple[str, ...]
    definition: str


def check(answers: Answers, today: date) -> Advice:
    """The level of what somebody said, by the definition in force today. Raises BadReport naming each bad field."""
    _refuse_unknown(answers)
    definition = in_force(today)
    found = _reasons(answers, definition)
    level = max((level for level, _ in found), default=Level.NO_SIGN)
    return Advice(level, tuple(code for each, code in found if each == level), definition.version)


def emergency(answers: Answers) -> bool:
    """Whether the questions stop here: a sign was said that cannot wait."""
    return any(answers.of(sign) is Answer.YES for sign in EMERGENCY_SIGNS)


def signs_for_a_report(answers: Answers) -> list[str]:
    """The signs that were said to be there, as a report keeps them: those without a code of their own become "other"."""
    said = {sign if sign in rules.SYMPTOMS else "other" for sign in SIGNS if answers.signs.get(sign) is Answer.YES}
    return [code for code in rules.SYMPTOMS if code in said]


def _reasons(answers: Answers, definition: Definition) -> list[tuple[Level, str]]:
    """Every row of the decision table that applies."""
    here = {sign for sign in SIGNS if answers.of(sign) is not Answer.NO}
    at_risk = answers.age_band in AGES_AT_RISK or any(answers.conditions.get(each, Answer.NOT_SURE) is not Answer.NO for each in CONDITIONS)
    exposed = answers.exposed is not Answer.NO
    table = (
        (emergency(answers), Level.EMERGENCY, "emergency_sign"),
        (bool(here & EMERGENCY_SIGNS), Level.CARE_TODAY, "perhaps_emergency_sign"),
        (definition.met_by(here), Level.CARE_TODAY, "case_definition"),
        (bool(here) and at_risk, Level.CARE_TODAY, "sign_at_risk"),
        (bool(here) and exposed, Level.CARE_TODAY, "sign_after_exposure"),
        (bool(here) and (answers.days is None or answers.days >= LONG_DAYS), Level.CARE_TODAY, "sign_for_long"),
        (bool(here), Level.WATCH, "sign"),
        (exposed, Level.WATCH, "exposure"),
    )
    return [(level, code) for applies, level, code in table if applies]


def _refuse_unknown(answers: Answers) -> None:
    problems = {}
    if answers.signs.keys() - set(SIGNS):
        problems["signs"] = "unknown_code"
    if answers.conditions.keys() - set(CONDITIONS):
        problems["conditions"] = "unknown_code"
    if answers.age_band is not None and answers.age_band not in rules.AGE_BANDS:
        problems["age_band"] = "unknown_code"
    if answers.days is not None and answers.days < 0:
        problems["days"] = "out_of_range"
    if problems:
        raise BadReport(**problems)
