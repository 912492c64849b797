"""The questions of the symptom check, one after the other, by the case definition in force; what can change nothing is not asked.

What was said is a mapping from a question to its answer, as JSON keeps it:

subject: self, child, other. danger, exposed, `sign:fever`...: yes, no, not_sure. others: codes of signs joined by `|`, none, not_sure.
onset: ISO day, not_sure. age: code of `rules.AGE_BANDS`. conditions: codes of `check.CONDITIONS` joined by `|`, none, not_sure.
"""

from collections.abc import Mapping
from datetime import date

from contact_tracing.symptoms.check import CONDITIONS, EMERGENCY_SIGNS, SIGNS, Answer, Answers, signs_for_a_report
from contact_tracing.symptoms.definition import Definition, in_force

SUBJECTS = ("self", "child", "other")
NONE, NOT_SURE = "none", Answer.NOT_SURE.value
SIGN = "sign:"
SEVERAL = ("others", "conditions")
"""Questions of which several things may be true."""

Said = Mapping[str, str]

_NEVER_PREGNANT = frozenset({"0-4", "5-14", "65-74", "75-84", "85+"})


def main_signs(definition: Definition) -> tuple[str, ...]:
    """The signs that are asked one by one: those that the definition wants together, or that are enough alone."""
    return tuple(sign for sign in SIGNS if sign in definition.together | definition.alone and sign not in EMERGENCY_SIGNS)


def other_signs(definition: Definition) -> tuple[str, ...]:
    """The signs that are asked in one question: the rest of the definition's, and any other."""
    rest = definition.some_of - set(main_signs(definition)) - EMERGENCY_SIGNS
    return tuple(sign for sign in SIGNS if sign in rest or sign == "other")


def choices(question: str, said: Said, today: date) -> tuple[str, ...]:
    """What may be chosen at a question of `SEVERAL`."""
    return other_signs(in_force(today)) if question == "others" else conditions(said)


def conditions(said: Said) -> tuple[str, ...]:
    """What can be asked of this person: no child and nobody very old is asked about a pregnancy."""
    never = said.get("subject") == "child" or said.get("age") in _NEVER_PREGNANT
    return tuple(each for each in CONDITIONS if not (each == "pregnant" and never))


def questions(said: Said, today: date) -> tuple[str, ...]:
    """All that are to be asked, by what is known, in their order: danger first, and with danger nothing more."""
    if said.get("danger") == Answer.YES:
        return ("subject", "danger")
    main = tuple(SIGN + sign for sign in main_signs(in_force(today)))
    ill = bool(_here(said))
    return ("subject", "danger", *main, "others", *(("onset",) if ill else ()), "exposed", *(("age", "conditions") if ill else ()))


def next_question(said: Said, today: date) -> str | None:
    """The first that has no answer yet; None: all is known."""
    return next((question for question in questions(said, today) if question not in said), None)


def answers(said: Said, today: date) -> Answers:
    """What was said, as the decision table reads it."""
    onset = said.get("onset", NOT_SURE)
    return Answers(
        signs=_signs(said, today),
        danger=Answer(said["danger"]) if "danger" in said else None,
        exposed=Answer(said.get("exposed", NOT_SURE)),
        conditions=_several(said.get("conditions"), CONDITIONS),
        age_band=said.get("age"),
        days=None if onset == NOT_SURE else (today - date.fromisoformat(onset)).days,
    )


def for_a_report(said: Said, today: date) -> dict[str, str]:
    """What a report need not ask again, by its own fields and codes: subject, age, symptoms, onset, exposure.

    Signs are left out where which of them are there is not known: danger was asked in one question, and a report keeps no "not sure".
    """
    known = {}
    if "subject" in said:
        known["subject"] = "self" if said["subject"] == "self" else "other"
    if "age" in said:
        known["age"] = said["age"]
    signs = signs_for_a_report(Answers(signs=_signs(said, today)))
    if said.get("danger") == Answer.NO and "others" in said and (signs or not _here(said)):
        known["symptoms"] = "|".join(signs) or NONE
    if "onset" in said:
        known["onset"] = "unknown" if said["onset"] == NOT_SURE else said["onset"]
    if "exposed" in said:
        known["exposure"] = "unknown" if said["exposed"] == NOT_SURE else said["exposed"]
    return known


def _signs(said: Said, today: date) -> dict[str, Answer]:
    asked = {question.removeprefix(SIGN): Answer(answer) for question, answer in said.items() if question.startswith(SIGN)}
    return _several(said.get("others"), other_signs(in_force(today))) | asked


def _several(answer: str | None, codes: tuple[str, ...]) -> dict[str, Answer]:
    """Several of one question: what was not chosen is not there, unless nothing is sure."""
    if answer is None or answer == NOT_SURE:
        return {}
    chosen = answer.split("|")
    return {code: Answer.YES if code in chosen else Answer.NO for code in codes}


def _here(said: Said) -> set[str]:
    """The questions whose answer leaves a sign possible, of those that were asked."""
    asked = {question: answer for question, answer in said.items() if question.startswith(SIGN) or question == "danger"}
    here = {question for question, answer in asked.items() if answer != Answer.NO}
    return here | ({"others"} if said.get("others", NONE) != NONE else set())
